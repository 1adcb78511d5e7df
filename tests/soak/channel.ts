/**
 * A long run of one kind of channel with many threads: messages of random sizes, senders and receivers that are killed at random and replaced, and a heap that grows underneath. Says what is wrong, and ends with exit code 1 if
 * anything is. Run it with `npm run soak:channels -- [kind] [messages of each sender] [threads of each side] [kills]`.
 */
import { AtomicU32 } from '../../src/atomic/index.ts';
import { mpmc, type Receiver, rendezvous, type Sender, unbounded } from '../../src/channel/index.ts';
import { heapStatistics } from '../../src/memory/index.ts';
import { type JoinHandle, sleepAsync, spawn } from '../../src/thread/index.ts';
import { soakPairs } from './pairs.ts';

/** From whom, the how manyth, and bytes that can be told to be right. */
type Message = [who: number, n: number, bytes: Uint8Array];

/** Most messages are small, some are large. */
const MOST_BYTES = 2 ** 14;
const LARGE = 0.01;
const SMALL_BYTES = 64;
/** A number for each byte that depends on the message and its place. */
const byteAt = (who: number, n: number, i: number): number => (who * 31 + n * 7 + i) & 255;
/** Who is to be killed sends under numbers from here on: of theirs only the order is known. */
const DOOMED = 1000;

export function send(sender: Sender<Message>, who: number, count: number, begun?: AtomicU32): void {
  begun?.fetchAdd(1);
  for (let n = 0; n < count; n++) {
    const length = Math.floor(Math.random() * (Math.random() < LARGE ? MOST_BYTES : SMALL_BYTES));
    sender.send([who, n, Uint8Array.from({ length }, (_, i) => byteAt(who, n, i))]);
  }
  sender.close();
}

/** Receives to the end, and counts what came from those that are not killed. Throws at the first message that is not as it should be. */
export function receive(receiver: Receiver<Message>, received: AtomicU32, begun?: AtomicU32): void {
  begun?.fetchAdd(1);
  const last = new Map<number, number>();
  for (const [who, n, bytes] of receiver) {
    if (who < DOOMED) received.fetchAdd(1);
    if (n <= (last.get(who) ?? -1)) throw new Error(`message ${n} of sender ${who} came after ${last.get(who)}`);
    last.set(who, n);
    for (let i = 0; i < bytes.length; i++)
      if (bytes[i] !== byteAt(who, n, i)) throw new Error(`byte ${i} of message ${n} of sender ${who} is ${bytes[i]}`);
  }
}

const makers = {
  mpmc: () => mpmc<Message>(64),
  unbounded: () => unbounded<Message>(),
  rendezvous: () => rendezvous<Message>(),
} as Readonly<Record<string, () => [Sender<Message>, Receiver<Message>]>>;

/** Of the channel for two threads: as many pairs. */
async function mainOfPairs(count: number, pairs: number, kills: number): Promise<number> {
  const faults = await soakPairs(count, pairs, kills);
  console.log(
    `spsc: ${pairs * count} messages of ${pairs} pairs of threads, ${kills} threads killed, ${heapStatistics().committedBytes} bytes of heap`,
  );
  for (const fault of faults) console.log(`  WRONG: ${fault}`);
  return faults.length;
}

async function main(kind: string, count: number, threads: number, kills: number): Promise<number> {
  if (kind === 'spsc') return mainOfPairs(count, threads, kills);
  const [sender, receiver] = makers[kind]!();
  const received = new AtomicU32(0);
  const indices = Array.from({ length: threads }, (_, i) => i);
  const sending = indices.map((who) => spawn(import.meta, send, sender.clone(), who, count));
  const receiving = indices.map(() => spawn(import.meta, receive, receiver.clone(), received));
  let killedReceivers = 0;
  const begun = new AtomicU32(0);
  for (let i = 0; i < kills; i++) {
    const isSender = i % 2 === 0;
    if (!isSender) killedReceivers++;
    const victim: JoinHandle<void> = isSender
      ? spawn(import.meta, send, sender.clone(), DOOMED + i, 2 ** 30, begun)
      : spawn(import.meta, receive, receiver.clone(), received, begun);
    // The end that a thread was sent is closed by nobody if the thread is ended before it has begun.
    while (begun.load() === i) await sleepAsync(1);
    await sleepAsync(Math.random() * 50);
    victim.terminate();
    await Promise.allSettled([victim]);
  }
  sender.close();
  receiver.close();
  const results = await Promise.allSettled([...sending, ...receiving]);
  const faults = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  const sent = threads * count;
  const lost = sent - received.load();
  // One that a receiver had just taken when it was killed is gone with it.
  if (lost < 0 || lost > killedReceivers) faults.push(`${lost} messages were lost of ${sent}, with ${killedReceivers} receivers killed`);
  console.log(
    `${kind}: ${sent} messages of ${threads} senders to ${threads} receivers, ${kills} threads killed, ${lost} messages gone with their receivers, ${heapStatistics().committedBytes} bytes of heap`,
  );
  for (const fault of faults) console.log(`  WRONG: ${fault}`);
  return faults.length;
}

if (import.meta.main) {
  const [kind, count = '250000', threads = '4', kills = '20'] = process.argv.slice(2);
  const kinds = kind === undefined ? [...Object.keys(makers), 'spsc'] : [kind];
  let faults = 0;
  for (const each of kinds) faults += await main(each, Number(count), Number(threads), Number(kills));
  process.exitCode = faults === 0 ? 0 : 1;
}
