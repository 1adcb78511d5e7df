import { LockwrightError } from '../../realm/errors.ts';
import type { Machine, Raw, RmwOp, SimBuffer, Size } from '../machine.ts';
import { modified, readNative, writeNative } from './native-memory.ts';

/** What takes the place of the machine while a program is set up: it works on the native bytes, where the engine then finds the initial values. */
export const setUpAccess: Pick<Machine, 'load' | 'store' | 'rmw' | 'compareExchange' | 'wait' | 'waitAsync' | 'notify'> = {
  load(buffer: SimBuffer, offset: number, size: Size): Raw {
    return readNative(buffer.native, offset, size);
  },

  store(buffer: SimBuffer, offset: number, size: Size, value: Raw): void {
    writeNative(buffer.native, offset, size, value);
  },

  rmw(buffer: SimBuffer, offset: number, size: Size, op: RmwOp, operand: Raw): Raw {
    const before = readNative(buffer.native, offset, size);
    writeNative(buffer.native, offset, size, modified(op, size, before, operand));
    return before;
  },

  compareExchange(buffer: SimBuffer, offset: number, size: Size, expected: Raw, replacement: Raw): Raw {
    const before = readNative(buffer.native, offset, size);
    if (before === expected) writeNative(buffer.native, offset, size, replacement);
    return before;
  },

  wait(buffer: SimBuffer, offset: number, size: 4 | 8, expected: Raw, ms: number) {
    if (readNative(buffer.native, offset, size) !== expected) return 'not-equal';
    if (ms < Infinity) return 'timed-out';
    throw notInSetUp('a wait');
  },

  waitAsync(buffer: SimBuffer, offset: number, size: 4 | 8, expected: Raw, ms: number) {
    return { async: false, value: this.wait(buffer, offset, size, expected, ms) as 'not-equal' | 'timed-out' };
  },

  notify(): number {
    return 0;
  },
};

/**
 * Refuses what needs other threads. The engine takes this error for the sign that the program is an ordinary function, which starts its threads itself: it is then run again, as
 * the first of the simulated threads.
 */
export function notInSetUp(what: string): LockwrightError {
  return new LockwrightError(
    NOT_IN_SET_UP,
    `${what}: the program is being set up, and no thread runs yet. Do it in one of the threads that the program returns, or let the program return nothing: then it is itself the first thread`,
  );
}

/** The code of that error. */
export const NOT_IN_SET_UP = 'NOT_IN_SET_UP';
