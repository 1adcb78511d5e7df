import type { Sendable } from '../../codec/sendable.ts';
import type { AnyLayout, Layout } from '../../memory/layout/layout.ts';
import { checkLayout } from '../../memory/layout/limits.ts';
import { Receiver } from '../receiver.ts';
import { Sender } from '../sender.ts';
import '../travel.ts';
import { PagedQueue } from './paged-queue.ts';

/**
 * A channel without a limit between any number of threads: each end can be cloned, and a sender never waits. Costs the memory of the messages that are in it, in pages of 64, which are used again but given back only with the channel.
 *
 * ```ts
 * const [log, lines] = unbounded<string>();
 * log.send('started');                             // also where the thread may not block
 * ```
 *
 * What is sent and received as with `mpmc`. A channel that is sent to faster than it is received from takes ever more memory, until the heap has none: `OUT_OF_MEMORY`. Where that can be, a limit is better.
 *
 * What its words say, and who changes them, is in the table of `memory/message-pages.ts`.
 */
export function unbounded<V>(layout: Layout<V, any>): [sender: Sender<V>, receiver: Receiver<V>];
export function unbounded<T>(): [sender: Sender<Sendable<T>>, receiver: Receiver<T>];
export function unbounded(layout?: AnyLayout): [sender: Sender<any>, receiver: Receiver<any>] {
  if (layout !== undefined) checkLayout('unbounded(layout)', layout);
  const queue = new PagedQueue(layout);
  return [new Sender(queue), new Receiver(queue)];
}
