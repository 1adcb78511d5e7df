import type { Sendable } from '../../codec/sendable.ts';
import type { AnyLayout, Layout } from '../../memory/layout/layout.ts';
import { checkLayout } from '../../memory/layout/limits.ts';
import { Receiver } from '../receiver.ts';
import '../travel.ts';
import { Cell } from './cell.ts';
import { OneshotSender } from './oneshot-sender.ts';

/**
 * A channel for one message, such as the answer to a request. Costs some 100 bytes of the heap, which are given back when both ends are disposed of.
 *
 * ```ts
 * const [answer, promise] = oneshot<string>();
 * requests.send({ question, answer });             // ends travel in messages, too
 * const text = await promise.receiveAsync();
 * ```
 *
 * The sender sends once; the receiver receives that, or learns that none will come, since the sender was disposed of or its thread has ended.
 *
 * What its words say, and who changes them, is in the table of `cell.ts`.
 */
export function oneshot<V>(layout: Layout<V, any>): [sender: OneshotSender<V>, receiver: Receiver<V>];
export function oneshot<T>(): [sender: OneshotSender<Sendable<T>>, receiver: Receiver<T>];
export function oneshot(layout?: AnyLayout): [sender: OneshotSender<any>, receiver: Receiver<any>] {
  if (layout !== undefined) checkLayout('oneshot(layout)', layout);
  const cell = new Cell(layout);
  return [new OneshotSender(cell), new Receiver(cell)];
}
