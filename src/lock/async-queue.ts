import { current, realm, type ThreadState } from '../realm/realm.ts';
import type { Region } from '../memory/region.ts';
import { beforeEnd } from '../thread/before-end.ts';

/**
 * How promises of one thread wait for one thing in shared memory: first in, first out, all behind a single pending `waitAsync` on a count that others
 * raise. That way a promise can be given up at once (a pending `waitAsync` cannot), and a thousand of them cost other threads as much as one.
 *
 * About 10 µs a wait, most of it the engine's.
 */

/** The longest that a timer takes, 25 days; longer waits are as good as endless. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Those of this thread in which promises wait. */
const inUse = new Set<AsyncQueue>();

// A promise that waits when its thread returns would take the lock in the name of the next thread of this worker. Nobody is left whom it could tell.
beforeEnd(() => {
  for (const queue of inUse) queue.abandon();
});

class AsyncQueue {
  readonly #region: Region;
  readonly #count: number;
  readonly #name: number;
  /** In the order of arrival, and any of them can leave at once. */
  readonly #waiters = new Set<Waiter<any>>();
  #pumping = false;
  #letGo: (() => void) | undefined;

  constructor(region: Region, count: number, name: number) {
    this.#region = region;
    this.#count = count;
    this.#name = name;
  }

  get isEmpty(): boolean {
    return this.#waiters.size === 0;
  }

  add(waiter: Waiter<any>): void {
    this.#waiters.add(waiter);
    inUse.add(this);
    this.#letGo ??= realm.keepAlive(); // engines let a program end although a waitAsync is pending
    if (this.#pumping) this.#serve();
    else void this.#pump();
  }

  remove(waiter: Waiter<any>): void {
    this.#waiters.delete(waiter);
    if (!this.isEmpty) return;
    inUse.delete(this);
    this.#letGo?.();
    this.#letGo = undefined;
  }

  /** Ends all waits, and tells nobody. */
  abandon(): void {
    for (const waiter of this.#waiters) waiter.leave();
  }

  /** Lets the waiters try in their order until one has to wait on. */
  #serve(): void {
    for (const waiter of this.#waiters) if (!waiter.attempt()) return;
  }

  async #pump(): Promise<void> {
    const { ops } = this.#region;
    this.#pumping = true;
    for (;;) {
      // Before the attempt: if the count goes up after a vain attempt, it no longer equals this, and the wait ends at once.
      const seen = ops.load32(this.#count, 'acquire');
      this.#serve();
      if (this.isEmpty) break;
      const wait = ops.waitAsync32(this.#count, seen, Infinity);
      if (wait.async) await wait.value;
    }
    this.#pumping = false;
    queuesOf(this.#region).delete(this.#name);
  }
}

type Queues = WeakMap<Region, Map<number, AsyncQueue>>;
const queuesOfThisThread: Queues = new WeakMap();
/** Simulated threads are many in one real one. */
const queuesOfSimulated = new WeakMap<ThreadState, Queues>();

function allQueues(): Queues {
  if (realm.checked === undefined) return queuesOfThisThread;
  let queues = queuesOfSimulated.get(current);
  if (queues === undefined) queuesOfSimulated.set(current, (queues = new WeakMap()));
  return queues;
}

function queuesOf(region: Region): Map<number, AsyncQueue> {
  const queues = allQueues();
  let those = queues.get(region);
  if (those === undefined) queues.set(region, (those = new Map()));
  return those;
}

/** Whether promises of this thread wait in the queue of that name, which is mostly that of its count: then newcomers queue up behind them. */
export function isQueued(region: Region, name: number): boolean {
  const queue = allQueues().get(region)?.get(name);
  return queue !== undefined && !queue.isEmpty;
}

/** One promise that waits. */
class Waiter<T> {
  readonly #queue: AsyncQueue;
  readonly #attempt: () => T | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #resolve: (value: T | undefined) => void;
  readonly #reject: (error: unknown) => void;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    queue: AsyncQueue,
    attempt: () => T | undefined,
    ms: number,
    signal: AbortSignal | undefined,
    settle: PromiseWithResolvers<T | undefined>,
  ) {
    this.#queue = queue;
    this.#attempt = attempt;
    this.#signal = signal;
    this.#resolve = settle.resolve;
    this.#reject = settle.reject;
    this.#timer = ms < LONGEST_TIMER_MS ? setTimeout(() => this.#timeOut(), ms) : undefined;
    signal?.addEventListener('abort', this.#abort);
  }

  /** Tries to end the wait; returns whether it has ended, by success or by error. */
  attempt(): boolean {
    try {
      const result = this.#attempt();
      if (result === undefined) return false;
      this.leave();
      this.#resolve(result);
    } catch (error) {
      this.leave();
      this.#reject(error);
    }
    return true;
  }

  #timeOut(): void {
    this.leave();
    this.#resolve(undefined);
  }

  readonly #abort = (): void => {
    this.leave();
    this.#reject(this.#signal!.reason);
  };

  /** Ends the wait; whoever calls it says what came of it. */
  leave(): void {
    this.#queue.remove(this);
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#abort);
  }
}

/**
 * Waits until `attempt` returns something, and resolves to that; to undefined after `ms` milliseconds. `attempt` is called now and whenever the count at
 * `count` went up. If it throws, or `signal` is aborted, the promise is rejected.
 *
 * @param name of the queue, where several have one count
 */
export function waitInQueue<T>(
  region: Region,
  count: number,
  attempt: () => T | undefined,
  ms: number,
  signal: AbortSignal | undefined,
  name: number = count,
): Promise<T | undefined> {
  const those = queuesOf(region);
  let queue = those.get(name);
  if (queue === undefined) those.set(name, (queue = new AsyncQueue(region, count, name)));
  const settle = Promise.withResolvers<T | undefined>();
  queue.add(new Waiter(queue, attempt, ms, signal, settle));
  return settle.promise;
}
