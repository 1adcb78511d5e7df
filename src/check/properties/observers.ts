import { nameThread } from './program-threads.ts';
import { PropertyError } from './property-error.ts';

/**
 * A thread that takes one look, at any moment, and must not find the condition true: `threads: [a, b, never('permits below 0', () => Atomics.load(permits, 0) < 0)]`. It sees each value
 * that a word ever has; a condition on several words sees them as any thread does that reads one after the other. Costs executions: as many times more as there are moments that
 * differ for it.
 *
 * Read by `Atomics` in it: a plain read of what others write is a data race.
 */
export function never(what: string, condition: () => boolean): () => void {
  const look = (): void => {
    if (condition()) throw new PropertyError(`${what}: this must never be so, but a thread that looks can see it`);
  };
  return nameThread(look, `never (${what})`);
}

/**
 * A thread that waits until the condition is true: `threads: [a, b, eventually('both are served', () => Atomics.load(served, 0) === 2)]`. If there is an execution in which the others
 * have ended, or wait for ever, and it is not, that is a livelock (or a deadlock with those who sleep): nobody is left who could make it true. Costs executions, as {@link never} does.
 */
export function eventually(what: string, condition: () => boolean): () => void {
  const wait = (): void => {
    while (!condition());
  };
  return nameThread(wait, `eventually (${what})`);
}
