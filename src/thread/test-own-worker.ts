/** A worker that a program made itself, for own-worker.test.ts: it is the first thread of a program of its own, and tells what its calls give. */
import { Mutex } from '../lock/index.ts';
import { park, scope, spawn } from './index.ts';

function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return `${(error as { code?: string }).code}: ${(error as Error).message}`;
  }
}

const ANSWER = 42;
const lock = new Mutex();
const holder = spawn((held: Mutex) => held.lock() && undefined, lock);
const before = [
  outcome(() => holder.join()),
  outcome(() => scope((s) => s.spawn((answer: number) => answer, ANSWER).join())),
  outcome(() => park()),
];
await holder;
const after = outcome(() => [1, 2, 3].map(() => spawn((answer: number) => answer, ANSWER)).map((handle) => handle.join()));
(globalThis as unknown as Worker).postMessage({ before, after });
