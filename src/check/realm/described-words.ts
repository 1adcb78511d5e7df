import type { WordDescription } from '../../realm/checked.ts';
import type { SharedMemory } from '../../realm/realm.ts';
import type { SimBuffer } from '../machine.ts';
import { threadOf } from './thread-states.ts';

/** A word as reports show it. */
export interface DescribedWord {
  /** Unique among the described ones of a run. */
  readonly name: string | undefined;
  meaning(value: number): string | undefined;
}

/** Offsets are below this: the key of a word is its buffer's number times it, plus its offset. */
const BUFFER_SPAN = 2 ** 32;

/**
 * What locks say of their words. Locks are made anew in each run of the program, so this listens only while the story of one execution is put together, and costs the others a look
 * at a field.
 */
export class DescribedWords {
  readonly #simBufferOf: (memory: SharedMemory) => SimBuffer;
  readonly #all = new Map<number, WordDescription>();
  #isListening = false;

  constructor(simBufferOf: (memory: SharedMemory) => SimBuffer) {
    this.#simBufferOf = simBufferOf;
  }

  /** Forgets what it knows, and listens. */
  listen(): void {
    this.#all.clear();
    this.#isListening = true;
  }

  stop(): void {
    this.#isListening = false;
  }

  add(memory: SharedMemory, address: number, description: WordDescription): void {
    if (!this.#isListening) return;
    const key = this.#simBufferOf(memory).id * BUFFER_SPAN + address;
    this.#all.set(key, { ...this.#all.get(key), ...description });
  }

  find(buffer: number, offset: number): DescribedWord | undefined {
    const found = this.#all.get(buffer * BUFFER_SPAN + offset);
    if (found === undefined) return undefined;
    const { name, meaning } = found;
    const namesakes = name === undefined ? 0 : this.#all.values().reduce((count, other) => count + (other.name === name ? 1 : 0), 0);
    return { name: namesakes > 1 ? `${name}@${offset}` : name, meaning: (value) => meaning?.(value, threadName) };
  }
}

function threadName(block: number): string {
  const thread = threadOf(block);
  return thread === undefined || thread < 0 ? 'the main program' : `thread ${thread}`;
}
