import { LitmusError } from '../litmus-error.ts';
import type { LitmusTest } from '../program.ts';

/** How many events an execution has at most, since a set of them is the bits of a word. */
export const MOST_EVENTS = 32;

/** What an error about an execution names. */
export type Origin = Pick<LitmusTest, 'name' | 'file' | 'text' | 'rounds' | 'threads'>;

/** The error for a test with more events than that; `at` is the place of the access or fence that is one too many, if it is known. */
export function tooMany({ file, text, name, rounds }: Origin, at?: number): LitmusError {
  const limit = `an execution of ${name} has more than ${MOST_EVENTS} events, which is the most`;
  const counted = 'a write of what is there at first counts for each location';
  const loops = `loops go round up to ${rounds} times where a read decides (--unroll), else until they end`;
  return new LitmusError(file, text, at ?? 0, `${limit}; ${counted}; ${loops}; leave out accesses or threads`);
}
