/** There is no data race, and the reader sees the data. */
import { AtomicBool } from 'lockwright/atomic';
import { hasOutcomes } from '../lib/claims.ts';
import { read, write } from './07-release-acquire-plain.ts';

hasOutcomes({ sc: ['123'], js: ['123'], tso: ['123'], rc11: ['123'] }, 'what is read', () => {
  const data = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const ready = new AtomicBool(false);
  return { threads: [() => write(data, ready), () => read(data, ready, () => {})], outcome: ([, value]) => String(value) };
});
