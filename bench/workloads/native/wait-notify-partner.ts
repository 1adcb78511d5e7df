import { workerData } from 'node:worker_threads';

const turns = workerData as Int32Array<SharedArrayBuffer>;
for (;;) {
  const seen = Atomics.load(turns, 0);
  if (seen % 2 === 0) {
    Atomics.wait(turns, 0, seen);
  } else {
    Atomics.add(turns, 0, 1);
    Atomics.notify(turns, 0, 1);
  }
}
