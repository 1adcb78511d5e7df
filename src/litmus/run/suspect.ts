import type { JsProgram } from '../js/program.ts';
import type { LitmusTest } from '../program.ts';
import type { Class } from './interleave.ts';

/**
 * Who is to blame, most of all, for an outcome that the model forbids: the `engine` that ran it, or its processor; the `translation`, whose plain
 * accesses engines may reorder where the test's may not be; or the `model`, if threads that take turns have the outcome, too.
 */
export type Suspect = 'engine' | 'translation' | 'model';

/** Costs a look at the program. */
export function suspectOf({ js }: LitmusTest, { threads }: JsProgram, how: Class): Suspect {
  if (how === 'sequential' || how === 'interleaved') return 'model';
  if (js !== undefined) return 'engine';
  const hasPlain = threads.some(({ code }) => code.some((now) => (now.op === 'load' || now.op === 'store') && !now.place.atomic));
  return hasPlain ? 'translation' : 'engine';
}
