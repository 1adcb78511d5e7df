/** The reader sees the data in every execution. */
import { AtomicBool, AtomicU64 } from 'lockwright/atomic';
import { hasOutcomes } from '../lib/claims.ts';
import { read, write } from './06-release-acquire.ts';

hasOutcomes({ sc: ['123'], js: ['123'], tso: ['123'], rc11: ['123'] }, 'what is read', () => {
  const data = new AtomicU64(0n);
  const ready = new AtomicBool(false);
  return { threads: [() => write(data, ready), () => read(data, ready, () => {})], outcome: ([, value]) => String(value) };
});
