/** Promises that wait for a lock when their thread returns. Runs in Node and in a page. */
import { expect, test } from 'vitest';
import { spawn } from '../thread/index.ts';
import { Mutex, ParkingLot, ParkingMutex, ReentrantLock, RwLock, Semaphore, TicketLock } from './index.ts';
import { leftWaiting } from './test-left-waiting.ts';

/** Enough for the worker of the first to run one of them, and few enough for all to run at once. */
const NEXT_THREADS = 4;

function parkingMutex(): ParkingMutex {
  const memory = new SharedArrayBuffer(LOT_AT + ParkingLot.byteLength);
  return ParkingMutex.at(memory, 0, ParkingLot.at(memory, LOT_AT));
}

/** A multiple of any alignment. */
const LOT_AT = 1024;

const locks = [
  ['Mutex', () => new Mutex()],
  ['RwLock', () => new RwLock()],
  ['ReentrantLock', () => new ReentrantLock()],
  ['TicketLock', () => new TicketLock()],
  ['ParkingMutex', () => parkingMutex()],
  ['Semaphore', () => new Semaphore(1)],
] as const;

test.for(locks)('%s: a promise that waits when its thread returns takes nothing for the next thread of its worker', async ([, make]) => {
  const lock = make();
  const held = lock instanceof RwLock ? lock.write() : lock instanceof Semaphore ? lock.acquire() : lock.lock();
  await spawn(leftWaiting, 'leaveWaiting', lock);
  held[Symbol.dispose]();
  await Promise.all(Array.from({ length: NEXT_THREADS }, () => spawn(leftWaiting, 'letPromisesRun')));
  const free = lock instanceof RwLock ? lock.tryWrite() : lock instanceof Semaphore ? lock.tryAcquire() : lock.tryLock();
  expect(free).toBeDefined();
  free![Symbol.dispose]();
});
