/** What the workers of threads.node.test.ts run: one job on one memory, whose heap is not used. */
import { parentPort, workerData } from 'node:worker_threads';
import { AtomicF64, AtomicI32, AtomicI64, AtomicU8, wait, wakeOne } from './index.ts';
import { BEGIN, COUNT_32, COUNT_64, COUNT_8, type Job, MOST, READY, SUM, UPDATED, WORD, WORD_64 } from './test-worker-words.ts';

const { memory, kind, times } = workerData as Job;
const at = (offset: number): AtomicI32 => AtomicI32.at(memory, offset);

const jobs: Record<Job['kind'], () => unknown> = {
  count() {
    while (at(BEGIN).load() === 0) wait(at(BEGIN), 0);
    for (let i = 1; i <= times; i++) {
      at(COUNT_32).fetchAdd(1);
      AtomicI64.at(memory, COUNT_64).fetchSub(1n);
      AtomicU8.at(memory, COUNT_8).fetchAdd(1);
      AtomicF64.at(memory, SUM).fetchAdd(0.5);
      at(MOST).fetchMax(i);
      at(UPDATED).fetchUpdate((value) => (value + 3) | 0);
    }
  },
  wait() {
    at(READY).fetchAdd(1);
    return wait(at(WORD), 0);
  },
  wait64() {
    at(READY).fetchAdd(1);
    return wait(AtomicI64.at(memory, WORD_64), 0n);
  },
  ping() {
    const word = at(WORD);
    for (let i = 0; i < times; i++) {
      while (word.load() !== 2 * i + 1) wait(word, 2 * i);
      word.store(2 * i + 2);
      wakeOne(word);
    }
  },
};
parentPort!.postMessage(jobs[kind]());
