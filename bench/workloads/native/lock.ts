import { expectEqual, on, type Workloads } from '../../harness/workload.ts';
import { COUNTER, incrementUnderMutex, incrementUnderSpinLock } from './bodies.ts';
import { withPartner } from './partner.ts';

/** Hand-written locks on raw `Atomics`. */

export const workloads: Workloads = {
  mutex: () =>
    on(newWords(), (words, n) => {
      incrementUnderMutex(words, n);
      expectCount(words, n);
    }),
  'mutex-two-threads': () => withPartner(new URL('./mutex-partner.ts', import.meta.url), newWords(), incrementUnderMutex, expectCount),

  'spin-lock': () =>
    on(newWords(), (words, n) => {
      incrementUnderSpinLock(words, n);
      expectCount(words, n);
    }),
  'spin-lock-two-threads': () =>
    withPartner(new URL('./spin-lock-partner.ts', import.meta.url), newWords(), incrementUnderSpinLock, expectCount),
};

function newWords(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer((COUNTER + 1) * Int32Array.BYTES_PER_ELEMENT));
}

function expectCount(words: Int32Array<SharedArrayBuffer>, total: number): void {
  expectEqual(Atomics.exchange(words, COUNTER, 0), total, 'the count under the lock');
}
