import { declareStates } from '../declare-states.ts';
import { host } from '../instrument/buffers.ts';
import { machineFor, PropertyError } from './property-error.ts';

/** A stretch of the program that one thread at a time may be in: `section(() => …)` is inside while its function runs, or until the promise that it returns settles. */
export interface Section {
  <T>(body: () => T): T;
  /** Inside together with others that are inside by this, but not with any that is inside alone: for readers. */
  shared<T>(body: () => T): T;
}

const NOBODY = 0;
/** The word has the number of who is inside, counted from here on; `finally` is thread -1. */
const FIRST = 2;

/**
 * Makes a section of which the checker sees whether two threads are ever inside at once. Call it in the program's set-up.
 *
 * Under `js` and `rc11` the visits must be ordered: each must happen before the next one, else that is a data race on the section. That is what a lock is for, and more than that they do
 * not overlap. Under `sc` and `tso` they must not overlap. Costs three plain accesses of a word of its own for each visit, which order nothing: what is checked stays as it is.
 */
export function mutuallyExclusive(name = 'the section'): Section {
  if (host === undefined)
    throw new Error('mutuallyExclusive() is for checked programs: call it in the set-up of a program that explore() or check() runs');
  const word = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  declareStates(word, 0, (value) => (value === NOBODY ? 'nobody is inside' : `${nameOf(value)} is inside`), name);

  const section = <T>(body: () => T): T => {
    const me = machineFor(`the section '${name}'`).currentThread() + FIRST;
    mustBe(word, NOBODY, name, me);
    word[0] = me;
    return during(body, () => {
      mustBe(word, me, name, me);
      word[0] = NOBODY;
    });
  };
  section.shared = <T>(body: () => T): T => {
    const me = machineFor(`the section '${name}'`).currentThread() + FIRST;
    mustBe(word, NOBODY, name, me);
    return during(body, () => mustBe(word, NOBODY, name, me));
  };
  return section;
}

function mustBe(word: Int32Array, expected: number, name: string, me: number): void {
  const found = word[0]!;
  if (found === expected) return;
  const other = found === NOBODY ? 'another thread, which has left again,' : nameOf(found);
  throw new PropertyError(`${nameOf(me)} and ${other} are in ${name} at the same time`);
}

const nameOf = (value: number): string => (value < FIRST ? '`finally`' : `thread ${value - FIRST}`);

/** Leaves when the body is over, also if it throws. */
function during<T>(body: () => T, leave: () => void): T {
  let result: T;
  try {
    result = body();
  } catch (error) {
    leave();
    throw error;
  }
  if (!isPromise(result)) {
    leave();
    return result;
  }
  return result.finally(leave) as T;
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise;
}
