import { registerHandle } from '../../codec/index.ts';
import type { AnyLayout, Layout } from '../../memory/layout/layout.ts';
import { checkLayout } from '../../memory/layout/limits.ts';
import type { Sendable } from '../../codec/sendable.ts';
import { SpscReceiver } from './receiver.ts';
import { Ring } from './ring.ts';
import { SpscSender } from './sender.ts';

/**
 * A channel from one thread to one other: a ring for at least `capacity` messages, and at most a quarter more. Costs its memory, 384 bytes and the messages' slots.
 *
 * ```ts
 * const [sender, receiver] = spsc(1024, f64);      // numbers, in the slots of the ring
 * const [requests, inbox] = spsc<Request>(64);     // any value that can travel
 * spawn(import.meta, work, receiver);              // the end moves to the thread
 * sender.send(0.5);
 * ```
 *
 * With a layout a message is written into its slot; without one, numbers, booleans, `null` and `undefined` are, and other values are encoded. A thread owns an end from the first use on; if it ends, the end is closed. If a thread ends without having
 * used the end that it was sent, nobody is told: wait with a time limit where that can be. Each end is to be disposed of; when both are, the memory is given back. (If a thread died instead, it is not.)
 *
 * @throws {ChannelError} `BAD_CAPACITY`
 */
export function spsc<V>(capacity: number, layout: Layout<V, any>): [sender: SpscSender<V>, receiver: SpscReceiver<V>];
export function spsc<T>(capacity: number): [sender: SpscSender<Sendable<T>>, receiver: SpscReceiver<T>];
export function spsc(capacity: number, layout?: AnyLayout): [sender: SpscSender<any>, receiver: SpscReceiver<any>] {
  if (layout !== undefined) checkLayout('spsc(capacity, layout)', layout);
  const ring = new Ring('spsc(capacity)', capacity, layout);
  return [new SpscSender(ring), new SpscReceiver(ring)];
}

for (const endClass of [SpscSender<any>, SpscReceiver<any>]) {
  registerHandle<SpscSender<any> | SpscReceiver<any>>({
    tag: `lockwright.${endClass === SpscSender ? 'SpscSender' : 'SpscReceiver'}`,
    moduleUrl: import.meta.url,
    class: endClass,
    write(end, writer) {
      end.moveAway();
      writer.u32(end.ring.address);
      writer.u32(end.ring.capacity);
      writer.value(end.ring.layout);
    },
    read(reader) {
      const address = reader.u32();
      const capacity = reader.u32();
      return new endClass(new Ring('end of a channel', capacity, reader.value() as AnyLayout | undefined, address));
    },
  });
}
