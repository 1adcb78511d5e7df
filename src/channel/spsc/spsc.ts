import type { Sendable } from '../../codec/sendable.ts';
import type { AnyLayout, Layout } from '../../memory/layout/layout.ts';
import { checkLayout } from '../../memory/layout/limits.ts';
import { Receiver } from '../receiver.ts';
import { Sender } from '../sender.ts';
import '../travel.ts';
import { RingReceiving, RingSending } from './ring-ends.ts';

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
 * With a layout a message is written into its slot; without one, numbers, booleans, `null` and `undefined` are, and other values are encoded. Each end is to be disposed of; when both are, the memory is given back.
 *
 * What its words say, and who changes them, is in the table of `ring.ts`.
 *
 * @throws {ChannelError} `BAD_CAPACITY`
 */
export function spsc<V>(capacity: number, layout: Layout<V, any>): [sender: Sender<V>, receiver: Receiver<V>];
export function spsc<T>(capacity: number): [sender: Sender<Sendable<T>>, receiver: Receiver<T>];
export function spsc(capacity: number, layout?: AnyLayout): [sender: Sender<any>, receiver: Receiver<any>] {
  if (layout !== undefined) checkLayout('spsc(capacity, layout)', layout);
  const sending = new RingSending(capacity, layout);
  return [new Sender(sending), new Receiver(new RingReceiving(capacity, layout, sending.address))];
}
