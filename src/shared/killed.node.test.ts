/**
 * Threads that are killed at any store while they use collections without a lock: the others go on with what is left, and all but a few blocks is given back.
 *
 * The victim has a handle of its own, as a thread has, and its own free blocks from the beginning: that what happens where it takes a page is survived is tested in `src/thread`.
 */
import { expect, test } from 'vitest';
import { PAGE_BYTES } from '../memory/header.ts';
import { f64, heapRegion, u32 } from '../memory/index.ts';
import { killAtEachStore } from '../thread/kill.test-help.ts';
import { HarrisList, HashMap, MsQueue, RcuCell, TreiberStack, WorkStealingDeque } from './index.ts';

const KEYS = 6;
const CAPACITY = 4;
/** Of the heap. */
const LEAST_BLOCK_BYTES = 16;
/** What a thread may have in its hands: a page of the heap that it has just taken, or a batch of blocks; a node with its value, and what it was about to retire. */
const LITTLE = { bytes: PAGE_BYTES + 1024, blocks: PAGE_BYTES / LEAST_BLOCK_BYTES };
const LIMIT_MS = 120_000;

const maps = {
  HashMap: { make: () => new HashMap(u32, u32), at: (address: number) => HashMap.at(heapRegion(), address, u32, u32) },
  HarrisList: { make: () => new HarrisList(u32, u32), at: (address: number) => HarrisList.at(heapRegion(), address, u32, u32) },
};

test.for(Object.entries(maps))('%s: set, replace and delete', { timeout: LIMIT_MS }, ([, { make, at }]) => {
  let mine: HashMap<number, number> | HarrisList<number, number> | undefined;
  const deaths = killAtEachStore({
    before() {
      const map = make();
      for (let key = 0; key < KEYS; key++) map.set(key, key);
      return map;
    },
    begin({ address }) {
      mine = at(address);
      mine.set(KEYS, 0);
      mine.delete(KEYS);
    },
    run() {
      const map = mine!;
      map.set(KEYS, KEYS);
      map.set(1, 10);
      map.delete(2);
      map.delete(3);
      map.set(3, 30);
    },
    after(map, isDead) {
      const found = new Map(map.entries());
      for (const key of [0, 4, 5]) expect(found.get(key)).toBe(key);
      expect([1, 10]).toContain(found.get(1));
      expect([undefined, KEYS]).toContain(found.get(KEYS));
      if (!isDead) expect([found.get(1), found.get(2), found.get(3)]).toEqual([10, undefined, 30]);
      for (let key = 0; key <= KEYS; key++) {
        expect(map.delete(key)).toBe(found.get(key));
        expect(map.set(key, 1)).toBe(true);
        expect(map.get(key)).toBe(1);
        map.delete(key);
      }
      expect(map.entries()).toEqual([]);
      map.free();
    },
    cost: LITTLE,
  });
  expect(deaths).toBeGreaterThan(30);
});

const bags = {
  TreiberStack: {
    make: () => new TreiberStack(u32),
    use(address: number) {
      const stack = TreiberStack.at(heapRegion(), address, u32);
      return { put: (value: number) => stack.push(value), take: () => stack.pop() };
    },
    last: [5, 4, 2, 1],
  },
  MsQueue: {
    make: () => new MsQueue(u32),
    use(address: number) {
      const queue = MsQueue.at(heapRegion(), address, u32);
      return { put: (value: number) => queue.enqueue(value), take: () => queue.dequeue() };
    },
    last: [0, 3, 4, 5],
  },
};

test.for(Object.entries(bags))('%s: put in and take out', { timeout: LIMIT_MS }, ([, { make, use, last }]) => {
  let mine: ReturnType<typeof use> | undefined;
  const deaths = killAtEachStore({
    before() {
      const whole = make();
      const own = use(whole.address);
      own.put(1);
      own.put(2);
      return { whole, own };
    },
    begin({ whole }) {
      mine = use(whole.address);
      mine.put(0);
    },
    run() {
      const bag = mine!;
      bag.put(3);
      bag.take();
      bag.take();
      bag.put(4);
    },
    after({ whole, own: bag }, isDead) {
      bag.put(5);
      const left: number[] = [];
      for (let value = bag.take(); value !== undefined; value = bag.take()) left.push(value);
      expect(new Set(left).size).toBe(left.length);
      expect(left).toContain(5);
      if (!isDead) expect(left).toEqual(last);
      bag.put(6);
      expect([bag.take(), bag.take()]).toEqual([6, undefined]);
      whole.free();
    },
    cost: LITTLE,
  });
  expect(deaths).toBeGreaterThan(20);
});

test('RcuCell: what others read is one of the values, whole', { timeout: LIMIT_MS }, () => {
  let mine: RcuCell<number> | undefined;
  const deaths = killAtEachStore({
    before: () => new RcuCell(f64, 1),
    begin({ address }) {
      mine = RcuCell.at(heapRegion(), address, f64);
      mine.write(1);
    },
    run() {
      const cell = mine!;
      cell.update((value) => value + 1);
      cell.write(7);
      cell.update((value) => value + 1);
    },
    after(cell, isDead) {
      const value = cell.read();
      expect(isDead ? [1, 2, 7, 8] : [8]).toContain(value);
      cell.update((before) => before + 1);
      expect(cell.read()).toBe(value + 1);
      cell.free();
    },
    cost: LITTLE,
  });
  expect(deaths).toBeGreaterThan(15);
});

test('WorkStealingDeque: what its thief left is there once', { timeout: LIMIT_MS }, () => {
  const deaths = killAtEachStore({
    before() {
      const deque = new WorkStealingDeque(u32, CAPACITY);
      for (const value of [1, 2, 3]) deque.push(value);
      return deque;
    },
    run({ address }) {
      const deque = WorkStealingDeque.at(heapRegion(), address, u32, CAPACITY);
      deque.steal();
      deque.steal();
    },
    after(deque, isDead) {
      const left = [deque.pop(), deque.pop(), deque.pop()].filter((value) => value !== undefined);
      expect(left).toEqual([3, 2, 1].slice(0, left.length));
      if (!isDead) expect(left).toEqual([3]);
      deque.free();
    },
    cost: LITTLE,
  });
  expect(deaths).toBeGreaterThan(1);
});
