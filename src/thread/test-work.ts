/** What the threads of the tests run: exports that `spawn(work, 'name')` finds, without a test framework in their module graph. */
import { AtomicI32, wait, wakeAll } from '../atomic/index.ts';
import { Mutex, type ParkingMutex, type RwLock, type Semaphore } from '../lock/index.ts';
import { allocate, free } from '../memory/index.ts';
import {
  cancelSignal,
  current,
  exportToThreads,
  isCancelled,
  moving,
  park,
  parkTimeout,
  scope,
  sleep,
  spawn,
  throwIfCancelled,
  yieldNow,
  type Thread,
} from './index.ts';

export const work = new URL('./test-work.ts', import.meta.url);

export function add(a: number, b: number): number {
  return a + b;
}

export async function addLater(a: number, b: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return a + b;
}

export function echo(...args: unknown[]): unknown {
  return args;
}

export function countArguments(...args: unknown[]): number {
  return args.length;
}

export function whoAmI(): { id: number; name: string | undefined; text: string } {
  const { id, name } = current();
  return { id, name, text: String(current()) };
}

/** Says through `ready` that it runs, then waits in the given way for ever. */
export function waitForEver(how: string, ready: AtomicI32, lock?: Mutex): void {
  lock?.lock();
  ready.store(1);
  wakeAll(ready);
  if (how === 'spin') for (;;) ready.load();
  if (how === 'sleep') sleep(1e9);
  if (how === 'park') park();
  if (how === 'wait') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  if (how === 'futex') wait(ready, 1);
  if (how === 'allocate') for (;;) free(allocate(1 + ((Math.random() * 40_000) >>> 0)));
  if (how === 'spawn') for (;;) spawn((x: number) => x, 1).join();
}

export async function awaitForEver(ready: AtomicI32): Promise<void> {
  ready.store(1);
  wakeAll(ready);
  await new Promise(() => {});
}

export function parkThenName(): string | undefined {
  park();
  return current().name;
}

/** Waits for its token `n` times, and hands one to `other` each time. */
export function pong(other: Thread, n: number, turn: AtomicI32): void {
  for (let i = 0; i < n; i++) {
    while (turn.load() !== 1) park();
    turn.store(0);
    other.unpark();
  }
}

export function pingPong(n: number): number {
  const turn = new AtomicI32(0);
  const other = spawn(work, 'pong', current(), n, turn);
  for (let i = 0; i < n; i++) {
    turn.store(1);
    other.thread.unpark();
    while (turn.load() !== 0) park();
  }
  other.join();
  return n;
}

export function untilCancelled(ready: AtomicI32, how: string): string {
  ready.store(1);
  wakeAll(ready);
  while (!isCancelled()) {
    if (how === 'park') park();
    else if (how === 'parkTimeout') parkTimeout(1e9);
    else if (how === 'sleep') sleep(1e9);
    else yieldNow();
  }
  throwIfCancelled();
  return 'not reached';
}

export function isCancelledNow(): boolean {
  return isCancelled();
}

export async function untilSignal(ready: AtomicI32): Promise<unknown> {
  const signal = cancelSignal();
  ready.store(1);
  wakeAll(ready);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  return (signal.reason as { code?: unknown }).code;
}

export function signalIsAborted(): boolean {
  return cancelSignal().aborted;
}

/** Takes the lock at that place, and keeps it. */
export function holdAt(memory: SharedArrayBuffer, offset: number, ready: AtomicI32): void {
  Mutex.at(memory, offset).lock();
  ready.store(1);
  wakeAll(ready);
  sleep(1e9);
}

/** Waits for the lock at that place; returns the name of the error, if it throws one. */
export function lockAt(memory: SharedArrayBuffer, offset: number): string {
  try {
    Mutex.at(memory, offset).lock();
    return 'locked';
  } catch (error) {
    return (error as Error).name;
  }
}

/** Waits for a token that comes at about the moment when the wait runs out; returns how often it went on. */
export function parkBriefly(n: number): number {
  const go = new AtomicI32(0);
  const waker = spawn(work, 'unparkAgainAndAgain', current(), go);
  let times = 0;
  for (; times < n; times++) parkTimeout((times % 10) / 100);
  go.store(1);
  waker.join();
  parkTimeout(0); // takes the token that may be left
  const before = performance.now();
  parkTimeout(5);
  if (performance.now() - before < 4) throw new Error('a second token was left');
  return times;
}

export function unparkAgainAndAgain(other: Thread, stop: AtomicI32): void {
  while (stop.load() === 0) other.unpark();
}

export function sleepFor(ms: number): number {
  const before = performance.now();
  sleep(ms);
  return performance.now() - before;
}

export function parkFor(ms: number): number {
  const before = performance.now();
  parkTimeout(ms);
  return performance.now() - before;
}

export function yieldUntil(word: AtomicI32): void {
  do yieldNow();
  while (word.load() === 0);
}

