import { allocate, free } from '../memory/index.ts';
import { sleep } from '../thread/index.ts';
import type { HarrisList } from './harris-list/harris-list.ts';
import type { HashMap } from './hash-map/hash-map.ts';
import type { MsQueue } from './ms-queue/ms-queue.ts';
import type { RcuCell } from './rcu-cell/rcu-cell.ts';
import type { TreiberStack } from './treiber-stack/treiber-stack.ts';
import type { WorkStealingDeque } from './work-stealing-deque/work-stealing-deque.ts';
import './travel.ts';

/** What the threads of these tests run. */
export const work: ImportMeta = import.meta;

/** A collection of numbers, whatever its calls are named. */
interface Bag {
  put(value: number): void;
  take(): number | undefined;
}

function bagOf(structure: TreiberStack<number> | MsQueue<number>): Bag {
  return 'push' in structure
    ? { put: (value) => structure.push(value), take: () => structure.pop() }
    : { put: (value) => structure.enqueue(value), take: () => structure.dequeue() };
}

/** Puts the numbers from `first` on in, and takes as many out; returns the sum of those. */
export function putAndTake(structure: TreiberStack<number> | MsQueue<number>, first: number, count: number): number {
  const bag = bagOf(structure);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    bag.put(first + i);
    sum += bag.take() ?? 0;
  }
  return sum;
}

/** Takes until `count` were taken by all threads together; says how often one came before another of the same producer that was put in first. */
export function takeInOrder(queue: MsQueue<number>, taken: Int32Array, count: number, producers: number): number {
  const last = new Array<number>(producers).fill(-1);
  let disorder = 0;
  while (Atomics.load(taken, 0) < count) {
    const value = queue.dequeue();
    if (value === undefined) continue;
    Atomics.add(taken, 0, 1);
    const producer = value % producers;
    if (value <= last[producer]!) disorder++;
    last[producer] = value;
  }
  return disorder;
}

export function putForProducer(queue: MsQueue<number>, producer: number, count: number, producers: number): void {
  for (let i = 0; i < count; i++) queue.enqueue(i * producers + producer);
}

export function putForEver(structure: TreiberStack<number> | MsQueue<number>): void {
  const bag = bagOf(structure);
  for (;;) {
    bag.put(1);
    bag.take();
  }
}

/** Reads until it sees `last`; returns how many were torn. */
export function readToTheEnd(cell: RcuCell<{ a: number; b: number }>, last: number): number {
  let torn = 0;
  for (let seen = 0; seen < last;) {
    const { a, b } = cell.read();
    if (a !== b) torn++;
    seen = a;
  }
  return torn;
}

export function addOften(cell: RcuCell<number>, times: number): void {
  for (let i = 0; i < times; i++) cell.update((n) => n + 1);
}

/** Steals until it has found nothing after `isOver` was set; returns the sum of what it stole. */
export function stealAll(deque: WorkStealingDeque<number>, isOver: Int32Array): number {
  let sum = 0;
  for (;;) {
    const over = Atomics.load(isOver, 0) === 1;
    const value = deque.steal();
    if (value !== undefined) sum += value;
    else if (over) return sum;
  }
}

export function pushAndStay(deque: WorkStealingDeque<number>, pushed: Int32Array): void {
  deque.push(1);
  deque.push(2);
  Atomics.store(pushed, 0, 1);
  sleep(60_000);
}

/** More than the heap has left: it grows, and this thread alone knows of the new pages. */
const MUCH = 8_000_000;

export function growAndFill(map: NumberMap, count: number): void {
  const much = allocate(MUCH);
  for (let key = 0; key < count; key++) map.set(key, key);
  free(much);
}

export function growAndPut(structure: TreiberStack<number> | MsQueue<number>, count: number): void {
  const much = allocate(MUCH);
  const bag = bagOf(structure);
  for (let value = 0; value < count; value++) bag.put(value);
  free(much);
}

type NumberMap = HashMap<number, number> | HarrisList<number, number>;

/** Puts its own keys in and takes every second out again, beside a key that all threads put in and take out; returns how many of its own were not as it had left them. */
export function useMap(map: NumberMap, thread: number, count: number, step: number): number {
  let wrong = 0;
  for (let i = 1; i <= count; i++) {
    const key = i * step + thread;
    if (!map.set(key, i)) wrong++;
    map.set(0, i);
    if (map.get(key) !== i) wrong++;
    if (i % 2 === 0 && map.delete(key) !== i) wrong++;
    map.delete(0);
  }
  return wrong;
}

export function useMapForEver(map: NumberMap): void {
  for (let i = 0; ; i++) {
    map.set(i % 100, i);
    map.delete((i + 50) % 100);
  }
}
