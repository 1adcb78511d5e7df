import { heapRegion } from '../memory/heap.ts';
import { kindWord } from '../memory/held-list.ts';
import { describe } from '../memory/layout/mismatch.ts';
import { noteSleep, sleepOn } from '../memory/owner-word.ts';
import '../memory/settle-held.ts';
import type { Region } from '../memory/region.ts';
import { WAIT_ADDRESS, WAIT_REGION } from '../memory/thread-block.ts';
import { CannotBlockError, LockwrightError } from '../realm/errors.ts';
import { whyNotBlock } from '../realm/may-block.ts';
import type { AsyncWait } from '../realm/ops.ts';
import { current, realm } from '../realm/realm.ts';
import { AtomicI32 } from './atomic-i32.ts';
import { AtomicI64 } from './atomic-i64.ts';
import { AtomicPtr } from './atomic-ptr.ts';
import { AtomicU32 } from './atomic-u32.ts';
import { AtomicU64 } from './atomic-u64.ts';
import { badBigInt, badInteger } from './values.ts';

/**
 * Waiting for a value to change, and waking who waits: what the locks are made of. The value is looked at and the thread put to sleep as one step,
 * so a change and wake-up between the two cannot be missed.
 *
 * A wait may end without a change (a spurious wake-up), so it belongs in a loop:
 *
 * ```ts
 * while (state.load('acquire') === BUSY) wait(state, BUSY);
 * ```
 */

/** The atomics that can be waited on: those of 32 and 64 bits. */
export type Waitable = AtomicI32 | AtomicU32 | AtomicPtr | AtomicI64 | AtomicU64;

/** What an atomic holds. */
export type ValueOf<A extends Waitable> = A extends AtomicI64 | AtomicU64 ? bigint : number;

/** Why a wait ended: woken, or perhaps for no reason; not begun, since the value is another already; or the time was over. */
export type WaitResult = 'ok' | 'not-equal' | 'timed-out';

