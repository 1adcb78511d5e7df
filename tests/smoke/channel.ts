/** Channels in every runtime: run as a plain program, prints `ok N - sentence` lines, ends with exit code 0 if all hold. */
import { EMPTY, mpmc, oneshot, type OneshotSender, spsc, type Receiver, type Sender } from 'lockwright/channel';
import { f64 } from 'lockwright/memory';
import { sleep, spawn } from 'lockwright/thread';
import { check } from './lib/check.ts';

const MESSAGES = 20_000;
const BLOCK = 50;

export function sendNumbers(sender: Sender<number>, count: number): void {
  for (let i = 0; i < count; i++) sender.send(i);
  sender.close();
}

export function echo(receiver: Receiver<any>, sender: Sender<any>): void {
  for (const value of receiver) sender.send(value);
  sender.close();
}

export function sumBlocks(receiver: Receiver<number>): number {
  const block = new Float64Array(BLOCK);
  let sum = 0;
  for (let left = MESSAGES; left > 0;) {
    const count = receiver.receiveInto(block);
    for (let i = 0; i < count; i++) sum += block[i]!;
    left -= count;
  }
  return sum;
}

export function sendOneAndStay(sender: Sender<any>): void {
  sender.send('here');
  for (;;) sleep(1000);
}

export function sumAll(receiver: Receiver<number>): number {
  let sum = 0;
  for (const value of receiver) sum += value;
  return sum;
}

export function answer(requests: Receiver<{ n: number; to: OneshotSender<number> }>): void {
  for (const { n, to } of requests) to.send(n + 1);
}

if (import.meta.main) {
  const [sender, receiver] = spsc(64, f64);
  const sending = spawn(import.meta, sendNumbers, sender, MESSAGES);
  let expected = 0;
  for (const value of receiver) if (value === expected) expected++;
  check('all numbers come, in their order, and then the end', expected === MESSAGES && receiver.isClosed);
  sending.join();

  const [blocks, arriving] = spsc(64, f64);
  const summingBlocks = spawn(import.meta, sumBlocks, arriving);
  for (let i = 0; i < MESSAGES; i += BLOCK) blocks.sendMany(Float64Array.from({ length: BLOCK }, (_, k) => i + k));
  blocks.close();
  check('typed arrays go through as a whole', summingBlocks.join() === (MESSAGES * (MESSAGES - 1)) / 2);

  const [there, inbox] = spsc<any>(4);
  const [outbox, back] = spsc<any>(4);
  const echoing = spawn(import.meta, echo, inbox, outbox);
  const values = [null, undefined, '', 'text', { a: [1n, NaN] }];
  there.sendMany(values.slice(0, 4));
  const returned = back.receiveMany(1);
  while (returned.length < 4) returned.push(back.receive());
  there.send(values[4]);
  const last = (await back.receiveAsync()) as { a: unknown[] };
  there.close();
  check('values of any kind go to a thread and back', returned.every((value, i) => value === values[i]) && Number.isNaN(last.a[1]));
  await echoing;

  const [doomed, survivor] = spsc<any>(4);
  const victim = spawn(import.meta, sendOneAndStay, doomed);
  check('a message comes from a thread that stays', survivor.receive() === 'here' && survivor.tryReceive() === EMPTY);
  victim.terminate();
  const code = await survivor.receiveAsync().catch((error: { code: string }) => error.code);
  check('the end of a thread that was terminated is closed', code === 'CLOSED');
  await Promise.allSettled([victim]);

  const [numbers, one] = mpmc(8, f64);
  const summing = [spawn(import.meta, sumAll, one.clone()), spawn(import.meta, sumAll, one)];
  const adding = spawn(import.meta, sendNumbers, numbers.clone(), MESSAGES);
  for (let i = 0; i < MESSAGES; i++) numbers.send(i);
  numbers.close();
  adding.join();
  const total = summing.reduce((sum, thread) => sum + thread.join(), 0);
  check('two receivers share what two senders send', total === MESSAGES * (MESSAGES - 1));

  const [requests, asked] = mpmc<{ n: number; to: OneshotSender<number> }>(1);
  const answering = spawn(import.meta, answer, asked);
  const [to, reply] = oneshot<number>();
  requests.send({ n: 41, to });
  check('an answer comes back on a channel of its own', reply.receive() === 42);
  requests.close();
  answering.join();
}
