/**
 * What the compiler must refuse in this chapter: each line below `@ts-expect-error` is an error, or the type check fails. Nothing runs it.
 */
import { spawn } from 'lockwright/thread';
import type { Receiver, Sender } from './05-types.ts';
import type { Sender as LentSender } from './06-borrowing.ts';
import type { Receiver as WaitingReceiver, Sender as WakingSender } from './07-blocking.ts';

export function sendTwice(sender: Sender, lent: LentSender, waking: WakingSender): void {
  sender.send('a');
  // @ts-expect-error -- the sender was used up
  sender.send('b');
  lent.send('a');
  // @ts-expect-error -- the sender was used up
  lent.send('b');
  waking.send('a');
  // @ts-expect-error -- the sender was used up
  waking.send('b');
}

export function wrongEnd(sender: Sender, receiver: Receiver): void {
  // @ts-expect-error -- a sender cannot receive
  sender.receive();
  // @ts-expect-error -- a receiver cannot send
  receiver.send('a');
}

export function notTheOther(sender: Sender): Receiver {
  // @ts-expect-error -- the two ends are different things
  return sender;
}

export function receiveElsewhere(receiver: WaitingReceiver): void {
  // @ts-expect-error -- the receiver belongs to the thread that is woken
  spawn((mine: WaitingReceiver) => mine.receive(), receiver);
}
