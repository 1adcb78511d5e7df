import type { AtomicI32 } from 'lockwright/atomic';
import type { Receiver, Sender } from 'lockwright/channel';
import type { Times } from '../../harness/workload.ts';
import { atWork } from './partner.ts';

/** What both sides of a channel do with `n` messages: 0, 1, 2, … are sent, and their sum is found. */

/** The same as in `bench/rust`. */
export const CAPACITY = 4096;
export const MESSAGE_BATCH = 64;

export function sendOneByOne(sender: Sender<number>, n: number): void {
  for (let i = 0; i < n; i++) sender.send(i);
}

export function sendArrays(sender: Sender<number>, n: number): void {
  const values = new Uint32Array(MESSAGE_BATCH);
  for (let i = 0; i < n; i += MESSAGE_BATCH) {
    const count = Math.min(MESSAGE_BATCH, n - i);
    for (let at = 0; at < count; at++) values[at] = i + at;
    sender.sendMany(count === MESSAGE_BATCH ? values : values.subarray(0, count));
  }
}

export function sendBatches(sender: Sender<number>, n: number): void {
  const values: number[] = [];
  for (let i = 0; i < n; i += values.length) {
    values.length = Math.min(MESSAGE_BATCH, n - i);
    for (let at = 0; at < values.length; at++) values[at] = i + at;
    sender.sendMany(values);
  }
}

export function sendObjects(sender: Sender<{ id: number; name: string }>, n: number): void {
  for (let i = 0; i < n; i++) sender.send({ id: i, name: 'a name' });
}

const receivers = {
  receiveOneByOne(receiver: Receiver<number>, n: number): number {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += receiver.receive();
    return sum;
  },

  receiveArrays(receiver: Receiver<number>, n: number): number {
    const values = new Uint32Array(MESSAGE_BATCH);
    let sum = 0;
    for (let left = n; left > 0;) {
      const count = receiver.receiveInto(values);
      for (let i = 0; i < count; i++) sum += values[i]!;
      left -= count;
    }
    return sum;
  },

  receiveBatches(receiver: Receiver<number>, n: number): number {
    let sum = 0;
    for (let left = n; left > 0;) {
      const values = receiver.receiveMany(MESSAGE_BATCH);
      for (let i = 0; i < values.length; i++) sum += values[i]!;
      left -= values.length;
    }
    return sum;
  },

  receiveObjects(receiver: Receiver<{ id: number; name: string }>, n: number): number {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += receiver.receive().id;
    return sum;
  },
} as const;

/** What a spawned thread is told to run: returns when it began and ended, and the sum. */
export function receiving(name: keyof typeof receivers, receiver: Receiver<any>, arrived: AtomicI32, n: number): [Times, number] {
  let sum = 0;
  const times = atWork((count: number) => void (sum = receivers[name](receiver, count)), [], arrived, 2, n);
  receiver.close();
  return [times, sum];
}
