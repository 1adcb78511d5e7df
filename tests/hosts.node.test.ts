import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { ANSWER, WORD } from './hosts.words.ts';

test('in a test, a thread of Node runs the source unbuilt, and finds the package by its own name', async () => {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL('./hosts.node-worker.ts', import.meta.url), { workerData: words });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  worker.once('error', reject).once('exit', resolve);
  expect(await promise).toBe(0);
  expect(Atomics.load(words, WORD)).toBe(ANSWER);
});
