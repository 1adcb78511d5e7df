/** What the threads of the tests of the channels run. */
import { type ChannelError, type OneshotSender, type Receiver, select, selectAsync, type Sender } from './index.ts';
import { sleep, sleepAsync } from '../thread/index.ts';
import { type AtomicI32, wakeAll } from '../atomic/index.ts';

export const work = new URL('./test-work.ts', import.meta.url);

export function sendCounting(sender: Sender<number>, count: number): void {
  for (let i = 0; i < count; i++) sender.send(i);
  sender.close();
}

export function sendInBatches(sender: Sender<number>, count: number, batch: number): void {
  for (let i = 0; i < count; i += batch) sender.sendMany(Array.from({ length: Math.min(batch, count - i) }, (_, k) => i + k));
  sender.close();
}

/** How many came in their order, up to the end. */
export function receiveCounting(receiver: Receiver<number>): number {
  let expected = 0;
  for (const value of receiver) {
    if (value !== expected) throw new Error(`message ${expected} was expected, but ${value} came`);
    expected++;
  }
  return expected;
}

/** As {@link sendInBatches}, in typed arrays. */
export function sendInArrays(sender: Sender<number>, count: number, length: number): void {
  for (let i = 0; i < count; i += length) sender.sendMany(Uint32Array.from({ length: Math.min(length, count - i) }, (_, k) => i + k));
  sender.close();
}

/** As {@link receiveCounting}, into a typed array. */
export function receiveInto(receiver: Receiver<number>, length: number): number {
  const array = new Uint32Array(length);
  let expected = 0;
  try {
    for (;;) {
      const count = receiver.receiveInto(array);
      for (let i = 0; i < count; i++, expected++)
        if (array[i] !== expected) throw new Error(`message ${expected} was expected, but ${array[i]} came`);
    }
  } catch (error) {
    if ((error as ChannelError).code !== 'CLOSED') throw error;
  }
  return expected;
}

/** Sends back what it gets. */
export function echo(receiver: Receiver<any>, sender: Sender<any>): void {
  for (const value of receiver) sender.send(value);
  sender.close();
}

/** Sends one message, and lives until it is ended. */
export function sendOneAndStay(sender: Sender<any>): void {
  sender.send('here');
  for (;;) sleep(1000);
}

export function receiveOneAndStay(receiver: Receiver<any>): void {
  receiver.receive();
  for (;;) sleep(1000);
}

/** Sends `[who, 0]`, `[who, 1]`, … */
export function sendAs(sender: Sender<[who: number, n: number]>, who: number, count: number): void {
  for (let n = 0; n < count; n++) sender.send([who, n]);
  sender.close();
}

/** All messages of {@link sendAs} that come, as who * `FACTOR` + n. */
export const FACTOR = 1_000_000;
export function receiveAll(receiver: Receiver<[who: number, n: number]>): number[] {
  return Array.from(receiver, ([who, n]) => who * FACTOR + n);
}

/** Sends numbers from 0 on until it is ended. */
export function sendForEver(sender: Sender<any>, who: number): void {
  for (let n = 0; ; n++) sender.send([who, n]);
}

export function receiveForEver(receiver: Receiver<any>): void {
  for (;;) receiver.receive();
}

/** Answers each request with one more. */
export function answer(requests: Receiver<{ n: number; answer: OneshotSender<number> }>): void {
  for (const { n, answer: sender } of requests) sender.send(n + 1);
}

/** Has the sender of an answer that it never gives, and lives until it is ended. */
export function neverAnswer(sender: OneshotSender<any>, ready: Sender<any>): void {
  ready.send(sender.capacity);
  for (;;) sleep(1000);
}

/** How many messages come from each of the channels, in their order, until all are closed. */
export function selectAll(...receivers: Receiver<number>[]): number[] {
  const counts = receivers.map(() => 0);
  const open = new Set(receivers);
  while (open.size > 0) {
    const cases = [...open];
    const done = select(cases.map((receive) => ({ receive })))!;
    const receiver = cases[done.index]!;
    const which = receivers.indexOf(receiver);
    if (done.outcome === 'closed') open.delete(receiver);
    else if (done.outcome !== 'received' || done.value !== counts[which]) throw new Error(`channel ${which}: ${JSON.stringify(done)}`);
    else counts[which]!++;
  }
  return counts;
}

/** Keeps what it was sent, and lives until it is ended. */
export function stay(): void {
  for (;;) sleep(1000);
}

/** Sends a text, and returns, or throws, with both ends open. */
export function leaveOpen(
  fails: boolean,
  length: number,
  sender: Sender<string> | OneshotSender<string>,
  receiver: Receiver<string>,
): void {
  sender.send('x'.repeat(length));
  if (fails) throw new Error(`with ${receiver.kind}s open`);
}

let kept: Sender<number> | undefined;

export function keepForNext(sender: Sender<number>): void {
  kept = sender;
}

/** Sends with what another thread of this worker kept. */
export function sendWithKept(): string {
  try {
    kept?.send(1);
    return kept === undefined ? 'nothing' : 'sent';
  } catch (error) {
    return (error as ChannelError).code;
  }
}

/** Returns while a promise of it waits. */
export function returnWaiting(receiver: Receiver<number>): void {
  void receiver.receiveAsync();
  void selectAsync([{ receive: receiver }]);
}

/** Lets the event loop of its worker turn. */
export async function turn(): Promise<string> {
  await sleepAsync(5);
  return 'turned';
}

/** Says that it is here, and lives until it is ended, with what else it was sent. In its event loop, from which Chromium ends it at once. */
export async function comeAndStay(isHere: AtomicI32): Promise<void> {
  isHere.store(1);
  wakeAll(isHere);
  await new Promise(() => {});
}
