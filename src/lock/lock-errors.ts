import { current } from '../realm/realm.ts';
import { CannotBlockError, LockError, MemoryError, OwnerDiedError } from '../realm/errors.ts';
import { whyNotBlock } from '../realm/may-block.ts';
import { heapRegion } from '../memory/heap.ts';
import { ownerOf, POISONED } from '../memory/owner-word.ts';
import type { Region } from '../memory/region.ts';
import { threadName } from '../memory/thread-name.ts';
import { givenName } from './lock-options.ts';
import { shown } from '../memory/layout/mismatch.ts';

/** The errors of the locks, made out of line so that the paths that lead to them stay small enough to be compiled in place. */

/** What errors name: a lock or condition variable. */
export interface Named {
  readonly kind: string;
  readonly region: Region;
  readonly address: number;
}

/** `Mutex at address 66048 of the heap`. */
export function nameOf(thing: Named): string {
  const { kind, region, address } = thing;
  const name = givenName(thing);
  const memory =
    region === heapRegion()
      ? 'the heap'
      : `a ${region.memory instanceof SharedArrayBuffer ? 'SharedArrayBuffer' : 'WebAssembly.Memory'} of ${region.byteLength} bytes`;
  return `${kind}${name === undefined ? '' : ` '${name}'`} at address ${address} of ${memory}`;
}

/** `thread 3` for the owner in a word. */
const holderOf = (word: number): string => threadName(ownerOf(word));

export function staleGuard(lock: Named, tried: string): LockError {
  return new LockError(
    'STALE_GUARD',
    `${nameOf(lock)}: tried to ${tried} a guard whose lock was given back already. A guard is good until it is disposed of, unlocked or waited with; lock again for a new one`,
  );
}

/** @param state what is known of it, such as `held by thread 3` */
export function notLocked(lock: Named, state: string): LockError {
  refuseFreed(lock);
  return new LockError(
    'NOT_LOCKED',
    `${nameOf(lock)}: unlock() of a lock that was not taken through this handle, or was unlocked already: it is ${state}. ` +
      'The thread that locked it unlocks it, once, through the same handle',
  );
}

/** `held by thread 3` for what is in an owner word. */
export function ownerState(word: number): string {
  if (word === POISONED) return 'free, and its last owner died holding it';
  return word === 0 ? 'free' : `held by ${holderOf(word)}${ownerOf(word) === current.block ? ', which is this one' : ''}`;
}

export function notOwner(lock: Named, word: number): LockError {
  const found = ownerOf(word) === 0 ? `is in state ${word}` : `is held by ${holderOf(word)}`;
  return new LockError('NOT_OWNER', `${nameOf(lock)}: this thread unlocked what it does not hold: the lock ${found}`);
}

export function selfDeadlock(lock: Named): LockError {
  return new LockError(
    'SELF_DEADLOCK',
    `${nameOf(lock)}: this thread holds it already, so that lock() would wait for ever. Unlock it first, pass the guard on instead of locking again, ` +
      'or await lockAsync() if another task of this thread holds it',
  );
}

export function ownerDied(lock: Named): OwnerDiedError {
  return new OwnerDiedError(
    'OWNER_DIED',
    `${nameOf(lock)}: the thread that held it ended without unlocking, so that what it protects may be half-changed. ` +
      'Put the value in order with recover((guard) => …), or call clearPoison() if you know that it is sound',
  );
}

export function diedWriting(lock: Named): OwnerDiedError {
  return new OwnerDiedError(
    'OWNER_DIED',
    `${nameOf(lock)}: the thread that wrote its value ended in the middle, so that part of it is new and part is old. ` +
      'Give it a whole one with recover((guard) => (guard.value = …))',
  );
}

export function cannotBlock(lock: Named, call: string, instead: string): CannotBlockError {
  return new CannotBlockError(
    'CANNOT_BLOCK',
    `${nameOf(lock)}: ${call} would have to wait, but this thread may not block (${whyNotBlock()}). Use ${instead}, or do it in a spawned thread`,
  );
}

export function noLayout(what: string): LockError {
  return new LockError('NO_LAYOUT', `${what}: a value, but no layout to write it with. Give the lock one: new Mutex(u32, 0)`);
}

