/** One thread of a litmus test on real threads: goes through a batch of instances each time that it is told to. */
import { availableParallelism } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { loopOf, parseTest, type RunMemory } from '../../litmus/index.ts';

const { text, file, thread, memory, control, instances } = workerData as {
  readonly text: string;
  readonly file: string;
  readonly thread: number;
  readonly memory: RunMemory;
  readonly control: SharedArrayBuffer;
  readonly instances: number;
};
const test = parseTest(text, file);
const loop = loopOf(test, test.js!, thread, memory, availableParallelism());
const words = new Int32Array(control);
const [BATCH, DONE] = [0, 1];
parentPort!.postMessage('ready');
for (let batch = 0; ; batch++) {
  while (Atomics.load(words, BATCH) === batch) Atomics.wait(words, BATCH, batch);
  if (Atomics.load(words, BATCH) < 0) break;
  loop(instances);
  Atomics.add(words, DONE, 1);
  Atomics.notify(words, DONE);
}
