/** All who ask get the same value; it may be computed more than once. */
import { AtomicU64 } from 'lockwright/atomic';
import { hasOutcomes } from '../lib/claims.ts';
import { getX } from './04-lazy-init.ts';

const all = ['123 123 123'];

hasOutcomes({ sc: all, js: all, rc11: all }, 'three who ask', () => {
  const x = new AtomicU64(0n);
  const ask = (): bigint => getX(x);
  return { threads: [ask, ask, ask], outcome: (found) => found.join(' ') };
});
