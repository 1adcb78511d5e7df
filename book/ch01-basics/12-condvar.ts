/**
 * The same queue with a condition variable: `waitWhile` unlocks the mutex, sleeps, and locks it again, until the condition is false. It
 * needs no thread to be named, so there can be several consumers. The book's goes on for ever; this one ends after a given number of
 * items.
 */
import { Condvar, Mutex, type MutexOf } from 'lockwright/lock';
import { array, struct, u32 } from 'lockwright/memory';
import { scope, sleep } from 'lockwright/thread';

const CAPACITY = 4;
const Ring = struct({ head: u32, length: u32, items: array(u32, CAPACITY) });

export interface Queue {
  readonly ring: MutexOf<typeof Ring>;
  readonly notEmpty: Condvar;
}

export const newQueue = (): Queue => ({ ring: new Mutex(Ring), notEmpty: new Condvar() });

export function push({ ring, notEmpty }: Queue, item: number): void {
  ring.withLock(({ value }) => {
    if (value.length === CAPACITY) throw new Error(`the queue is full: it holds ${CAPACITY}`);
    value.items.set((value.head + value.length) % CAPACITY, item);
    value.length += 1;
  });
  notEmpty.notifyOne();
}

function pop({ ring, notEmpty }: Queue): number {
  return ring.withLock((guard) => {
    notEmpty.waitWhile(guard, (value) => value.length === 0);
    const { value } = guard;
    const item = value.items.get(value.head);
    value.head = (value.head + 1) % CAPACITY;
    value.length -= 1;
    return item;
  });
}

export function consume(queue: Queue, items: number): number[] {
  return Array.from({ length: items }, () => pop(queue));
}

export function run(items: number, pauseMs: number): number[] {
  const queue = newQueue();
  return scope((s) => {
    const consumer = s.spawn(import.meta, consume, queue, items);
    for (let i = 0; i < items; i++) {
      push(queue, i);
      if (pauseMs > 0) sleep(pauseMs);
    }
    return consumer.join();
  });
}

if (import.meta.main) for (const item of run(4, 5)) console.log(`item: ${item}`);
