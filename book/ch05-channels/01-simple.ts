/**
 * A channel of any length for any number of senders and receivers: a list under a mutex, and a condition variable. Simple, but all contend
 * for the one lock, and each message is allocated while it is held.
 */
import { Condvar, Mutex, type MutexOf } from 'lockwright/lock';
import { allocate, free, heapRegion, struct, u32 } from 'lockwright/memory';
import { scope } from 'lockwright/thread';

/** Addresses of the first and the last message; 0 for none. */
const Ends = struct({ first: u32, last: u32 });
const Node = struct({ next: u32, item: u32 });

/** The parts of a channel, which travel to other threads. */
export interface Parts {
  readonly ends: MutexOf<typeof Ends>;
  readonly itemReady: Condvar;
}

export const newParts = (): Parts => ({ ends: new Mutex(Ends), itemReady: new Condvar() });

export class Channel {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  send(item: number): void {
    const { ends, itemReady } = this.#parts;
    ends.withLock(({ value }) => {
      const node = allocate(Node.byteLength);
      Node.set(heapRegion(), node, { next: 0, item });
      if (value.first === 0) value.first = node;
      else Node.get(heapRegion(), value.last).next = node;
      value.last = node;
    });
    itemReady.notifyOne();
  }

  receive(): number {
    const { ends, itemReady } = this.#parts;
    return ends.withLock((guard) => {
      itemReady.waitWhile(guard, ({ first }) => first === 0);
      const node = guard.value.first;
      const { next, item } = Node.read(heapRegion(), node);
      guard.value.first = next;
      free(node);
      return item;
    });
  }
}

export function sendAll(parts: Parts, items: readonly number[]): void {
  const channel = new Channel(parts);
  for (const item of items) channel.send(item);
}

export function receiveSome(parts: Parts, count: number): number[] {
  const channel = new Channel(parts);
  return Array.from({ length: count }, () => channel.receive());
}

if (import.meta.main) {
  const parts = newParts();
  const received = scope((s) => {
    s.spawn(import.meta, sendAll, parts, [1, 2, 3]);
    return receiveSome(parts, 3);
  });
  console.log(received.join(' '));
}
