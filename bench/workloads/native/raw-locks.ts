/** Locks that somebody would write by hand on `Atomics`: no owner, no check, no guard. The least that a lock in plain JavaScript costs. */

type Words = Int32Array<SharedArrayBuffer>;

const FREE = 0;
const HELD = 1;
const HELD_WITH_WAITERS = 2;

/** As in `bench/rust`. */
const SPINS = 100;

export function lock(words: Words, at: number): void {
  if (Atomics.compareExchange(words, at, FREE, HELD) !== FREE) lockContended(words, at);
}

export function unlock(words: Words, at: number): void {
  if (Atomics.exchange(words, at, FREE) === HELD_WITH_WAITERS) Atomics.notify(words, at, 1);
}

function lockContended(words: Words, at: number): void {
  for (let spins = 0; spins < SPINS && Atomics.load(words, at) === HELD; spins++);
  if (Atomics.compareExchange(words, at, FREE, HELD) === FREE) return;
  while (Atomics.exchange(words, at, HELD_WITH_WAITERS) !== FREE) Atomics.wait(words, at, HELD_WITH_WAITERS);
}

export function spinLock(words: Words, at: number): void {
  while (Atomics.exchange(words, at, HELD) !== FREE) {
    while (Atomics.load(words, at) !== FREE) Atomics.pause?.();
  }
}

export function spinUnlock(words: Words, at: number): void {
  Atomics.store(words, at, FREE);
}
