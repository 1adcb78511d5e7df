/** The structures on epochs in one thread, between real ones, and when one dies. Runs in Node and in a page. */
import { expect, test } from 'vitest';
import { f64, heapStatistics, struct, u32, u8 } from '../memory/index.ts';
import { spawn } from '../thread/index.ts';
import { codeOf } from '../lock/test-real-threads.ts';
import { Epoch } from './epoch/epoch.ts';
import { HarrisList } from './harris-list/harris-list.ts';
import { HashMap } from './hash-map/hash-map.ts';
import { MsQueue } from './ms-queue/ms-queue.ts';
import { RcuCell } from './rcu-cell/rcu-cell.ts';
import * as threads from './test-structures-work.ts';
import { TreiberStack } from './treiber-stack/treiber-stack.ts';
import { WorkStealingDeque } from './work-stealing-deque/work-stealing-deque.ts';

const { work } = threads;
const PAIR = struct({ a: u32, b: u32 });
const shared = (): Int32Array => new Int32Array(new SharedArrayBuffer(4));
const refuse = (): never => {
  throw new Error('no');
};
const whenSet = async (word: Int32Array): Promise<void> => {
  while (Atomics.load(word, 0) === 0) await new Promise((resolve) => setTimeout(resolve));
};

test('a stack gives back what was put on it last, a queue what was put in first', () => {
  const stack = new TreiberStack(u32);
  const queue = new MsQueue(u32);
  for (const value of [1, 2, 3]) {
    stack.push(value);
    queue.enqueue(value);
  }
  expect([stack.pop(), stack.pop(), stack.pop(), stack.pop()]).toEqual([3, 2, 1, undefined]);
  expect([queue.dequeue(), queue.dequeue(), queue.dequeue(), queue.dequeue()]).toEqual([1, 2, 3, undefined]);
  expect(stack.isEmpty).toBe(true);
});

test('what is put on and taken off for long needs no more memory, and all of it is given back', () => {
  const empty = heapStatistics().usedBytes;
  const stack = new TreiberStack(u32);
  const queue = new MsQueue(u32);
  threads.putAndTake(stack, 0, 1000);
  threads.putAndTake(queue, 0, 1000);
  const before = heapStatistics().usedBytes;
  threads.putAndTake(stack, 0, 20_000);
  threads.putAndTake(queue, 0, 20_000);
  expect(heapStatistics().usedBytes - before).toBeLessThan(50_000);
  stack.push(1);
  stack.free();
  queue.free();
  expect(heapStatistics().usedBytes).toBe(empty);
  expect(codeOf(() => stack.push(1))).toBe('FREED');
  expect(codeOf(() => queue.dequeue())).toBe('FREED');
});

test.for([
  ['stack', () => new TreiberStack(u32)],
  ['queue', () => new MsQueue(u32)],
  ['stack in memory of our own', () => TreiberStack.create(new SharedArrayBuffer(64), 16, u32)],
  ['queue in memory of our own', () => MsQueue.create(new SharedArrayBuffer(64), 16, u32)],
] as const)('%s: what three threads put in is taken out, each value once', async ([, make]) => {
  const structure = make();
  const times = 10_000;
  const sums = await Promise.all([0, 1, 2].map((t) => spawn(work, threads.putAndTake, structure, t * times, times)));
  const left = threads.putAndTake(structure, 0, 0);
  expect(left).toBe(0);
  const all = (3 * times * (3 * times - 1)) / 2;
  expect(sums.reduce((a, b) => a + b)).toBe(all);
});

test('a queue keeps the order of each producer', async () => {
  const queue = new MsQueue(u32);
  const [count, producers] = [10_000, 2];
  const taken = shared();
  const consumers = [1, 2].map(() => spawn(work, threads.takeInOrder, queue, taken, count * producers, producers));
  const puts = [0, 1].map((producer) => spawn(work, threads.putForProducer, queue, producer, count, producers));
  await Promise.all(puts);
  expect(await Promise.all(consumers)).toEqual([0, 0]);
});

