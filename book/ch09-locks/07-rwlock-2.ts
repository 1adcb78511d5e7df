/**
 * Writers sleep on a word of their own, which counts what they are to be woken for: readers that come and go no longer keep them from
 * falling asleep. New readers can still keep a writer out for ever.
 */
import { type AtomicU32, wait, wakeAll, wakeOne } from 'lockwright/atomic';
import { addBoth, type AnyRwLock, lookAtBoth, run, type Words } from './readers-and-writers.ts';

const UNLOCKED = 0;
const WRITE_LOCKED = 2 ** 32 - 1;

export class RwLock implements AnyRwLock {
  /** How many read, or `WRITE_LOCKED`. */
  readonly #state: AtomicU32;
  /** Goes up when a writer may go on. */
  readonly #writerWakeCounter: AtomicU32;

  constructor(state: AtomicU32, writerWakeCounter: AtomicU32) {
    this.#state = state;
    this.#writerWakeCounter = writerWakeCounter;
  }

  read(): void {
    let state = this.#state.load('relaxed');
    for (;;) {
      if (state === WRITE_LOCKED) {
        wait(this.#state, WRITE_LOCKED);
        state = this.#state.load('relaxed');
        continue;
      }
      if (state >= WRITE_LOCKED - 1) throw new RangeError(`there are ${state} readers: the lock has no room for one more`);
      const found = this.#state.compareExchange(state, state + 1, 'acquire', 'relaxed');
      if (found === state) return;
      state = found;
    }
  }

  /** Returns whether it called `wakeOne`. */
  endRead(): boolean {
    if (this.#state.fetchSub(1, 'release') !== 1) return false;
    // Pairs with the acquire in `write`: who reads the new count also sees that the lock is free.
    this.#writerWakeCounter.fetchAdd(1, 'release');
    wakeOne(this.#writerWakeCounter);
    return true;
  }

  /** `onWaiting` is called whenever it has to wait. */
  write(onWaiting: () => void = () => {}): void {
    while (this.#state.compareExchange(UNLOCKED, WRITE_LOCKED, 'acquire', 'relaxed') !== UNLOCKED) {
      onWaiting();
      const count = this.#writerWakeCounter.load('acquire');
      // Looked at after the count: if it is free by now, the count may have gone up before, and nobody would wake us.
      if (this.#state.load('relaxed') !== UNLOCKED) wait(this.#writerWakeCounter, count);
    }
  }

  endWrite(): void {
    this.#state.store(UNLOCKED, 'release');
    this.#writerWakeCounter.fetchAdd(1, 'release');
    wakeOne(this.#writerWakeCounter);
    wakeAll(this.#state);
  }
}

export function add({ state, writerWakeCounter, pair }: Words, times: number): void {
  addBoth(new RwLock(state, writerWakeCounter), pair, times);
}

export function look({ state, writerWakeCounter, pair }: Words, times: number): boolean {
  return lookAtBoth(new RwLock(state, writerWakeCounter), pair, times);
}

if (import.meta.main) run(new URL(import.meta.url));
