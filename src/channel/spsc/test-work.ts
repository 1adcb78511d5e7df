/** What the threads of the tests of the channel between two threads run. */
import type { SpscReceiver, SpscSender } from '../index.ts';
import { sleep } from '../../thread/index.ts';

export const work = new URL('./test-work.ts', import.meta.url);

export function sendCounting(sender: SpscSender<number>, count: number): void {
  for (let i = 0; i < count; i++) sender.send(i);
  sender.close();
}

export function sendInBatches(sender: SpscSender<number>, count: number, batch: number): void {
  for (let i = 0; i < count; i += batch) sender.sendMany(Array.from({ length: Math.min(batch, count - i) }, (_, k) => i + k));
  sender.close();
}

/** How many came in their order, up to the end. */
export function receiveCounting(receiver: SpscReceiver<number>): number {
  let expected = 0;
  for (const value of receiver) {
    if (value !== expected) throw new Error(`message ${expected} was expected, but ${value} came`);
    expected++;
  }
  return expected;
}

/** Sends back what it gets. */
export function echo(receiver: SpscReceiver<any>, sender: SpscSender<any>): void {
  for (const value of receiver) sender.send(value);
  sender.close();
}

/** Sends one message, and lives until it is ended. */
export function sendOneAndStay(sender: SpscSender<any>): void {
  sender.send('here');
  for (;;) sleep(1000);
}

export function receiveOneAndStay(receiver: SpscReceiver<any>): void {
  receiver.receive();
  for (;;) sleep(1000);
}