test.for([
  ['stack', () => new TreiberStack(u32)],
  ['queue', () => new MsQueue(u32)],
] as const)('%s: threads that are ended in the middle stop nobody', async ([, make]) => {
  const structure = make();
  const doomed = [1, 2].map(() => spawn(work, threads.putForEver, structure));
  threads.putAndTake(structure, 0, 1000);
  for (const thread of doomed) thread.terminate();
  await Promise.allSettled(doomed);
  expect(await spawn(work, threads.putAndTake, structure, 0, 1000)).toBeGreaterThan(0);
});

test.for([
  ['stack', () => new TreiberStack(u32)],
  ['queue', () => new MsQueue(u32)],
] as const)('%s: a thread takes out what another has put into pages that it added to the heap', async ([, make]) => {
  const structure = make();
  await spawn(work, threads.growAndPut, structure, 100);
  let sum = 0;
  for (let i = 0; i < 100; i++) sum += 'pop' in structure ? structure.pop()! : structure.dequeue()!;
  expect(sum).toBe((99 * 100) / 2);
});

test('structures that share an epoch use it in each thread, and leave it when they are freed', async () => {
  // In the best of a few rounds: another worker, if the pool has none idle at that moment, has a block that stays.
  const growths: number[] = [];
  for (let round = 0; round < 4; round++) growths.push(await useAllOnOneEpoch());
  expect(Math.min(...growths)).toBeLessThan(100); // a node of the queue, whose words are in memory of our own
});

async function useAllOnOneEpoch(): Promise<number> {
  const before = heapStatistics().usedBytes;
  const epoch = new Epoch();
  const stack = new TreiberStack(u32, { epoch });
  const queue = MsQueue.create(new SharedArrayBuffer(64), 0, u32, { epoch });
  const [map, list] = [new HashMap(u32, u32, { epoch }), new HarrisList(u32, u32, { epoch })];
  const cell = new RcuCell(u32, 1, { epoch });
  expect([stack, map, list, cell].every((one) => one.epoch === epoch)).toBe(true);
  expect(await spawn(work, threads.putAndTake, stack, 1, 1000)).toBe((1000 * 1001) / 2);
  expect(await spawn(work, threads.putAndTake, queue, 1, 1000)).toBe((1000 * 1001) / 2);
  cell.write(2);
  map.set(1, 1);
  list.set(1, 1);
  stack.push(1);
  expect(epoch.retiredCount).toBeGreaterThan(0);
  for (const one of [stack, map, list, cell]) one.free();
  expect(epoch.withPin(() => queue.dequeue())).toBeUndefined();
  epoch.free();
  return heapStatistics().usedBytes - before;
}

test('a cell gives whole versions to threads that read while another writes', async () => {
  const cell = new RcuCell(PAIR, { a: 0, b: 0 });
  const last = 20_000;
  const readers = [1, 2].map(() => spawn(work, threads.readToTheEnd, cell, last));
  for (let i = 1; i <= last; i++) {
    cell.write({ a: i, b: i });
    if (i % 100 === 0) await Promise.resolve();
  }
  expect(await Promise.all(readers)).toEqual([0, 0]);
  expect(cell.withRead(({ a }) => a)).toBe(last);
  cell.free();
});

test('no update of three threads is lost, and one that throws changes nothing', async () => {
  const cell = new RcuCell(u32, 0);
  await Promise.all([1, 2, 3].map(() => spawn(work, threads.addOften, cell, 5000)));
  expect(cell.read()).toBe(15_000);
  expect(() => cell.update(refuse)).toThrow('no');
  expect(codeOf(() => cell.update(() => 'many' as never))).toBe('WRONG_TYPE');
  expect(() => cell.update(undefined as never)).toThrow('RcuCell.update: expected a function, but got undefined');
  expect(() => cell.withRead(5 as never)).toThrow('RcuCell.withRead: expected a function, but got 5');
  expect(cell.read()).toBe(15_000);
  expect(cell.epoch.collect()).toBeGreaterThan(0);
});

test('each value of a deque goes to its owner or to one thief', async () => {
  const deque = new WorkStealingDeque(u32, 64);
  const isOver = shared();
  const thieves = [1, 2].map(() => spawn(work, threads.stealAll, deque, isOver));
  let [pushed, popped] = [0, 0];
  for (let i = 1; i <= 30_000; i++) {
    if (deque.push(i)) pushed += i;
    if (i % 3 === 0) popped += deque.pop() ?? 0;
  }
  for (let value = deque.pop(); value !== undefined; value = deque.pop()) popped += value;
  Atomics.store(isOver, 0, 1);
  const stolen = await Promise.all(thieves);
  expect(popped + stolen[0]! + stolen[1]!).toBe(pushed);
  expect(deque.size).toBe(0);
});

