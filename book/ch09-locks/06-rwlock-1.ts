/**
 * A count of readers, and its greatest value for a writer. Simple, but a writer goes round whenever the count of readers changes before it
 * sleeps, the last reader always calls `wakeOne`, and new readers can keep a writer out for ever.
 */
import { type AtomicU32, wait, wakeAll, wakeOne } from 'lockwright/atomic';
import { addBoth, type AnyRwLock, lookAtBoth, run, type Words } from './readers-and-writers.ts';

const UNLOCKED = 0;
const WRITE_LOCKED = 2 ** 32 - 1;

export class RwLock implements AnyRwLock {
  /** How many read, or `WRITE_LOCKED`. */
  readonly #state: AtomicU32;

  constructor(state: AtomicU32) {
    this.#state = state;
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
    // The last reader wakes a writer, if one waits.
    if (this.#state.fetchSub(1, 'release') !== 1) return false;
    wakeOne(this.#state);
    return true;
  }

  /** `onWaiting` is called whenever it has to wait. */
  write(onWaiting: () => void = () => {}): void {
    for (;;) {
      const found = this.#state.compareExchange(UNLOCKED, WRITE_LOCKED, 'acquire', 'relaxed');
      if (found === UNLOCKED) return;
      onWaiting();
      wait(this.#state, found);
    }
  }

  endWrite(): void {
    this.#state.store(UNLOCKED, 'release');
    wakeAll(this.#state);
  }
}

export function add({ state, pair }: Words, times: number): void {
  addBoth(new RwLock(state), pair, times);
}

export function look({ state, pair }: Words, times: number): boolean {
  return lookAtBoth(new RwLock(state), pair, times);
}

if (import.meta.main) run(new URL(import.meta.url));
