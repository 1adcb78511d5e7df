/** The collections without a lock in every runtime: run as a plain program, prints `ok N - sentence` lines, ends with exit code 0 if all hold. */
import { f64, string, struct, u32 } from 'lockwright/memory';
import { HarrisList, HashMap, MsQueue, RcuCell, TreiberStack, WorkStealingDeque } from 'lockwright/shared';
import { spawn } from 'lockwright/thread';
import { check } from './lib/check.ts';

const TIMES = 5000;

export function putAndTake(stack: TreiberStack<number>, queue: MsQueue<number>, first: number, times: number): number {
  let sum = 0;
  for (let i = 0; i < times; i++) {
    stack.push(first + i);
    queue.enqueue(stack.pop() ?? 0);
    sum += queue.dequeue() ?? 0;
  }
  return sum;
}

export function useMaps(map: HashMap<string, number>, list: HarrisList<number, number>, thread: number, times: number): number {
  let wrong = 0;
  for (let i = 0; i < times; i++) {
    map.set(`key ${i % 97} of ${thread}`, i);
    if (map.get(`key ${i % 97} of ${thread}`) !== i) wrong++;
    list.set((i % 20) * 4 + thread, i);
    if (list.delete((i % 20) * 4 + thread) !== i) wrong++;
  }
  return wrong;
}

export function readToTheEnd(cell: RcuCell<{ a: number; b: number }>, last: number): number {
  let torn = 0;
  for (let seen = 0; seen < last;) {
    const { a, b } = cell.read();
    if (a !== b) torn++;
    seen = a;
  }
  return torn;
}

export function stealAll(deque: WorkStealingDeque<number>, isOver: Int32Array): number {
  let sum = 0;
  for (;;) {
    const over = Atomics.load(isOver, 0) === 1;
    const value = deque.steal();
    if (value !== undefined) sum += value;
    else if (over) return sum;
  }
}

if (import.meta.main) {
  const [stack, queue] = [new TreiberStack(u32), new MsQueue(u32)];
  const sums = await Promise.all([0, 1, 2].map((t) => spawn(import.meta, putAndTake, stack, queue, t * TIMES, TIMES)));
  const all = (3 * TIMES * (3 * TIMES - 1)) / 2;
  check('three threads take from a stack and a queue what they have put in', sums.reduce((a, b) => a + b) === all && stack.isEmpty);

  const [map, list] = [new HashMap(string(24), u32), new HarrisList(u32, u32)];
  const wrong = await Promise.all([1, 2, 3].map((thread) => spawn(import.meta, useMaps, map, list, thread, TIMES)));
  check('three threads find in a hash map and a list what they have put in', wrong.join() === '0,0,0' && map.size === 3 * 97);

  const cell = new RcuCell(struct({ a: f64, b: f64 }), { a: 0, b: 0 });
  const readers = [1, 2].map(() => spawn(import.meta, readToTheEnd, cell, TIMES));
  for (let i = 1; i <= TIMES; i++) cell.write({ a: i, b: i });
  check('a cell gives whole versions to two threads while a third writes', (await Promise.all(readers)).join() === '0,0');

  const deque = new WorkStealingDeque(u32, 64);
  const isOver = new Int32Array(new SharedArrayBuffer(4));
  const thieves = [1, 2].map(() => spawn(import.meta, stealAll, deque, isOver));
  let [pushed, taken] = [0, 0];
  for (let i = 1; i <= TIMES; i++) {
    if (deque.push(i)) pushed += i;
    if (i % 3 === 0) taken += deque.pop() ?? 0;
  }
  Atomics.store(isOver, 0, 1);
  for (const stolen of await Promise.all(thieves)) taken += stolen;
  check('each value of a deque goes to its owner or to one thief', taken === pushed);
}
