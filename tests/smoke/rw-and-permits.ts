/** Locks that several threads have a share of, in every runtime: prints `ok N - sentence` lines, ends with exit code 0 if all hold. */
import { AtomicI32 } from 'lockwright/atomic';
import { Latch, OwnerDiedError, RwLock, Semaphore } from 'lockwright/lock';
import { f64, struct, u32 } from 'lockwright/memory';
import { sleep, spawn } from 'lockwright/thread';
import { check } from './lib/check.ts';

const TIMES = 5000;
const THREADS = 3;
const PERMITS = 2;
const FOREVER_MS = 60_000;

type Pair = RwLock<{ a: number; b: number }>;

export function write(pair: Pair, times: number): void {
  for (let i = 0; i < times; i++) {
    pair.withWrite((guard) => {
      guard.value.a++;
      guard.value.b += 0.5;
    });
  }
}

/** Returns how often the two did not belong together. */
export function read(pair: Pair, times: number): number {
  let torn = 0;
  for (let i = 0; i < times; i++) pair.withRead(({ value }) => void (torn += value.a === 2 * value.b ? 0 : 1));
  return torn;
}

export async function writeAsync(number: RwLock<number>, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const guard = await number.writeAsync();
    guard.value++;
    guard.unlock();
  }
}

/** Returns the most that it saw inside at once. */
export function enter(room: Semaphore, inside: AtomicI32, times: number): number {
  let most = 0;
  for (let i = 0; i < times; i++) {
    room.withPermits(1, () => {
      most = Math.max(most, inside.fetchAdd(1) + 1);
      inside.fetchSub(1);
    });
  }
  return most;
}

export function readForEver(number: RwLock<number>, held: Latch): void {
  number.read();
  held.countDown();
  sleep(FOREVER_MS);
}

export function writeForEver(number: RwLock<number>, held: Latch): void {
  number.write();
  held.countDown();
  sleep(FOREVER_MS);
}

export function keepForEver(room: Semaphore, held: Latch): void {
  room.acquire(PERMITS);
  held.countDown();
  sleep(FOREVER_MS);
}

/** The tests proper; the functions above also run in threads, which load this module. */
if (import.meta.main) {
  const pair = new RwLock(struct({ a: u32, b: f64 }));
  const writers = [1, 2].map(() => spawn(import.meta, write, pair, TIMES));
  const readers = [1, 2].map(() => spawn(import.meta, read, pair, TIMES));
  for (const thread of writers) thread.join();
  const torn = readers.map((thread) => thread.join());
  const wholeAtEnd = pair.withRead(({ value: { a, b } }) => a === 2 * TIMES && b === TIMES);
  check('readers see no half of what a writer writes, and no write is lost', torn.every((count) => count === 0) && wholeAtEnd);

  const number = new RwLock(u32, 0);
  const asynchronous = spawn(import.meta, writeAsync, number, 300);
  await writeAsync(number, 300);
  await asynchronous;
  check('promises of two threads take turns at writing', number.withRead((guard) => guard.value) === 600);

  const upgradable = number.upgradableRead();
  const reader = number.tryRead();
  check('one reader may be the one that goes on to write', reader !== undefined && number.tryUpgradableRead() === undefined);
  reader?.unlock();
  const upgraded = upgradable.upgrade();
  upgraded.value = 7;
  check('and is alone then', number.tryRead() === undefined);
  upgraded.downgrade().unlock();

  const readerHolds = new Latch(1);
  const doomedReader = spawn(import.meta, readForEver, number, readerHolds);
  readerHolds.wait();
  const isKeptOut = number.tryWrite() === undefined;
  doomedReader.terminate();
  check('a reader that dies is counted off', isKeptOut && number.withWrite((guard) => guard.value) === 7);

  const writerHolds = new Latch(1);
  const doomedWriter = spawn(import.meta, writeForEver, number, writerHolds);
  writerHolds.wait();
  doomedWriter.terminate();
  let told: unknown;
  try {
    number.read();
  } catch (error) {
    told = error;
  }
  check('a writer that dies is told to who reads', told instanceof OwnerDiedError && number.clearPoison());

  const [room, inside] = [new Semaphore(PERMITS), new AtomicI32(0)];
  const most = Array.from({ length: THREADS }, () => spawn(import.meta, enter, room, inside, TIMES)).map((thread) => thread.join());
  check('no more are inside than there are permits', Math.max(...most) <= PERMITS && room.available === PERMITS);

  const both = room.acquire(PERMITS);
  const waiting = room.acquireAsync();
  const tooLate = room.tryAcquireFor(1);
  both.release();
  const one = await waiting;
  check('a promise gets a permit that is given back', tooLate === undefined && room.available === PERMITS - 1);
  one.release();

  const permitsHeld = new Latch(1);
  const keeper = spawn(import.meta, keepForEver, room, permitsHeld);
  permitsHeld.wait();
  const left: number = room.available;
  keeper.terminate();
  room.acquire(PERMITS).release();
  check('the permits of a dead thread are given back', left + room.available === PERMITS);
}
