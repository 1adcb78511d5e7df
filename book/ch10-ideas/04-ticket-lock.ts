/**
 * Who comes takes a ticket and waits until its number is served, so everybody gets the lock in the order in which they came. All who wait
 * look at one word, and each unlock has all of them look again.
 */
import { AtomicU32, spinLoopHint } from 'lockwright/atomic';
import { count, run } from './counting.ts';

export class TicketLock {
  readonly #next: AtomicU32;
  readonly #serving: AtomicU32;

  constructor(next: AtomicU32, serving: AtomicU32) {
    this.#next = next;
    this.#serving = serving;
  }

  /** `hasPlace` is called when nobody can overtake this thread any more. */
  lock(hasPlace: () => void = () => {}): void {
    const ticket = this.#next.fetchAdd(1, 'relaxed');
    hasPlace();
    while (this.#serving.load('acquire') !== ticket) spinLoopHint();
  }

  unlock(): void {
    const ticket = this.#serving.load('relaxed'); // nobody else changes it
    this.#serving.store((ticket + 1) >>> 0, 'release');
  }
}

export function add(words: readonly AtomicU32[], total: Int32Array, times: number): void {
  count(new TicketLock(words[0]!, words[1]!), total, times);
}

if (import.meta.main) run(new URL(import.meta.url), [new AtomicU32(0), new AtomicU32(0)]);
