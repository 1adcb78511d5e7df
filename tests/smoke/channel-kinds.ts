/** Unbounded and rendezvous channels, and select, in every runtime: run as a plain program, prints `ok N - sentence` lines, ends with exit code 0 if all hold. */
import { mpmc, type Receiver, rendezvous, select, selectAsync, type Sender, trySelect, unbounded } from 'lockwright/channel';
import { sleep, spawn } from 'lockwright/thread';
import { check } from './lib/check.ts';

const MESSAGES = 5000;

export function sendNumbers(sender: Sender<number>, count: number): void {
  using mine = sender;
  for (let i = 0; i < count; i++) mine.send(i);
}

/** Returns whether all numbers came in their order. */
export function receiveInOrder(receiver: Receiver<number>, count: number): boolean {
  using mine = receiver;
  let next = 0;
  for (const number of mine) if (number === next) next++;
  return next === count;
}

export function sendAndStay(sender: Sender<string>): void {
  sender.send('here');
  for (;;) sleep(1000);
}

/** Sums what two channels have, until both are closed. */
export function sumBoth(first: Receiver<number>, second: Receiver<number>): number {
  const open = [first, second];
  let sum = 0;
  while (open.length > 0) {
    const done = select(open.map((receive) => ({ receive })));
    if (done.outcome === 'closed') open.splice(done.index, 1)[0]!.close();
    else if (done.outcome === 'received') sum += done.value as number;
  }
  return sum;
}

if (import.meta.main) {
  for (const [name, make] of [
    ['an unbounded', () => unbounded<number>()],
    ['a rendezvous', () => rendezvous<number>()],
  ] as const) {
    const [sender, receiver] = make();
    const receiving = spawn(import.meta, receiveInOrder, receiver, MESSAGES);
    await spawn(import.meta, sendNumbers, sender, MESSAGES);
    check(`${name} channel gives all numbers from one thread to another, in their order`, await receiving);
  }

  for (const [name, make] of [
    ['an unbounded', () => unbounded<string>()],
    ['a rendezvous', () => rendezvous<string>()],
  ] as const) {
    const [sender, receiver] = make();
    const victim = spawn(import.meta, sendAndStay, sender);
    const first = receiver.receive();
    victim.terminate();
    const code = await receiver.receiveAsync().catch((error: { code: string }) => error.code);
    check(`${name} channel is closed by the end of a thread that was terminated`, first === 'here' && code === 'CLOSED');
    await Promise.allSettled([victim]);
  }

  const [a, first] = mpmc<number>(4);
  const [b, second] = rendezvous<number>();
  const summing = spawn(import.meta, sumBoth, first, second);
  const sending = [spawn(import.meta, sendNumbers, a, MESSAGES), spawn(import.meta, sendNumbers, b, MESSAGES)];
  await Promise.all(sending);
  check('a thread that selects from two channels gets all that two others send', (await summing) === MESSAGES * (MESSAGES - 1));

  const [full, rest] = mpmc<string>(1);
  full.send('one');
  const cases = [{ send: full, value: 'two' }] as const;
  check('what cannot be done now is not done', trySelect(cases) === undefined && select(cases, 1) === undefined);
  const reason = await selectAsync(cases, { signal: AbortSignal.timeout(1) }).catch((error: Error) => error.name);
  check(
    'nor after a time, nor after it was aborted',
    reason === 'TimeoutError' && rest.receive() === 'one' && trySelect(cases)?.outcome === 'sent',
  );
  check('and what was sent is received', rest.receive() === 'two');
}
