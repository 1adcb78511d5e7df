/**
 * A consumer parks while its queue is empty, and the producer unparks it after each item. An `unpark` that comes before the `park` is
 * remembered, so no order of the two loses it. The book's goes on for ever; this one ends after a given number of items.
 */
import { Mutex, type MutexOf } from 'lockwright/lock';
import { array, struct, u32 } from 'lockwright/memory';
import { park, scope, sleep } from 'lockwright/thread';

const CAPACITY = 4;
const Queue = struct({ head: u32, length: u32, items: array(u32, CAPACITY) });
export type SharedQueue = MutexOf<typeof Queue>;

export const newQueue = (): SharedQueue => new Mutex(Queue);

export function push(queue: SharedQueue, item: number): void {
  queue.withLock(({ value }) => {
    if (value.length === CAPACITY) throw new Error(`the queue is full: it holds ${CAPACITY}`);
    value.items.set((value.head + value.length) % CAPACITY, item);
    value.length += 1;
  });
}

function pop(queue: SharedQueue): number | undefined {
  return queue.withLock(({ value }) => {
    if (value.length === 0) return undefined;
    const item = value.items.get(value.head);
    value.head = (value.head + 1) % CAPACITY;
    value.length -= 1;
    return item;
  });
}

export function consume(queue: SharedQueue, items: number): number[] {
  const seen: number[] = [];
  while (seen.length < items) {
    const item = pop(queue);
    if (item === undefined) park();
    else seen.push(item);
  }
  return seen;
}

export function run(items: number, pauseMs: number): number[] {
  const queue = newQueue();
  return scope((s) => {
    const consumer = s.spawn(import.meta, consume, queue, items);
    for (let i = 0; i < items; i++) {
      push(queue, i);
      consumer.thread.unpark();
      if (pauseMs > 0) sleep(pauseMs);
    }
    return consumer.join();
  });
}

if (import.meta.main) for (const item of run(4, 5)) console.log(`item: ${item}`);
