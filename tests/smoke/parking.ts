/** The parking lot and its mutex in every runtime: prints `ok N - sentence` lines, ends with exit code 0 if all hold. */
import { AtomicI32 } from 'lockwright/atomic';
import { OwnerDiedError, ParkingLot, ParkingMutex } from 'lockwright/lock';
import { sleep, spawn } from 'lockwright/thread';
import { check } from './lib/check.ts';

const TIMES = 5000;
const LOT = 1024;
const COUNTER = 256;

export function count(mutex: ParkingMutex, times: number): void {
  const { i32 } = mutex.region;
  for (let i = 0; i < times; i++) mutex.withLock(() => i32[COUNTER / 4]!++);
}

export function park(lot: ParkingLot, parked: AtomicI32): number {
  const end = lot.park(0, () => true, { beforeSleep: () => parked.store(1) });
  return end.reason === 'unparked' ? end.token : -1;
}

export function holdForEver(mutex: ParkingMutex, held: AtomicI32): void {
  mutex.lock();
  held.store(1);
  sleep(60_000);
}

function waitFor(flag: AtomicI32): void {
  while (flag.load() === 0) sleep(1);
}

/** The tests proper; the functions above also run in threads, which load this module. */
if (import.meta.main) {
  const memory = new SharedArrayBuffer(4096);
  const lot = ParkingLot.at(memory, LOT);
  const mutex = ParkingMutex.at(memory, 1, lot);

  const counting = [1, 2, 3].map(() => spawn(import.meta, count, mutex, TIMES));
  for (const thread of counting) thread.join();
  check('a mutex of one byte counts between three threads', new Int32Array(memory)[COUNTER / 4] === 3 * TIMES);

  const parked = new AtomicI32(0);
  const parking = spawn(import.meta, park, lot, parked);
  waitFor(parked);
  const { unparked, hasMore } = lot.unparkOne(0, () => 7);
  check('a parked thread is handed a token', unparked && !hasMore && parking.join() === 7);

  const held = new AtomicI32(0);
  const doomed = new ParkingMutex();
  const holder = spawn(import.meta, holdForEver, doomed, held);
  waitFor(held);
  holder.terminate();
  let told: unknown;
  try {
    doomed.lock();
  } catch (error) {
    told = error;
  }
  check('the death of the owner is told to who waits for a mutex of one byte', told instanceof OwnerDiedError);
  check('and it can be recovered', doomed.recover(() => {}) && !doomed.isLocked);
  check('a promise gets it', (await doomed.lockAsync()).isLive);
}
