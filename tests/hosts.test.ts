/** What the tests themselves stand on: a host with shared memory, in which threads can be started from TypeScript modules. */
import { expect, test } from 'vitest';

import { ANSWER, WORD } from './hosts.words.ts';

test('the host has shared memory that several agents may use', () => {
  if (typeof window !== 'undefined') expect(crossOriginIsolated).toBe(true);
  expect(new SharedArrayBuffer(8).byteLength).toBe(8);
  expect(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer).toBeInstanceOf(SharedArrayBuffer);
});

test.skipIf(typeof Worker === 'undefined')('a module worker written in TypeScript starts and shares memory with its parent', async () => {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL('./hosts.worker.ts', import.meta.url), { type: 'module' });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  worker.addEventListener('message', () => resolve());
  worker.addEventListener('error', (event) => reject(new Error(event.message)));
  worker.postMessage(words);
  await promise;
  worker.terminate();
  expect(Atomics.load(words, WORD)).toBe(ANSWER);
});
