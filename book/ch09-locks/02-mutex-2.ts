/**
 * A third value of the word says that somebody may be waiting: where nobody is, `unlock` wakes nobody. Who has waited cannot know whether
 * others still do, and so locks with that value, too: the last of them calls `wakeOne` once for nobody.
 */
import { type AtomicU32, wait, wakeOne } from 'lockwright/atomic';
import { count, run } from './counting.ts';

const UNLOCKED = 0;
const LOCKED = 1;
const CONTENDED = 2;

export class Mutex {
  /** `UNLOCKED`; `LOCKED`, and nobody waits; `CONTENDED`: locked, and somebody may wait. */
  readonly #state: AtomicU32;

  constructor(state: AtomicU32) {
    this.#state = state;
  }

  lock(): void {
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
