import type { Sendable } from '../../codec/sendable.ts';
import type { AnyLayout, Layout } from '../../memory/layout/layout.ts';
import { checkLayout } from '../../memory/layout/limits.ts';
import { Receiver } from '../receiver.ts';
import { Sender } from '../sender.ts';
import '../travel.ts';
import { Meeting } from './meeting.ts';

/**
 * A channel that keeps nothing, between any number of threads: a sender waits until a receiver has its message, and each end can be cloned. Costs 256 bytes and a message; a meeting of two threads, mostly the waking of one of them.
 *
 * ```ts
 * const [sender, receiver] = rendezvous<Job>();
 * sender.send(job);                                // returns when a receiver has it
 * ```
 *
 * `trySend` succeeds only if a receiver waits, `tryReceive` only if a sender does. There is one place to wait in: of several receivers that wait, one is there, and the others behind it, so to try may fail while one makes way for the next.
 *
 * What its words say, and who changes them, is in the table of `memory/rendezvous-word.ts`.
 */
export function rendezvous<V>(layout: Layout<V, any>): [sender: Sender<V>, receiver: Receiver<V>];
export function rendezvous<T>(): [sender: Sender<Sendable<T>>, receiver: Receiver<T>];
export function rendezvous(layout?: AnyLayout): [sender: Sender<any>, receiver: Receiver<any>] {
  if (layout !== undefined) checkLayout('rendezvous(layout)', layout);
  const meeting = new Meeting(layout);
  return [new Sender(meeting), new Receiver(meeting)];
}
