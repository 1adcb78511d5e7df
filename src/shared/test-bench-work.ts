/** What a second thread does while a collection is measured: the same, until it is told to stop. */
import { AtomicBool } from '../atomic/index.ts';
import { type JoinHandle, spawn } from '../thread/index.ts';
import type { HarrisList, HashMap, MsQueue, RcuCell, TreiberStack, WorkStealingDeque } from './index.ts';
import './travel.ts';

const work = new URL('./test-bench-work.ts', import.meta.url);

export function pushAndPop(stop: AtomicBool, stack: TreiberStack<number>): void {
  while (!stop.load('relaxed')) {
    stack.push(1);
    stack.pop();
  }
}

export function enqueueAndDequeue(stop: AtomicBool, queue: MsQueue<number>): void {
  while (!stop.load('relaxed')) {
    queue.enqueue(1);
    queue.dequeue();
  }
}

/** Sets keys that are there already, of so many. */
export function setKeys(stop: AtomicBool, map: HashMap<number, number> | HarrisList<number, number>, keys: number): void {
  for (let key = 0; !stop.load('relaxed'); key = (key + 1) % keys) map.set(key, key);
}

export function write(stop: AtomicBool, cell: RcuCell<number>): void {
  while (!stop.load('relaxed')) cell.write(1);
}

export function steal(stop: AtomicBool, deque: WorkStealingDeque<number>): void {
  while (!stop.load('relaxed')) deque.steal();
}

/** Calls `measure` while a thread runs `body`. */
export async function beside<A extends readonly unknown[]>(
  body: (stop: AtomicBool, ...args: A) => void,
  args: A,
  measure: () => void,
): Promise<void> {
  const stop = new AtomicBool(false);
  const thread: JoinHandle<void> = spawn(work, body as never, ...([stop, ...args] as never[]));
  measure();
  stop.store(true);
  await thread;
}
