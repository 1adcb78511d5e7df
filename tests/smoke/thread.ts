/** Threads in every runtime: run as a plain program, prints `ok N - sentence` lines, ends with exit code 0 if all hold. */
import { AtomicI32 } from 'lockwright/atomic';
import { Mutex } from 'lockwright/lock';
import {
  availableParallelism,
  current,
  moving,
  park,
  parkTimeout,
  scope,
  sleep,
  spawn,
  spawnWith,
  throwIfCancelled,
  type Thread,
} from 'lockwright/thread';

export function add(a: number, b: number): number {
  return a + b;
}

export async function addLater(a: number, b: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return a + b;
}

export function fail(): never {
  throw new RangeError('too far', { cause: 'the reason' });
}

export function sleepLong(): void {
  sleep(60_000);
}

export function parkUntilWoken(): string {
  park();
  return current().name ?? 'no name';
}

export function nested(depth: number): number {
  if (depth === 0) return 1;
  return 1 + (spawn(import.meta, nested, depth - 1).join() as number);
}

export function exitEarly(): void {
  process.exit(7);
}

export function workUntilCancelled(): void {
  for (;;) {
    throwIfCancelled();
    parkTimeout(1000);
  }
}

let number = 0;
let failed = 0;

function check(sentence: string, holds: boolean): void {
  number++;
  if (!holds) failed++;
  console.log(`${holds ? 'ok' : 'not ok'} ${number} - ${sentence}`);
}

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'no error';
  } catch (error) {
    return (error as { code?: string }).code ?? (error as Error).name;
  }
}

if (import.meta.main) {
  check('a function runs in a thread and its result is joined', spawn((a: number, b: number) => a * b, 6, 7).join() === 42);
  check('an export of this module runs in a thread', spawn(import.meta, add, 1, 2).join() === 3);
  check('an export is found by name', spawn<number>(import.meta, 'add', 3, 4).join() === 7);
  check('an async function is awaited in its thread', spawn(import.meta, addLater, 1, 2).join() === 3);
  check('a handle can be awaited', (await spawn(import.meta, addLater, 5, 6)) === 11);
  let error: unknown;
  try {
    spawn(import.meta, fail).join();
  } catch (caught) {
    error = caught;
  }
  check(
    'an error arrives with class, message and cause',
    error instanceof RangeError && error.message === 'too far' && error.cause === 'the reason',
  );
  check('a free variable is named', codeOf(() => spawn(() => number)) === 'FREE_VARIABLE');
  check(
    'a module that does not load is told at join',
    codeOf(() => spawn(new URL('./no-such-file.ts', import.meta.url), 'x').join()) === 'MODULE_NOT_LOADED',
  );
  check('an export that is missing is told at join', codeOf(() => spawn(import.meta, 'nothing').join()) === 'NO_SUCH_EXPORT');
  const parked = spawnWith({ name: 'sleeper' }, import.meta, parkUntilWoken);
  parked.thread.unpark();
  check('park ends by unpark, and a thread knows its name', (parked.join() as string) === 'sleeper');
  const long = spawn(import.meta, sleepLong);
  long.terminate();
  check('a terminated thread is told at join', codeOf(() => long.join()) === 'TERMINATED');
  const longer = spawn(import.meta, sleepLong);
  while (longer.isFinished) sleep(1);
  sleep(50);
  longer.terminate();
  check('a thread that sleeps can be terminated', codeOf(() => longer.join()) === 'TERMINATED');
  check('a thread that calls process.exit is told at join', codeOf(() => spawn(import.meta, exitEarly).join()) === 'EXITED');
  const cancelled = spawn(import.meta, workUntilCancelled);
  cancelled.cancel();
  check('a cancelled thread can stop itself', codeOf(() => cancelled.join()) === 'CANCELLED');
  check('threads spawn threads', spawn(import.meta, nested, 3).join() === 4);
  const sum = scope((s) => {
    const handles = [1, 2, 3, 4].map((n) => s.spawn((x: number) => x * x, n));
    return handles.reduce((total, handle) => total + handle.join(), 0);
  });
  check('a scope joins its threads', sum === 30);
  const { port1, port2 } = new MessageChannel();
  const echoed = new Promise((resolve) => {
    port1.addEventListener('message', ({ data }) => resolve(data));
    port1.start();
  });
  const posting = spawnWith({ transfer: [port2] }, (port: MessagePort) => port.postMessage('through the port'), port2);
  await posting;
  check('a port moves to a thread', (await echoed) === 'through the port');
  port1.close();
  const moved = await spawn(import.meta, 'makeBuffer');
  check('a result can be moved', moved instanceof ArrayBuffer && moved.byteLength === 1000);
  const many = Array.from({ length: 200 }, (_, n) => spawn((x: number) => x + 1, n)).reduce((total, handle) => total + handle.join(), 0);
  check('two hundred threads spawned at once end', many === (200 * 201) / 2);
  const word = new AtomicI32(0);
  const meeting = Array.from({ length: 12 }, () => spawn(import.meta, meet, word, 12));
  check(
    'twelve threads meet, so none waits for another to end',
    meeting.map((handle) => handle.join()).every((met) => met === 12),
  );
  const lock = new Mutex();
  const holder = spawn(import.meta, holdForEver, lock, word);
  while (word.load() === 12) sleep(1);
  holder.terminate();
  check('a lock whose holder was killed is told', codeOf(() => lock.lock()) === 'OWNER_DIED');
  const other = spawn(import.meta, answer, current(), word, 2000);
  for (let n = 0; n < 2000; n++) {
    word.store(1);
    other.thread.unpark();
    while (word.load() !== 0) park();
  }
  check('park and unpark hand the turn over two thousand times', other.join() === 2000);
  let sumOfMany = 0;
  const t = performance.now();
  for (let n = 0; n < 200; n++) sumOfMany += spawn((x: number) => x + 1, n).join();
  const each = ((performance.now() - t) / 200) * 1000;
  check(`pooled threads run (${each.toFixed(0)} µs each, ${availableParallelism()} processors)`, sumOfMany === many);
  if (failed > 0) process.exitCode = 1;
}

export function meet(met: AtomicI32, n: number): number {
  met.fetchAdd(1);
  while (met.load() < n) sleep(0.1);
  return met.load();
}

export function holdForEver(lock: Mutex, told: AtomicI32): void {
  lock.lock();
  told.store(0);
  sleep(60_000);
}

/** Takes the turn `n` times, and hands it back. */
export function answer(other: Thread, turn: AtomicI32, n: number): number {
  for (let i = 0; i < n; i++) {
    while (turn.load() !== 1) park();
    turn.store(0);
    other.unpark();
  }
  return n;
}

export function makeBuffer(): ArrayBuffer {
  const buffer = new ArrayBuffer(1000);
  return moving(buffer, [buffer]);
}
