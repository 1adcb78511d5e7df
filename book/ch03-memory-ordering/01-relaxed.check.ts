/** Three outcomes in any interleaving; a fourth by the declared orders. */
import { AtomicU32 } from 'lockwright/atomic';
import { hasOutcomes } from '../lib/claims.ts';
import { a, b } from './01-relaxed.ts';

const interleaved = ['x: 0, y: 0', 'x: 10, y: 0', 'x: 10, y: 20'];

hasOutcomes({ sc: interleaved, js: interleaved, tso: interleaved, rc11: [...interleaved, 'x: 0, y: 20'] }, 'what b sees', () => {
  const x = new AtomicU32(0);
  const y = new AtomicU32(0);
  return { threads: [() => a(x, y), () => b(x, y)], outcome: ([, seen]) => seen };
});
