import { u32 } from '../memory/index.ts';
import { spawn } from '../thread/index.ts';
import { mpmc, type Receiver, type Sender, spsc, unbounded } from './index.ts';
import { BATCH, takeAll, work } from './test-bench-worker.ts';

/** What a message between two threads costs, one by one and in batches, and in one thread, where nobody waits: the least of some runs, and the median. Run it with `node src/channel/channel.bench.ts`, or with bun. */
const CAPACITY = 4096;
const MESSAGES = 1_000_000;
const RUNS = 7;
const NS_PER_MS = 1e6;

type Make = () => [sender: Sender<number>, receiver: Receiver<number>];

const kinds: Readonly<Record<string, Make>> = {
  spsc: () => spsc(CAPACITY, u32),
  mpmc: () => mpmc(CAPACITY, u32),
  unbounded: () => unbounded(u32),
};

function report(name: string, run: () => number): void {
  const times = Array.from({ length: RUNS }, () => (run() * NS_PER_MS) / MESSAGES).toSorted((a, b) => a - b);
  console.log(`${name}: ${times[0]!.toFixed(1)} ns at least, ${times[RUNS >> 1]!.toFixed(1)} ns median`);
}

function betweenTwo(make: Make, batch: number): number {
  const values = Array.from({ length: batch }, (_, i) => i);
  const [sender, receiver] = make();
  const taking = spawn(work, takeAll, receiver, MESSAGES, batch);
  if (batch === 1) for (let i = 0; i < MESSAGES; i++) sender.send(i);
  else for (let i = 0; i < MESSAGES; i += batch) sender.sendMany(values);
  sender.close();
  return taking.join();
}

function inOne(make: Make): number {
  const [sender, receiver] = make();
  const start = performance.now();
  for (let i = 0; i < MESSAGES; i++) {
    sender.send(i);
    receiver.receive();
  }
  const time = performance.now() - start;
  sender.close();
  receiver.close();
  return time;
}

for (const [name, make] of Object.entries(kinds)) {
  report(`${name}: send and receive in one thread`, () => inOne(make));
  report(`${name}: send and receive between two`, () => betweenTwo(make, 1));
  report(`${name}: sendMany and receiveMany of ${BATCH} between two`, () => betweenTwo(make, BATCH));
}