test('a deque of one byte each wraps around, and says when it is full', () => {
  const deque = new WorkStealingDeque(u8, 3);
  expect(deque.capacity).toBe(4);
  for (let round = 0; round < 10; round++) {
    expect([1, 2, 3, 4, 5].map((value) => deque.push(value))).toEqual([true, true, true, true, false]);
    expect([deque.steal(), deque.pop(), deque.steal(), deque.pop(), deque.pop(), deque.steal()]).toEqual([
      1,
      4,
      2,
      3,
      undefined,
      undefined,
    ]);
  }
});

test('what a dead owner left can be stolen, and its deque adopted', async () => {
  const deque = WorkStealingDeque.at(new SharedArrayBuffer(1024), 8, u32, 4);
  const pushed = shared();
  const owner = spawn(work, threads.pushAndStay, deque, pushed);
  await whenSet(pushed);
  expect(codeOf(() => deque.push(3))).toBe('NOT_OWNER');
  expect(deque.adopt()).toBe(false);
  owner.terminate();
  await Promise.allSettled([owner]);
  expect(codeOf(() => deque.pop())).toBe('OWNER_DIED');
  expect(deque.steal()).toBe(1);
  expect(deque.adopt()).toBe(true);
  expect([deque.pop(), deque.pop()]).toEqual([2, undefined]);
  expect(deque.push(3)).toBe(true);
});

test('mistakes are named', () => {
  expect(codeOf(() => new TreiberStack(undefined as never))).toBe('BAD_LAYOUT');
  expect(codeOf(() => new RcuCell(u8, 'x' as never))).toBe('WRONG_TYPE');
  expect(codeOf(() => new MsQueue(u8).enqueue('x' as never))).toBe('WRONG_TYPE');
  expect(codeOf(() => new TreiberStack(u8, { epoch: {} as never }))).toBe('NOT_AN_EPOCH');
  expect(codeOf(() => new MsQueue(u8, 'jobs' as never))).toBe('BAD_OPTIONS');
  expect(() => new HarrisList(f64, u8, { name: 'timers' }).set(NaN, 1)).toThrow(
    /^HarrisList 'timers' at address \d+ of the heap: the key is NaN/,
  );
  expect(codeOf(() => RcuCell.at(new SharedArrayBuffer(64), 0, u8))).toBe('NOT_MADE');
  expect(codeOf(() => TreiberStack.at(new SharedArrayBuffer(4), 0, u8))).toBe('OUT_OF_RANGE');
  expect(codeOf(() => TreiberStack.at(new ArrayBuffer(64) as never, 0, u8))).toBe('NOT_SHARED');
  for (const capacity of [0, -1, 1.5, 2 ** 25]) expect(codeOf(() => new WorkStealingDeque(u8, capacity))).toBe('BAD_CAPACITY');
  const deque = new WorkStealingDeque(u8, 1);
  expect(codeOf(() => deque.push('x' as never))).toBe('WRONG_TYPE');
  expect(deque.pop()).toBeUndefined();
});

test('structures that were freed say so by their own names', () => {
  const map = new HashMap(u32, u32);
  const list = new HarrisList(u32, u32);
  const cell = new RcuCell(u32, 1);
  for (const one of [map, list, cell]) one.free();
  expect(() => map.get(1)).toThrow('HashMap: its memory was freed through this handle');
  expect(() => list.set(1, 1)).toThrow('HarrisList: its memory was freed through this handle');
  expect(() => cell.read()).toThrow('RcuCell: its memory was freed through this handle');
});

test('deques that come and go leave nothing in what their owner is noted to have', () => {
  makeUseAndFree();
  const before = heapStatistics().usedBytes;
  makeUseAndFree();
  expect(heapStatistics().usedBytes).toBe(before);
});

function makeUseAndFree(): void {
  for (let i = 0; i < 1000; i++) {
    const deque = new WorkStealingDeque(u32, 4);
    deque.push(i);
    deque.free();
  }
}