/** A scope whose body is an ordinary function, which ends in the given way; what came of it, and how many of its threads had ended by then. */
export function blockingScope(how: string): object {
  const counter = new AtomicI32(0);
  try {
    const result = scope((s): unknown => {
      for (let n = 0; n < 4; n++) s.spawn(work, 'bump', counter, 1);
      if (how === 'fine') return s.spawn(work, 'add', 1, 2).join();
      const failing = s.spawn(work, 'throwIt', 'range');
      if (how === 'body') throw new RangeError('of the body');
      // Returns a handle, which does not make the scope async.
      if (how === 'threads') return s.spawn(work, 'throwIt', 'own');
      try {
        return failing.join();
      } catch {
        return 'handled';
      }
    });
    return { result, ended: counter.load() };
  } catch (error) {
    const { message, others } = error as Error & { others: Error[] };
    return { message, others: others.map((other) => other.message), ended: counter.load() };
  }
}

/** Locks and unlocks until told to stop, and repairs the lock if its holder has died. */
export function fightFor(lock: Mutex, turns: AtomicI32, stop: AtomicI32): void {
  while (stop.load() === 0) {
    try {
      lock.withLock(() => void turns.fetchAdd(1));
    } catch (error) {
      if ((error as Error).name !== 'OwnerDiedError') throw error;
      lock.recover(() => {});
    }
  }
}

export function nested(depth: number): number {
  return depth === 0 ? 1 : 1 + (spawn(work, 'nested', depth - 1).join() as number);
}

/** Waits until `n` threads are here. Ends only if all of them run at once. */
export function meet(arrived: AtomicI32, n: number): number {
  const mine = arrived.fetchAdd(1);
  wakeAll(arrived);
  for (let now = arrived.load(); now < n; now = arrived.load()) wait(arrived, now);
  return mine;
}

export function meetAll(n: number): number[] {
  const arrived = new AtomicI32(0);
  return scope((s) => Array.from({ length: n }, () => s.spawn(work, 'meet', arrived, n)).map((handle) => handle.join() as number));
}

export function bump(counter: AtomicI32, times: number): void {
  for (let i = 0; i < times; i++) counter.fetchAdd(1);
}

export function bumpDeep(deep: { list: { counter: AtomicI32; lock: Mutex }[]; caller: Thread }): AtomicI32 {
  for (const { counter, lock } of deep.list) lock.withLock(() => void counter.store(counter.load() + 1));
  return deep.list[0]!.counter;
}

export function throwIt(what: string): never {
  if (what === 'range') throw new RangeError('too far', { cause: new TypeError('the reason') });
  if (what === 'aggregate') throw new AggregateError([new TypeError('one'), 'two'], 'several');
  if (what === 'own') throw new (class OwnError extends Error {})('mine');
  throw what;
}

export function returnFunction(): unknown {
  return { options: { onDone: () => 1 } };
}

export function makeBuffer(bytes: number): ArrayBuffer {
  const buffer = new ArrayBuffer(bytes);
  return moving(buffer, [buffer]);
}

export function shareMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(16);
}

export function spawnMany(ready: AtomicI32, n: number): void {
  ready.store(1);
  wakeAll(ready);
  for (let i = 0; i < n; i++) spawn(work, 'parkFor', 1);
}

export function lockAndReturn(lock: Mutex): void {
  lock.lock();
}

export async function throwFromTimer(): Promise<void> {
  setTimeout(() => {
    throw new SyntaxError('from a timer');
  });
  await new Promise(() => {});
}

export async function rejectUnseen(): Promise<void> {
  void Promise.reject(new SyntaxError('unseen'));
  await new Promise(() => {});
}

/** Ends its worker, in whichever way the host has. */
export function closeWorker(): void {
  if (typeof close === 'function') close();
  else process.exit(3);
}

/** Ends its worker while it holds one lock of each kind of note, and many of one. */
export function holdAndCloseWorker(readable: RwLock, permits: Semaphore, many: readonly Mutex[]): Promise<never> {
  readable.read();
  permits.acquire();
  for (const mutex of many) mutex.lock();
  closeWorker();
  return new Promise(() => {});
}

/** Waits for a lock that it does not get, of one of the two kinds of queues. */
export function waitInQueue(came: AtomicI32, lock: RwLock | ParkingMutex): void {
  came.store(1);
  wakeAll(came);
  if (lock.kind === 'RwLock') lock.write();
  else lock.lock();
}

/** Allocates much and keeps it, then frees it. */
export function growHeap(blocks: number, bytes: number): number {
  const kept = Array.from({ length: blocks }, () => allocate(bytes));
  const highest = Math.max(...kept);
  for (const p of kept) free(p);
  return highest;
}

export function shortThreads(n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += spawn((x: number) => x + 1, i).join();
  return sum;
}

export default function namedDefault(): string {
  return 'the default export';
}

exportToThreads(import.meta, { sum: add });
