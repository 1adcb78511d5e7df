/** Whatever is ready can be read without a data race, and is there. */
import { AtomicBool } from 'lockwright/atomic';
import { hasOutcomes } from '../lib/claims.ts';
import { compute, readReady } from './11-fence.ts';

const all = ['', 'data 0 = 123', 'data 1 = 123', 'data 0 = 123,data 1 = 123'];

hasOutcomes({ sc: all, js: all, rc11: all }, 'two flags', () => {
  const data = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const ready = [new AtomicBool(false), new AtomicBool(false)];
  return {
    threads: [() => compute(data, ready, 0, 1), () => compute(data, ready, 1, 1), () => readReady(data, ready)],
    outcome: ([, , seen]) => seen.join(),
  };
});
