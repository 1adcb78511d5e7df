/** Nothing comes from nowhere. */
import { AtomicU32 } from 'lockwright/atomic';
import { hasOutcomes } from '../lib/claims.ts';
import { copy } from './05-out-of-thin-air.ts';

hasOutcomes({ sc: ['0 0'], js: ['0 0'], rc11: ['0 0'] }, 'two copies of nothing', () => {
  const x = new AtomicU32(0);
  const y = new AtomicU32(0);
  return { threads: [() => copy(x, y), () => copy(y, x)], outcome: ([a, b]) => `${a} ${b}` };
});
