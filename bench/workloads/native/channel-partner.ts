/* oxlint-disable unicorn/require-post-message-target-origin -- a worker's port has no origin */
import { parentPort } from 'node:worker_threads';

let left = 0;
let sum = 0;

parentPort?.on('message', (message: number | { id: number } | { expected: number }) => {
  if (typeof message !== 'number' && 'expected' in message) {
    left = message.expected;
    sum = 0;
    return;
  }
  sum += typeof message === 'number' ? message : message.id;
  if (--left === 0) parentPort?.postMessage(sum);
});