/** How long {@link waitAsync} waits. */
export interface WaitAsyncOptions {
  /** In milliseconds. Default: without end. */
  readonly timeoutMs?: number;
  /** Ends the wait: the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Sleeps while `atomic` holds `expected`, until it is woken or `timeoutMs` milliseconds have passed. About 40 ns if the value is another; else a call
 * of the operating system, and 10 µs to be woken.
 *
 * @throws {CannotBlockError} `CANNOT_BLOCK` where this thread may not block: use {@link waitAsync}
 */
export function wait<A extends Waitable>(atomic: A, expected: ValueOf<A>, timeoutMs: number = Infinity): WaitResult {
  const word = wordOf(atomic, expected, 'wait');
  checkTimeout(timeoutMs, 'wait');
  if (!realm.canBlock()) {
    throw new CannotBlockError(
      'CANNOT_BLOCK',
      `wait would block this thread, which may not block (${whyNotBlock()}). Use waitAsync, or call it in a spawned thread`,
    );
  }
  heapRegion(); // the thread notes in its block there where it sleeps
  const { region, address } = atomic;
  return typeof word === 'number' ? sleepOn(region, address, word, timeoutMs) : sleepOn64(region, address, word, timeoutMs);
}

/** As `sleepOn`, for a word of 64 bits. */
function sleepOn64(region: Region, p: number, expected: bigint, ms: number): WaitResult {
  if (realm.checked !== undefined) {
    noteSleep(realm.checked, region, p);
    return region.ops.wait64(p, expected, ms);
  }
  const block = current.block >>> 2;
  const { i32 } = heapRegion();
  i32[block + WAIT_REGION] = kindWord(region, 0);
  i32[block + WAIT_ADDRESS] = p;
  const result = region.ops.wait64(p, expected, ms);
  heapRegion().i32[block + WAIT_ADDRESS] = 0;
  return result;
}

/**
 * As {@link wait}, without blocking: a promise of the result. Works in every thread, and keeps this one's event loop alive while it is pending. 1 to
 * 7 µs, and 20 to 100 µs to be woken.
 *
 * A wait that was aborted stays in the engine's list until it is woken or its time is over; a wake-up that reaches it is passed on to the next in
 * the list when this thread's event loop next runs. It is lost only if this thread ends before that.
 */
export async function waitAsync<A extends Waitable>(atomic: A, expected: ValueOf<A>, options: WaitAsyncOptions = {}): Promise<WaitResult> {
  const word = wordOf(atomic, expected, 'waitAsync');
  const { timeoutMs = Infinity, signal } = checkOptions(options);
  checkTimeout(timeoutMs, 'waitAsync');
  signal?.throwIfAborted();
  const { region, address } = atomic;
  const started: AsyncWait =
    typeof word === 'number' ? region.ops.waitAsync32(address, word, timeoutMs) : region.ops.waitAsync64(address, word, timeoutMs);
  if (!started.async) return started.value;
  const letGo = realm.keepAlive();
  try {
    return await (signal === undefined ? started.value : unlessAborted(started.value, signal, () => region.ops.notify(address, 1)));
  } finally {
    letGo();
  }
}

/** The result of `pending`, or a rejection once `signal` aborts; from then on a wake-up that reaches `pending` is passed on with `wakeNext`. */
async function unlessAborted(pending: Promise<'ok' | 'timed-out'>, signal: AbortSignal, wakeNext: () => void): Promise<'ok' | 'timed-out'> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([pending, aborted.promise]);
  } catch (reason) {
    void passOn(pending, wakeNext);
    throw reason;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function passOn(pending: Promise<'ok' | 'timed-out'>, wakeNext: () => void): Promise<void> {
  if ((await pending) === 'ok') wakeNext();
}

/** Wakes one thread or promise that waits for `atomic`, the one that waited longest; returns whether there was one. About 20 ns if not. */
export function wakeOne(atomic: Waitable): boolean {
  bitsOf(atomic, 'wakeOne');
  return atomic.region.ops.notify(atomic.address, 1) > 0;
}

/** Wakes all threads and promises that wait for `atomic`; returns how many. About 20 ns if there are none. */
export function wakeAll(atomic: Waitable): number {
  bitsOf(atomic, 'wakeAll');
  return atomic.region.ops.notify(atomic.address, Infinity);
}

function bitsOf(atomic: Waitable, what: string): 32 | 64 {
  if (atomic instanceof AtomicI32 || atomic instanceof AtomicU32 || atomic instanceof AtomicPtr) return 32;
  if (atomic instanceof AtomicI64 || atomic instanceof AtomicU64) return 64;
  throw new LockwrightError(
    'WRONG_TYPE',
    `${what}: expected an AtomicI32, AtomicU32, AtomicPtr, AtomicI64 or AtomicU64, but got ${describe(atomic)}. ` +
      'Engines can wait for words of 32 and 64 bits only',
  );
}

const LEAST_32 = -(2 ** 31);
const MOST_32 = 2 ** 31 - 1;
const MOST_U32 = 2 ** 32 - 1;
const LEAST_64 = -(2n ** 63n);
const MOST_64 = 2n ** 63n - 1n;
const MOST_U64 = 2n ** 64n - 1n;

/** The word that stands for `expected` in memory: a number for 32 bits, a BigInt for 64. */
function wordOf(atomic: Waitable, expected: unknown, what: string): number | bigint {
  if (bitsOf(atomic, what) === 32) {
    const signed = atomic instanceof AtomicI32;
    const [least, most] = signed ? [LEAST_32, MOST_32] : [0, MOST_U32];
    if (!Number.isInteger(expected) || (expected as number) < least || (expected as number) > most) {
      throw badInteger(`${what} (expected)`, expected, least, most);
    }
    return (expected as number) | 0;
  }
  const [least, most] = atomic instanceof AtomicI64 ? [LEAST_64, MOST_64] : [0n, MOST_U64];
  if (typeof expected !== 'bigint' || expected < least || expected > most) throw badBigInt(`${what} (expected)`, expected, least, most);
  return BigInt.asIntN(64, expected);
}

function checkTimeout(ms: unknown, what: string): void {
  if (typeof ms !== 'number' || !(ms >= 0)) {
    throw new LockwrightError(
      'BAD_TIMEOUT',
      `${what}: expected a number of milliseconds ≥ 0 (Infinity for no limit), but got ${describe(ms)}`,
    );
  }
}

function checkOptions(options: WaitAsyncOptions): WaitAsyncOptions {
  if (typeof options !== 'object' || options === null) {
    throw new LockwrightError('WRONG_TYPE', `waitAsync: expected options { timeoutMs, signal }, but got ${describe(options)}`);
  }
  const { signal } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new LockwrightError('WRONG_TYPE', `waitAsync: signal must be an AbortSignal, but is ${describe(signal)}`);
  }
  return options;
}
