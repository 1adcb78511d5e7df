import { expectEqual, on, type Workloads } from '../../harness/workload.ts';
import { fetchAddMany } from './bodies.ts';
import { withPartner } from './partner.ts';

/** Raw `Atomics` on a typed array. */

export const workloads: Workloads = {
  'atomic-load': () =>
    on(newWords(1), (words, n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += Atomics.load(words, 0);
      expectEqual(sum, n, 'the sum of the loads');
    }),

  'atomic-store': () =>
    on(newWords(0), (words, n) => {
      for (let i = 0; i < n; i++) Atomics.store(words, 0, i);
      expectEqual(Atomics.load(words, 0), n - 1, 'the last store');
    }),

  'atomic-exchange': () =>
    on(newWords(0), (words, n) => {
      let sum = Atomics.exchange(words, 0, -1);
      for (let i = 0; i < n; i++) sum = (sum + Atomics.exchange(words, 0, i)) | 0;
      expectEqual(Atomics.load(words, 0), n - 1, 'the last exchange');
      return void sum;
    }),

  'atomic-compare-exchange': () =>
    on(newWords(0), (words, n) => {
      Atomics.store(words, 0, 0);
      let won = 0;
      for (let i = 0; i < n; i++) if (Atomics.compareExchange(words, 0, i, i + 1) === i) won++;
      expectEqual(won, n, 'exchanges that succeeded');
    }),

  'atomic-fetch-add': () =>
    on(newWords(0), (words, n) => {
      Atomics.store(words, 0, 0);
      fetchAddMany(words, n);
      expectEqual(Atomics.load(words, 0), n, 'the sum');
    }),

  'atomic-fetch-add-64': () =>
    on(new BigInt64Array(new SharedArrayBuffer(8)), (words, n) => {
      Atomics.store(words, 0, 0n);
      let last = 0n;
      for (let i = 0; i < n; i++) last = Atomics.add(words, 0, 1n);
      expectEqual(last, BigInt(n - 1), 'the sum before the last');
    }),

  'atomic-fetch-add-two-threads': () =>
    withPartner(new URL('./atomic-partner.ts', import.meta.url), newWords(0), fetchAddMany, (words, total) => {
      expectEqual(Atomics.exchange(words, 0, 0), total, 'the sum of both');
    }),
};

function newWords(value: number): Int32Array<SharedArrayBuffer> {
  const array = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  array[0] = value;
  return array;
}
