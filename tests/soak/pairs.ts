import { AtomicU32 } from '../../src/atomic/index.ts';
import { ChannelError, type Receiver, type Sender, spsc } from '../../src/channel/index.ts';
import { f64 } from '../../src/memory/index.ts';
import { type JoinHandle, sleepAsync, spawn } from '../../src/thread/index.ts';

/**
 * The soak of the channel between two threads: pairs of them, half with values of random sizes and half with numbers in arrays, one by one and in batches, through rings of all sizes. One of a pair may be killed: the other
 * then ends by itself, with all that came before and nothing twice.
 */

const CAPACITIES = [1, 2, 7, 8, 64, 1000] as const;
const MOST_IN_BATCH = 100;
const MOST_BYTES = 300;
/** As many as nobody sends before it is killed. */
export const ENDLESS: number = 2 ** 30;
/** How long a thread lives at most before it is killed. */
const LIFE_MS = 50;

type Value = [n: number, bytes: Uint8Array];

const upTo = (most: number): number => 1 + Math.floor(Math.random() * most);
const byteAt = (n: number, i: number): number => (n * 7 + i) & 255;

function valueOf(n: number): Value {
  return [n, Uint8Array.from({ length: upTo(MOST_BYTES) }, (_, i) => byteAt(n, i))];
}

function check(n: number, expected: number): void {
  if (n !== expected) throw new Error(`message ${n} came where ${expected} was to come`);
}

/** Sends `count` values, or until nobody can receive them. */
export function sendValues(sender: Sender<Value>, count: number, begun: AtomicU32): void {
  begun.fetchAdd(1);
  untilClosed(() => {
    for (let n = 0; n < count;) {
      const batch = Math.random() < 0.5 ? 1 : Math.min(upTo(MOST_IN_BATCH), count - n);
      if (batch === 1) sender.send(valueOf(n));
      else sender.sendMany(Array.from({ length: batch }, (_, i) => valueOf(n + i)));
      n += batch;
    }
  });
  sender.close();
}

/** Receives to the end; returns how many came. Throws at the first that is not as it should be. */
export function receiveValues(receiver: Receiver<Value>, begun: AtomicU32): number {
  begun.fetchAdd(1);
  let next = 0;
  untilClosed(() => {
    for (;;) {
      const values = Math.random() < 0.5 ? [receiver.receive()] : receiver.receiveMany(upTo(MOST_IN_BATCH));
      for (const [n, bytes] of values) {
        check(n, next++);
        for (let i = 0; i < bytes.length; i++)
          if (bytes[i] !== byteAt(n, i)) throw new Error(`byte ${i} of message ${n} is ${bytes[i]}, not ${byteAt(n, i)}`);
      }
    }
  });
  return next;
}

/** {@link sendValues} of numbers, in typed arrays and one by one. */
export function sendNumbers(sender: Sender<number>, count: number, begun: AtomicU32): void {
  begun.fetchAdd(1);
  untilClosed(() => {
    for (let n = 0; n < count;) {
      const batch = Math.random() < 0.2 ? 1 : Math.min(upTo(MOST_IN_BATCH), count - n);
      if (batch === 1) sender.send(n);
      else sender.sendMany(Float64Array.from({ length: batch }, (_, i) => n + i));
      n += batch;
    }
  });
  sender.close();
}

/** {@link receiveValues} of numbers. */
export function receiveNumbers(receiver: Receiver<number>, begun: AtomicU32): number {
  begun.fetchAdd(1);
  const array = new Float64Array(MOST_IN_BATCH);
  let next = 0;
  untilClosed(() => {
    for (;;) {
      const into = array.subarray(0, upTo(MOST_IN_BATCH));
      const count = Math.random() < 0.2 ? ((into[0] = receiver.receive()), 1) : receiver.receiveInto(into);
      for (let i = 0; i < count; i++) check(into[i]!, next++);
    }
  });
  return next;
}

function untilClosed(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ChannelError && error.code === 'CLOSED')) throw error;
  }
}

interface Pair {
  readonly sending: JoinHandle<void>;
  readonly receiving: JoinHandle<number>;
}

/** Two threads with a channel between them. */
function newPair(index: number, count: number, begun: AtomicU32): Pair {
  const capacity = CAPACITIES[index % CAPACITIES.length]!;
  if (index % 2 === 0) {
    const [sender, receiver] = spsc<Value>(capacity);
    return {
      sending: spawn(import.meta, sendValues, sender as never, count, begun),
      receiving: spawn(import.meta, receiveValues, receiver, begun),
    };
  }
  const [sender, receiver] = spsc(capacity, f64);
  return { sending: spawn(import.meta, sendNumbers, sender, count, begun), receiving: spawn(import.meta, receiveNumbers, receiver, begun) };
}

/** Both ends of a pair, as what is wrong with it. */
async function faultsOf({ sending, receiving }: Pair, count: number): Promise<string[]> {
  const results = await Promise.allSettled([sending, receiving]);
  const faults = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  const [, received] = results;
  if (received.status === 'fulfilled' && received.value !== count) faults.push(`${received.value} of ${count} messages came`);
  return faults;
}

/** One of a pair is killed; what is wrong with the other. */
async function faultsOfSurvivor(index: number): Promise<string[]> {
  const begun = new AtomicU32(0);
  const { sending, receiving } = newPair(index, ENDLESS, begun);
  while (begun.load() < 2) await sleepAsync(1);
  await sleepAsync(Math.random() * LIFE_MS);
  const [victim, survivor] = index % 4 < 2 ? [sending, receiving] : [receiving, sending];
  victim.terminate();
  const [, end] = await Promise.allSettled([victim, survivor as JoinHandle<unknown>]);
  return end.status === 'rejected' ? [`of a pair whose other thread was killed: ${String(end.reason)}`] : [];
}

/** Runs so many pairs at once, and beside them as many as are killed, one after the other; returns what is wrong. */
export async function soakPairs(count: number, pairs: number, kills: number): Promise<string[]> {
  const all = Array.from({ length: pairs }, (_, i) => newPair(i, count, new AtomicU32(0)));
  const faults: string[] = [];
  for (let i = 0; i < kills; i++) faults.push(...(await faultsOfSurvivor(i)));
  for (const pair of all) faults.push(...(await faultsOf(pair, count)));
  return faults;
}
