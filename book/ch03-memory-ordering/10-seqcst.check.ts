/** One at most, without a data race. Anything weaker lets both in, on x86 too. */
import { AtomicBool } from 'lockwright/atomic';
import { hasOutcomes } from '../lib/claims.ts';
import { raiseAndLook } from './10-seqcst.ts';

const atMostOne = ['0', '1'];

hasOutcomes({ sc: atMostOne, js: atMostOne, tso: atMostOne, rc11: atMostOne }, 'how many marks', () => {
  const a = new AtomicBool(false);
  const b = new AtomicBool(false);
  const marks = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  return { threads: [() => raiseAndLook(a, b, marks), () => raiseAndLook(b, a, marks)], outcome: () => String(marks[0]) };
});
