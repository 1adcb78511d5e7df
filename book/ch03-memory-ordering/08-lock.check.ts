/** At least one gets in, each who does leaves a mark, and never two at a time. */
import { AtomicBool } from 'lockwright/atomic';
import { hasOutcomes } from '../lib/claims.ts';
import { newText, show, tryAppend } from './08-lock.ts';

const marks = ['!', '!!'];

hasOutcomes({ sc: marks, js: marks, rc11: marks }, 'two threads', () => {
  const locked = new AtomicBool(false);
  const text = newText(2);
  const append = (): boolean => tryAppend(locked, text);
  return { threads: [append, append], outcome: () => show(text) };
});
