import { besideRust } from '../../bench/harness/quick.ts';
import { spawn } from '../thread/index.ts';
import type { Receiver, Sender } from './index.ts';
import { BATCH, takeAll, takeAllInto, work } from './test-bench-worker.ts';

/** For the `.bench.ts` of each kind: what a message costs, between two threads and in one, where nobody waits; the least of some runs, beside Rust's. Costs some seconds. */
const MESSAGES = 2 ** 18;
const RUNS = 25;
const NS_PER_MS = 1e6;

export type Make = () => [sender: Sender<number>, receiver: Receiver<number>];

/** Names of the workloads of `bench/rust` that do the same. */
export interface Rust {
  readonly oneByOne: string;
  readonly inBatches?: string;
  /** Of `u32`: batches in typed arrays. */
  readonly inArrays?: string;
  readonly inOne?: string;
}

/** Messages from this thread to another, one by one and in batches, and in this one: what Rust has as well. */
export function timeKind(name: string, make: Make, rust: Rust, messages: number = MESSAGES): void {
  time(`${name}: between two threads`, (n) => betweenTwo(make, n, 1), messages, rust.oneByOne);
  if (rust.inBatches !== undefined)
    time(`${name}: between two threads, ${BATCH} at a time`, (n) => betweenTwo(make, n, BATCH), messages, rust.inBatches);
  if (rust.inArrays !== undefined)
    time(`${name}: between two threads, ${BATCH} at a time in typed arrays`, (n) => betweenTwoInArrays(make, n), messages, rust.inArrays);
  if (rust.inOne !== undefined) time(`${name}: in one thread`, (n) => inOne(make, n), messages, rust.inOne);
}

/** `run` returns how many milliseconds so many messages took. */
function time(name: string, run: (messages: number) => number, messages: number, rust: string | undefined): void {
  const least = Math.min(...Array.from({ length: RUNS }, () => run(messages)));
  besideRust(name, (least * NS_PER_MS) / messages, rust);
}

function betweenTwo(make: Make, messages: number, batch: number): number {
  const values = Array.from({ length: batch }, (_, i) => i);
  const [sender, receiver] = make();
  const taking = spawn(work, takeAll, receiver, messages, batch);
  if (batch === 1) for (let i = 0; i < messages; i++) sender.send(i);
  else for (let i = 0; i < messages; i += batch) sender.sendMany(values);
  sender.close();
  return taking.join();
}

function betweenTwoInArrays(make: Make, messages: number): number {
  const values = Uint32Array.from({ length: BATCH }, (_, i) => i);
  const [sender, receiver] = make();
  const taking = spawn(work, takeAllInto, receiver, messages);
  for (let i = 0; i < messages; i += BATCH) sender.sendMany(values);
  sender.close();
  return taking.join();
}

function inOne(make: Make, messages: number): number {
  const [sender, receiver] = make();
  const start = performance.now();
  for (let i = 0; i < messages; i++) {
    sender.send(i);
    receiver.receive();
  }
  const took = performance.now() - start;
  sender.close();
  receiver.close();
  return took;
}
