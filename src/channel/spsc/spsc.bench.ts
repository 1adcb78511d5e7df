import { u32 } from '../../memory/index.ts';
import { spawn } from '../../thread/index.ts';
import { spsc } from '../index.ts';
import { BATCH, takeAll, work } from './test-bench-worker.ts';

/** What a message between two threads costs, one by one and in batches: the least of some runs, and the median. Run it with `node src/channel/spsc/spsc.bench.ts`, or with bun. */
const CAPACITY = 4096;
const MESSAGES = 1_000_000;
const RUNS = 7;
const NS_PER_MS = 1e6;

function measure(name: string, batch: number): void {
  const values = Array.from({ length: batch }, (_, i) => i);
  const times = Array.from({ length: RUNS }, () => {
    const [sender, receiver] = spsc(CAPACITY, u32);
    const taking = spawn(work, takeAll, receiver, MESSAGES, batch);
    if (batch === 1) for (let i = 0; i < MESSAGES; i++) sender.send(i);
    else for (let i = 0; i < MESSAGES; i += batch) sender.sendMany(values);
    sender.close();
    return (taking.join() * NS_PER_MS) / MESSAGES;
  }).toSorted((a, b) => a - b);
  console.log(`${name}: ${times[0]!.toFixed(1)} ns at least, ${times[RUNS >> 1]!.toFixed(1)} ns median`);
}

measure('send and receive', 1);
measure(`sendMany and receiveMany of ${BATCH}`, BATCH);
