import { MemoryError } from '../../realm/errors.ts';
import { NOT_EQUAL, optionsOf, TIMED_OUT } from './waits.ts';
import { isWithin } from './heap-blocks.ts';
import type { Locations } from './locations.ts';
import { apply } from './operations.ts';
import * as t from './trie.ts';
import type { Values } from './values.ts';

/** Steps of what is asserted in the end, at most: it is to look, not to work. */
const MOST_STEPS = 100_000;

/** What became of what is asserted in the end. */
export interface FinalRun {
  threw: boolean;
  thrown: unknown;
  /** Pairs of a location and the value that it had. */
  readonly reads: number[];
  /** Addresses of the blocks of the heap that were freed before. */
  readonly freed: readonly number[];
  /** What it threw is that it used, or freed, the block at this address after its end. */
  misuse?: { readonly kind: 'useAfterFree' | 'doubleFree'; readonly address: number };
}

/** The heap, as far as it is judged whether its blocks are used after their end. */
export interface Blocks {
  readonly buffer: number;
  bytesOf(address: number): number | undefined;
}

/** What the operations of `finally` act on: memory as the threads left it, and what `finally` itself writes. Nobody else is there, so each costs a look-up. */
export class Ending {
  readonly #values: Values;
  readonly #locations: Locations;
  /** What `finally` wrote. */
  readonly #written = new Map<number, number>();
  #valueOf: (loc: number) => number = () => 0;
  #leaves: readonly number[] = [];
  #steps = 0;
  readonly #blocks: Blocks;
  /** Addresses of the blocks that are freed: by the set-up, the threads, and `finally` itself. */
  #freed: number[] = [];
  /** By address: bytes of the blocks that `finally` itself allocates. */
  readonly #own = new Map<number, number>();
  #run: FinalRun = { threw: false, thrown: undefined, reads: [], freed: [] };

  constructor(values: Values, locations: Locations, blocks: Blocks) {
    this.#values = values;
    this.#locations = locations;
    this.#blocks = blocks;
  }

  /** `valueOf` tells what the threads left in memory, `freed` the blocks that they freed, `leaves` how they ended. */
  begin(leaves: readonly number[], valueOf: (loc: number) => number, freed: readonly number[]): FinalRun {
    this.#valueOf = valueOf;
    this.#freed = [...freed];
    this.#own.clear();
    this.#leaves = leaves;
    this.#written.clear();
    this.#steps = 0;
    return (this.#run = { threw: false, thrown: undefined, reads: [], freed });
  }

  allocated(address: number, bytes: number): void {
    this.#own.set(address, bytes);
  }

  bytesOf(address: number): number | undefined {
    return this.#own.get(address) ?? this.#blocks.bytesOf(address);
  }

  /** Does an operation, and returns the word of its value; undefined if that was the last one. */
  op(kind: number, loc: number, a: number, b: number, part: number, extra: unknown): number | undefined {
    if (++this.#steps > MOST_STEPS)
      return this.#refuse(`does not end: it did ${MOST_STEPS} steps. All threads have ended, so nothing that it waits for can come`);
    switch (kind) {
      case t.THROW:
        this.#run.threw = true;
        this.#run.thrown = extra;
        return undefined;
      case t.END:
      case t.ASSUME:
        return undefined;
      case t.CHOOSE:
        return this.#refuse('calls choose(), which is for threads: choose there, and return what was chosen');
      case t.SPAWN:
        return this.#refuse('starts a thread: all threads have ended. Start it in one of them, and assert afterwards');
      case t.JOIN:
        return this.#values.encode(this.#leaves[a] ?? t.NONE);
      case t.TURN:
        return this.#turn(a, b);
      case t.FREE:
        return this.#free(a);
      case t.LOCK:
        if (this.#read(loc) !== 0)
          return this.#refuse(`waits for ${this.#locations.all[loc]!.name}, which a thread has taken and not given back`);
        break;
      default:
    }
    if (loc < 0 || this.#locations.all[loc]!.kind === 'waiters') return 0;
    const late = this.#freed.length === 0 ? undefined : this.#freedWith(loc);
    return late === undefined ? this.#access(kind, loc, a, b, part) : this.#misuse('useAfterFree', late);
  }

  #free(address: number): number | undefined {
    if (this.#freed.includes(address)) return this.#misuse('doubleFree', address);
    this.#freed.push(address);
    return 0;
  }

  /** The freed block that a location lies in. */
  #freedWith(loc: number): number | undefined {
    const location = this.#locations.all[loc]!;
    return this.#freed.find((address) => isWithin(location, this.#blocks.buffer, address, (of) => this.bytesOf(of)));
  }

  #misuse(kind: 'useAfterFree' | 'doubleFree', address: number): undefined {
    const block = `a block of ${this.bytesOf(address)} bytes of the heap`;
    const message = kind === 'doubleFree' ? `frees ${block} that was freed before` : `uses ${block} after it was freed`;
    this.#run.threw = true;
    this.#run.thrown = new MemoryError(kind === 'doubleFree' ? 'DOUBLE_FREE' : 'FREED', `\`finally\` ${message}`);
    this.#run.misuse = { kind, address };
    return undefined;
  }

  #access(kind: number, loc: number, a: number, b: number, part: number): number | undefined {
    const values = this.#values;
    const current = this.#read(loc);
    const seen = part === 0 ? current : values.encode(apply.part(values.decode(current) as bigint, part));
    switch (kind) {
      case t.STORE:
        this.#written.set(loc, apply.exchange(values, current, a, part));
        return 0;
      case t.RMW:
        this.#written.set(loc, apply.rmw(values, current, b, a, part));
        return seen;
      case t.CAS:
        if (seen === a) this.#written.set(loc, apply.exchange(values, current, b, part));
        return seen;
      case t.LOCK:
        this.#written.set(loc, values.encode(1));
        return 0;
      case t.UNLOCK:
        this.#written.set(loc, 0);
        return 0;
      case t.WAIT:
        if (seen !== a) return values.encode(NOT_EQUAL);
        return b === 1
          ? values.encode(TIMED_OUT)
          : this.#refuse(`sleeps on ${this.#locations.all[loc]!.name}: all threads have ended, so nobody can wake it`);
      case t.WAIT_ASYNC:
        return seen === a ? 0 : values.encode(NOT_EQUAL);
      default:
        return seen;
    }
  }

  #read(loc: number): number {
    const written = this.#written.get(loc);
    if (written !== undefined) return written;
    const value = this.#valueOf(loc);
    this.#run.reads.push(loc, value);
    return value;
  }

  /** It awaits: what is settled next is a wait with a timeout. */
  #turn(promises: number, timed: number): number | undefined {
    const option = optionsOf(promises, timed).findIndex(({ timesOut }) => timesOut);
    return option < 0 ? this.#refuse('awaits what nobody can settle any more: all threads have ended') : this.#values.encode(option);
  }

  #refuse(why: string): undefined {
    this.#run.threw = true;
    this.#run.thrown = new Error(`\`finally\` ${why}`);
  }
}
