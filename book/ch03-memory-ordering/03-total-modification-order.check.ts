/** All that three looks can see: 0, 5 and 15, each as often as it likes, but never back. */
import { AtomicU32 } from 'lockwright/atomic';
import { hasOutcomes } from '../lib/claims.ts';
import { a, b } from './03-total-modification-order.ts';

const growing = ['0 0 0', '0 0 5', '0 0 15', '0 5 5', '0 5 15', '0 15 15', '5 5 5', '5 5 15', '5 15 15', '15 15 15'];

hasOutcomes({ sc: growing, js: growing, rc11: growing }, 'three looks', () => {
  const x = new AtomicU32(0);
  return { threads: [() => a(x), () => b(x, 3)], outcome: ([, seen]) => seen };
});
