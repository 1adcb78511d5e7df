import type { Sendable } from '../../codec/sendable.ts';
import type { AnyLayout, Layout } from '../../memory/layout/layout.ts';
import { checkLayout } from '../../memory/layout/limits.ts';
import { Receiver } from '../receiver.ts';
import { Sender } from '../sender.ts';
import '../travel.ts';
import { RingQueue } from './ring-queue.ts';

/**
 * A channel for `capacity` messages between any number of threads: each end can be cloned. Costs its memory, 384 bytes and the messages' slots.
 *
 * ```ts
 * const [sender, receiver] = mpmc<Job>(64);
 * const workers = [1, 2, 3].map(() => spawn(import.meta, work, receiver.clone()));
 * receiver.close();                                // this thread only sends
 * sender.send({ file: 'a.txt' });
 * ```
 *
 * Each message is received once. Messages of one sender are received in their order. When all senders were disposed of, or their threads have ended, receivers get what is there, and then the end; when all receivers
 * are, to send throws. A message that a thread had just received when it died is gone with it.
 *
 * What its words say, and who changes them, is in the table of `memory/message-slots.ts`.
 *
 * @throws {ChannelError} `BAD_CAPACITY`
 */
export function mpmc<V>(capacity: number, layout: Layout<V, any>): [sender: Sender<V>, receiver: Receiver<V>];
export function mpmc<T>(capacity: number): [sender: Sender<Sendable<T>>, receiver: Receiver<T>];
export function mpmc(capacity: number, layout?: AnyLayout): [sender: Sender<any>, receiver: Receiver<any>] {
  if (layout !== undefined) checkLayout('mpmc(capacity, layout)', layout);
  const queue = new RingQueue(capacity, layout);
  return [new Sender(queue), new Receiver(queue)];
}