export function stillHeld(lock: Named, word: number): LockError {
  return new LockError(
    'STILL_HELD',
    `${nameOf(lock)}: free() while ${holderOf(word)} holds it. Free a lock when no thread uses it any more`,
  );
}

export function stillUsed(lock: Named, how: string): LockError {
  return new LockError('STILL_HELD', `${nameOf(lock)}: free() of a lock that is ${how}. Free a lock when no thread uses it any more`);
}

/** @param users in sentences, as far as they are known: by the debug mode */
export function stillInUse(thing: Named, use: string, users: readonly string[]): LockError {
  const known = users.map((user) => `\n  ${user}`).join('');
  return new LockError('STILL_HELD', `${nameOf(thing)}: free() ${use}. Join the threads that use it before${known}`);
}

export function waitsForItself(lock: Named, call: string, instead: string): LockError {
  return new LockError(
    'SELF_DEADLOCK',
    `${nameOf(lock)}: ${call} would have to wait, and this thread has the lock already, so that it could wait for itself. ` +
      `Give it back first, pass the guard on, upgrade an upgradable one, or use ${instead} if another task of this thread has it`,
  );
}

export function notInHeap(lock: Named): MemoryError {
  return new MemoryError(
    'NOT_ALLOCATED',
    `${nameOf(lock)}: free() is for what lies in the heap. Memory of your own is given back with the memory itself`,
  );
}

export function freed(lock: Named): MemoryError {
  return new MemoryError('FREED', `${lock.kind}: its memory was freed through this handle, so it lies nowhere any more`);
}

/** Refuses a word that no waiting will make free: of a lock whose owner died, or, at address 0 of the heap, of a handle that was freed. */
export function refusePoisonedOrFreed(lock: Named, word: number): void {
  if (word === POISONED) throw ownerDied(lock);
  refuseFreed(lock);
}

function refuseFreed(lock: Named): void {
  if (lock.address === 0 && lock.region === heapRegion()) throw freed(lock);
}

export function freedTwice(lock: Named): MemoryError {
  return new MemoryError('DOUBLE_FREE', `${lock.kind}.free: the memory was freed through this handle before`);
}

export function nullAddress(what: string): LockError {
  return new LockError('NULL_ADDRESS', `${what}: address 0 of the heap is no place for a lock; it stands for "none"`);
}

/** Refuses what is no span of time. */
export function checkTimeout(what: string, ms: unknown): asserts ms is number {
  if (typeof ms === 'number' && ms >= 0) return;
  throw new LockError('BAD_TIMEOUT', `${what}: expected a number of milliseconds ≥ 0 (Infinity for no limit), but got ${shown(ms)}`);
}

/** What any wait without blocking may be given. */
interface WaitOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

/** The signal in the options of a wait without blocking. Refuses what would never be heard: what are no options, such as the signal itself, what is no AbortSignal, and a limit of time where there is none. */
export function signalOf(what: string, options: WaitOptions | undefined, isTimed: boolean = false): AbortSignal | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null || options instanceof AbortSignal) {
    throw new LockError('BAD_OPTIONS', `${what}: expected options such as { signal }, but got ${shown(options)}`);
  }
  const { signal, timeoutMs } = options;
  if (timeoutMs !== undefined && !isTimed) throw untimed(what, timeoutMs);
  if (signal === undefined || signal instanceof AbortSignal) return signal;
  throw new LockError('BAD_SIGNAL', `${what}: expected options.signal to be an AbortSignal, but got ${shown(signal)}`);
}

function untimed(what: string, timeoutMs: unknown): LockError {
  const timed = what.replace(/\.(?:try(.*)For|(.*))Async$/, (_, again?: string, first = '') =>
    again === undefined ? `.try${first[0]!.toUpperCase()}${first.slice(1)}ForAsync` : `.try${again}ForAsync`,
  );
  return new LockError(
    'BAD_OPTIONS',
    `${what}: expected options such as { signal }, but got timeoutMs: ${shown(timeoutMs)}. The form with a limit of time is ${timed}, which takes it as an argument`,
  );
}

/** Refuses what is no function, before a lock is taken for it. */
export function checkFunction(what: string, candidate: unknown): void {
  if (typeof candidate !== 'function') throw new LockError('BAD_CALLBACK', `${what}: expected a function, but got ${shown(candidate)}`);
}
