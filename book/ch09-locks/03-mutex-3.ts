/**
 * Before it sleeps, a thread looks a hundred times whether the lock gets free: most are held so shortly that sleeping would take longer.
 */
import { type AtomicU32, spinLoopHint, wait, wakeOne } from 'lockwright/atomic';
import { count, run } from './counting.ts';

const UNLOCKED = 0;
const LOCKED = 1;
const CONTENDED = 2;
/** The book's guess; the best number depends on the machine. */
const MOST_SPINS = 100;

export class Mutex {
  /** `UNLOCKED`; `LOCKED`, and nobody waits; `CONTENDED`: locked, and somebody may wait. */
  readonly #state: AtomicU32;

  readonly #mostSpins: number;

  constructor(state: AtomicU32, mostSpins: number = MOST_SPINS) {
    this.#state = state;
    this.#mostSpins = mostSpins;
  }

  lock(): void {
    if (this.#state.compareExchange(UNLOCKED, LOCKED, 'acquire', 'relaxed') !== UNLOCKED) this.#lockContended();
  }

  #lockContended(): void {
    // Not when it is CONTENDED: others sleep already, so it will take longer.
    for (let spins = 0; spins < this.#mostSpins && this.#state.load('relaxed') === LOCKED; spins++) spinLoopHint();
    if (this.#state.compareExchange(UNLOCKED, LOCKED, 'acquire', 'relaxed') === UNLOCKED) return;
    while (this.#state.exchange(CONTENDED, 'acquire') !== UNLOCKED) wait(this.#state, CONTENDED);
  }

  /** Returns whether it called `wakeOne`. */
  unlock(): boolean {
    if (this.#state.exchange(UNLOCKED, 'release') !== CONTENDED) return false;
    wakeOne(this.#state);
    return true;
  }
}

export function add(state: AtomicU32, total: Int32Array, times: number): number {
  return count(new Mutex(state), total, times);
}

if (import.meta.main) run(new URL(import.meta.url), add);
