/**
 * A writer that waits makes the state odd, and readers who find it odd wait too: new readers no longer overtake a waiting writer, and a
 * reader wakes only if somebody waits. One step is not the book's: there a writer also sleeps if the state is even by then, and the check
 * shows that nobody may wake it.
 */
import { type AtomicU32, wait, wakeAll, wakeOne } from 'lockwright/atomic';
import { addBoth, type AnyRwLock, lookAtBoth, run, type Words } from './readers-and-writers.ts';

const UNLOCKED = 0;
const WRITER_WAITS = 1;
const ONE_READER = 2;
/** Odd, so that readers wait. */
const WRITE_LOCKED = 2 ** 32 - 1;

export class RwLock implements AnyRwLock {
  /** Twice as many as read, and `WRITER_WAITS` if a writer does; or `WRITE_LOCKED`. */
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
      if (state % ONE_READER === WRITER_WAITS) {
        wait(this.#state, state);
        state = this.#state.load('relaxed');
        continue;
      }
      if (state >= WRITE_LOCKED - 1 - ONE_READER) throw new RangeError(`the state is ${state}: the lock has no room for one more reader`);
      const found = this.#state.compareExchange(state, state + ONE_READER, 'acquire', 'relaxed');
      if (found === state) return;
      state = found;
    }
  }

  /** Returns whether it called `wakeOne`. */
  endRead(): boolean {
    // The last reader, and a writer waits.
    if (this.#state.fetchSub(ONE_READER, 'release') !== ONE_READER + WRITER_WAITS) return false;
    // Pairs with the acquire in `write`: who reads the new count also sees that the lock is free.
    this.#writerWakeCounter.fetchAdd(1, 'release');
    wakeOne(this.#writerWakeCounter);
    return true;
  }

  /** `onWaiting` is called once readers know of the writer: who comes from then on comes after it. */
  write(onWaiting: () => void = () => {}): void {
    let state = this.#state.load('relaxed');
    for (;;) {
      if (state <= WRITER_WAITS) {
        const found = this.#state.compareExchange(state, WRITE_LOCKED, 'acquire', 'relaxed');
        if (found === state) return;
        state = found;
        continue;
      }
      if (state % ONE_READER !== WRITER_WAITS) {
        const found = this.#state.compareExchange(state, state + WRITER_WAITS, 'relaxed', 'relaxed');
        if (found !== state) {
          state = found;
          continue;
        }
        onWaiting();
      }
      const count = this.#writerWakeCounter.load('acquire');
      state = this.#state.load('relaxed');
      if (!this.maySleep(state)) continue;
      wait(this.#writerWakeCounter, count);
      state = this.#state.load('relaxed');
    }
  }

  /** Only if it is locked and whoever unlocks it will know of us. Even means that a reader got it in between, who does not. */
  protected maySleep(state: number): boolean {
    return state >= ONE_READER && state % ONE_READER === WRITER_WAITS;
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
