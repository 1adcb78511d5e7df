/** All who ask get the same key, whoever makes it. */
import { AtomicU64 } from 'lockwright/atomic';
import { hasOutcomes } from '../lib/claims.ts';
import { getKey } from './13-lazy-one-time-init.ts';

const same = ['7 7 7', '8 8 8', '9 9 9'];

hasOutcomes({ sc: same, js: same, rc11: same }, 'three threads with a key each', () => {
  const key = new AtomicU64(0n);
  const ask = (mine: bigint) => () => getKey(key, () => mine);
  return { threads: [ask(7n), ask(8n), ask(9n)], outcome: (keys) => keys.join(' ') };
});
