/** Threads that are killed at any store while they take, hold, wait for and give back locks. */
import { expect, test } from 'vitest';
import { lockHeap, unlockHeap } from '../memory/heap-lock.ts';
import { allocate, allocateAligned, free, heapRegion } from '../memory/index.ts';
import { becomeFirst, joinLine, leaveLine } from '../memory/line.ts';
import { beginParking, endParking, isParked } from '../memory/parking.ts';
import { bucketOf, enterBucket, leaveBucket, putIn } from '../memory/parking-bucket.ts';
import { KEY as NODE_KEY, nodeOf, PARKED, STATE } from '../memory/parking-node.ts';
import { adoptCaches } from '../memory/shared-lists.ts';
import { adoptBlock, BLOCK_BYTES, initialiseBlock } from '../memory/thread-block.ts';
import { current, realm } from '../realm/realm.ts';
import { killAtEachStore } from '../thread/kill.test-help.ts';
import { Mutex } from './mutex/mutex.ts';
import { ParkingLot } from './parking-lot/parking-lot.ts';
import { RwLock } from './rw-lock/rw-lock.ts';
import { Semaphore } from './semaphore/semaphore.ts';

/** So many fit into the block of a thread. */
const FIRST_ROOM = 96;
const ROOM_BYTES = 2 * FIRST_ROOM * 8;

test('a thread that is killed while it makes room for more locks than before still has them, so all of them are poisoned', () => {
  const deaths = killAtEachStore({
    before: () => Array.from({ length: FIRST_ROOM + 1 }, () => new Mutex()),
    begin(mutexes) {
      free(allocate(ROOM_BYTES)); // so that it has some of that size
      for (const mutex of mutexes.slice(1)) mutex.lock();
    },
    run: ([last]) => last!.lock(),
    after(mutexes, isDead) {
      const poisoned = mutexes.filter((mutex) => mutex.isPoisoned).length;
      expect(poisoned).toBeGreaterThanOrEqual(FIRST_ROOM);
      if (!isDead) expect(poisoned).toBe(FIRST_ROOM + 1);
      for (const mutex of mutexes) {
        mutex.clearPoison();
        mutex.free();
      }
    },
    cost: { blocks: 1, bytes: ROOM_BYTES }, // the room that it had taken and not begun to use, or not given back
  });
  expect(deaths).toBeGreaterThan(6);
});

const A_MOMENT_MS = 0.01;

/** Another thread, that does something now and then. */
interface Bystander {
  next(action: () => void): void;
  /** It ends, and has nothing. */
  end(): void;
}

function asBystander(action: () => void): Bystander {
  const own = current.block;
  const block = allocateAligned(BLOCK_BYTES, BLOCK_BYTES);
  const next = (step: () => void): void => {
    adoptBlock(heapRegion().i32, block);
    step();
    adoptBlock(heapRegion().i32, own);
  };
  initialiseBlock(heapRegion().i32, block, 2);
  next(action);
  return {
    next,
    end() {
      const heap = heapRegion();
      lockHeap(heap);
      adoptCaches(heap, block);
      unlockHeap(heap);
      free(block);
    },
  };
}

test('a thread that is killed while it joins or leaves a line of others leaves the line as it was, and its block is used again', () => {
  const deaths = killAtEachStore({
    before() {
      const semaphore = new Semaphore(1);
      const { address, region } = semaphore;
      const permits = semaphore.acquire();
      const first = asBystander(() => joinLine(region, address));
      return { semaphore, permits, first, region, address };
    },
    run({ semaphore }) {
      expect(semaphore.tryAcquireFor(A_MOMENT_MS)).toBe(undefined);
    },
    after({ semaphore, permits, first, region, address }) {
      const last = asBystander(() => joinLine(region, address));
      first.next(() => leaveLine(region, address, false));
      last.next(() => expect(becomeFirst(realm.now())).toBe(true));
      last.next(() => leaveLine(region, address, false));
      first.end();
      last.end();
      permits.release();
      expect(semaphore.available).toBe(1);
      semaphore.free();
    },
    cost: {},
  });
  expect(deaths).toBeGreaterThan(5);
});

test('a thread that is killed while it takes or gives back a lock for readers leaves nothing locked', () => {
  const deaths = killAtEachStore({
    before() {
      const lock = new RwLock();
      return lock;
    },
    run(lock) {
      lock.read().unlock();
      lock.write().unlock();
      const guard = lock.upgradableRead();
      guard.unlock();
    },
    after(lock) {
      lock.clearPoison();
      lock.write().unlock();
      expect(lock.readers).toBe(0);
      lock.free();
    },
    cost: {},
  });
  expect(deaths).toBeGreaterThan(5);
});

test('a thread that is killed while it parks, or is unparked, leaves the queue to the others, and its block is used again', () => {
  const KEY = 8;
  const lot = ParkingLot.heap();
  const deaths = killAtEachStore({
    before: () =>
      asBystander(() => {
        const { region, address } = lot;
        beginParking(region, address);
        // As if it slept: it is parked, and its time is over before it has looked.
        const bucket = bucketOf(address, KEY);
        const { ops } = heapRegion();
        const node = nodeOf(current.block);
        enterBucket(region, bucket);
        ops.store32(node + NODE_KEY, KEY);
        ops.store32(node + STATE, PARKED);
        putIn(region, bucket, node, false);
        leaveBucket(region, bucket);
      }),
    run() {
      lot.park(KEY, () => true, { timeoutMs: A_MOMENT_MS });
      lot.unparkRequeue(KEY, KEY + 4, { unpark: 0 });
      lot.unparkOne(KEY + 4);
    },
    after(first) {
      lot.unparkAll(KEY);
      lot.unparkAll(KEY + 4);
      first.next(() => {
        expect(isParked()).toBe(false);
        endParking(lot.region, lot.address);
      });
      first.end();
    },
    cost: {},
  });
  expect(deaths).toBeGreaterThan(20);
});
