import type { ThreadState } from '../../realm/realm.ts';
import { machine } from '../machine.ts';
import { recordOf, SET_UP } from './heap-map.ts';

/**
 * What stands for a simulated thread in owner words: an address as those of real threads are, with four bits for flags, but of nothing. Beyond what real heaps mostly reach, so that
 * a lock of the real program, which a simulated thread has no business with, is refused by the engine; below 2^29, so that words are small integers to the checker.
 */
const FIRST_BLOCK = 0x1fff_0000;
const BLOCK_STEP = 16;

/** Simulated threads have no lists of free blocks. */
const NO_CACHE = new Int32Array(0);

/** See `modules/`: the module instances of a thread. */
export interface Belonging {
  recycle(thread: number): void;
}

/** Who a simulated thread is. That it is asked is told to the machine, since what the thread does may then depend on it. */
class SimulatedState implements ThreadState {
  readonly cache = NO_CACHE;
  readonly #thread: number;

  constructor(thread: number) {
    this.#thread = thread;
  }

  get block(): number {
    machine?.currentThread();
    return blockOf(this.#thread);
  }

  get record(): number {
    machine?.currentThread();
    return recordOf(this.#thread);
  }
}

/** The states of the threads of one run of the program: what `current` of the realm is while they run. */
export class ThreadStates {
  readonly #states: ThreadState[] = [];
  /** By thread: what belongs to it in this run, and may serve another when this one is over. */
  #belongings: Map<number, Belonging> | undefined;
  /** Other runs lie in this one, and it goes on after them. */
  isSuspended = false;

  /** The run is over. */
  recycle(): void {
    for (const [thread, belonging] of this.#belongings ?? []) belonging.recycle(thread);
    this.#belongings = undefined;
  }

  belongingOf<B extends Belonging>(thread: number, make: (thread: number) => B): B {
    this.#belongings ??= new Map();
    let belonging = this.#belongings.get(thread) as B | undefined;
    if (belonging === undefined) this.#belongings.set(thread, (belonging = make(thread)));
    return belonging;
  }

  stateOf(thread: number): ThreadState {
    return (this.#states[thread - SET_UP] ??= new SimulatedState(thread));
  }
}

/** The owner in the words of locks that `thread` holds. */
export function blockOf(thread: number): number {
  return FIRST_BLOCK + (thread - SET_UP) * BLOCK_STEP;
}

/** The thread that an owner word names, whatever its flags; undefined for a word that names none. */
export function threadOf(word: number): number | undefined {
  const thread = Math.floor((word - FIRST_BLOCK) / BLOCK_STEP) + SET_UP;
  return word >= FIRST_BLOCK && thread < MOST_NAMED ? thread : undefined;
}

const MOST_NAMED = 2 ** 10;
