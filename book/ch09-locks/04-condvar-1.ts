/**
 * A condition variable is a count of notifications: who waits remembers the count while it holds the mutex, and sleeps only if it is still
 * the same after the unlock. So nothing between the two is missed; but each notification calls `wakeOne`, also for nobody.
 */
import { AtomicU32, wait, wakeAll, wakeOne } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';
import { Mutex } from './02-mutex-2.ts';

export class Condvar {
  readonly #counter: AtomicU32;

  constructor(counter: AtomicU32) {
    this.#counter = counter;
  }

  /** The mutex must be locked, and is so again afterwards. */
  wait(mutex: Mutex): void {
    const before = this.#counter.load('relaxed');
    mutex.unlock();
    wait(this.#counter, before);
    mutex.lock();
  }

  /** Returns whether it called `wakeOne`. */
  notifyOne(): boolean {
    this.#counter.fetchAdd(1, 'relaxed');
    wakeOne(this.#counter);
    return true;
  }

  notifyAll(): boolean {
    this.#counter.fetchAdd(1, 'relaxed');
    wakeAll(this.#counter);
    return true;
  }
}

/** The words of a mutex and of a condition variable, and what they guard. */
export interface Shared {
  readonly state: AtomicU32;
  readonly counter: AtomicU32;
  readonly value: Int32Array;
}

export const newShared = (): Shared => ({
  state: new AtomicU32(0),
  counter: new AtomicU32(0),
  value: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
});

const condvarOf = ({ counter }: Shared): Condvar => new Condvar(counter);

function setValue({ state, value }: Shared): void {
  const mutex = new Mutex(state);
  mutex.lock();
  value[0] = 123;
  mutex.unlock();
}

/** Returns whether the notification woke, or tried to. */
export function set(shared: Shared): boolean {
  setValue(shared);
  return condvarOf(shared).notifyOne();
}

export function setForAll(shared: Shared): boolean {
  setValue(shared);
  return condvarOf(shared).notifyAll();
}

export function waitForValue(shared: Shared): number {
  const { state, value } = shared;
  const mutex = new Mutex(state);
  mutex.lock();
  while (value[0] === 0) condvarOf(shared).wait(mutex);
  const seen = value[0]!;
  mutex.unlock();
  return seen;
}

if (import.meta.main) {
  const shared = newShared();
  scope((s) => {
    s.spawn(import.meta, set, shared);
    console.log(`value: ${waitForValue(shared)}`);
  });
  console.log(`a notification for nobody calls wakeOne: ${set(shared)}`);
}
