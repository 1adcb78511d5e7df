import type { Step, Word } from '../report/trace.ts';
import type { Exploration } from './exploration.ts';

/** What the program's locks say of their words while it runs. */
export interface Words {
  listen(): void;
  stopListening(): void;
  describedWord(
    buffer: number,
    offset: number,
  ): { readonly name: string | undefined; meaning(value: number): string | undefined } | undefined;
}

/** What the checker's own locks hold while nobody has them. */
export const FREE = 'free';

/** The words of a trace, each from when a step first touches it, and values as texts. */
export class TraceWords {
  readonly list: Word[] = [];
  readonly #x: Exploration;
  readonly #described: Words;
  /** By location. */
  readonly #wordOf = new Map<number, number>();

  constructor(x: Exploration, described: Words) {
    this.#x = x;
    this.#described = described;
  }

  /** The number of the word that a location is. */
  of(location: number): number {
    const { kind, buffer: of, offset: at } = this.#x.locations.all[location]!;
    // Who sleeps is shown with the word that they sleep on.
    const word =
      kind === 'waiters' ? this.#x.locations.all.findIndex((l) => l.kind === 'word' && l.buffer === of && l.offset === at) : location;
    const loc = word === -1 ? location : word;
    const known = this.#wordOf.get(loc);
    if (known !== undefined) return known;
    const { kind: what, name, buffer, offset, bytes, initial } = this.#x.locations.all[loc]!;
    const described = this.#described.describedWord(buffer, offset)?.name;
    const index =
      this.list.push({ name: described ?? name, buffer, offset, bytes, initial: what === 'lock' ? FREE : this.text(initial) }) - 1;
    this.#wordOf.set(loc, index);
    return index;
  }

  text(word: number): string {
    const value = this.#x.values.decode(word) as unknown;
    return Array.isArray(value) ? `[${value.map((ticket: number) => `thread ${Math.floor(ticket / 65536)}`).join(', ')}]` : String(value);
  }

  /** The word with the meanings of all values that it has in this execution, if its lock declares them. */
  withStates(word: Word, index: number, steps: readonly Step[]): Word {
    const described = this.#described.describedWord(word.buffer, word.offset);
    if (described === undefined) return word;
    const values = new Set([word.initial]);
    for (const step of steps) {
      if (step.word !== index || step.kind === 'notify') continue;
      for (const value of [step.read, step.written]) if (value !== undefined) values.add(value);
    }
    const states = [...values].flatMap((value) => {
      const meaning = described.meaning(Number(value));
      return meaning === undefined ? [] : [[value, meaning] as const];
    });
    return states.length === 0 ? word : { ...word, states: Object.fromEntries(states) };
  }
}
