/** What the checks of the channels share. */
import { assume } from 'lockwright/check';

/** Lets one thread say that it has come so far, and leaves out the executions in which another thread finds that it has not. */
export function flag(): { set(): void; assume(): void } {
  const word = new Int32Array(new SharedArrayBuffer(4));
  return { set: () => void Atomics.store(word, 0, 1), assume: () => assume(Atomics.load(word, 0) === 1) };
}

/** All that a receiver gets until the end. */
export const allOf = (receiver: Iterable<unknown>): string => String([...receiver]);

/**
 * A thread that does something with an end and gives it on to nobody, so that the end of the thread is not that of the handle: for checks that are not about that, and would have many times more executions.
 */
export function keeping<E extends { moveAway(): void }, R>(end: E, body: (end: E) => R): () => R {
  return () => {
    const result = body(end);
    end.moveAway();
    return result;
  };
}
