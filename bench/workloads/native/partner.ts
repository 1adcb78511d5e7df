import { Worker, workerData } from 'node:worker_threads';
import { BOTH, halfOf, on, sharedClock, spanOf, type Run } from '../../harness/workload.ts';

/**
 * A second thread on the platform's own means, for workloads of two threads that are not ours. It sleeps between samples, and both begin
 * together, so that what is measured is the two at work and not one waking.
 */

/** Words of the control array. */
const GO = 0;
const SHARE = 1;
const ARRIVED = 2;
const DONE = 3;
const CONTROL_WORDS = 4;

/** Words of the array in which the worker says when it began and ended. */
const BEGIN = 0;
const END = 1;
const TIMES = 2;

/** Does `share` operations. */
export type Body = (share: number) => void;

/** A run by this thread and a worker at `url`, which must call {@link assist}. The time is from the common start until both are done. */
export function withPartner<S>(url: URL, state: S, body: (state: S, share: number) => void, check: (state: S, total: number) => void): Run {
  const control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * Int32Array.BYTES_PER_ELEMENT));
  const times = new BigInt64Array(new SharedArrayBuffer(TIMES * BigInt64Array.BYTES_PER_ELEMENT));
  const worker = new Worker(url, { workerData: { control, times, state } });
  worker.unref();
  return on(state, (shared, n) => {
    const share = halfOf(n);
    Atomics.store(control, ARRIVED, 0);
    Atomics.store(control, DONE, 0);
    Atomics.store(control, SHARE, share);
    Atomics.add(control, GO, 1);
    Atomics.notify(control, GO);
    meet(control);
    const begin = sharedClock();
    body(shared, share);
    const end = sharedClock();
    while (Atomics.load(control, DONE) === 0);
    check(shared, share * BOTH);
    return spanOf([
      [begin, end],
      [Atomics.load(times, BEGIN), Atomics.load(times, END)],
    ]);
  });
}

/** The worker's side: does the same body whenever it is told to. Never returns. */
export function assist(body: Body): never {
  const { control, times } = workerData as { control: Int32Array<SharedArrayBuffer>; times: BigInt64Array<SharedArrayBuffer> };
  for (let seen = 0; ;) {
    Atomics.wait(control, GO, seen);
    if (Atomics.load(control, GO) === seen) continue;
    seen = Atomics.load(control, GO);
    meet(control);
    Atomics.store(times, BEGIN, sharedClock());
    body(Atomics.load(control, SHARE));
    Atomics.store(times, END, sharedClock());
    Atomics.store(control, DONE, 1);
  }
}

function meet(control: Int32Array<SharedArrayBuffer>): void {
  Atomics.add(control, ARRIVED, 1);
  while (Atomics.load(control, ARRIVED) < BOTH);
}
