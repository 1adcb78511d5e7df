import { LockwrightError } from '../../realm/errors.ts';
import { machine, type Machine } from '../machine.ts';

/** A property that a program is to have does not hold in an execution. The checker reports it as an assertion that fails. */
export class PropertyError extends LockwrightError {
  static override readonly name: string = 'PropertyError';

  constructor(message: string) {
    super(PROPERTY_VIOLATED, message);
  }
}

export const PROPERTY_VIOLATED = 'PROPERTY_VIOLATED';

/** The machine that the calling thread runs on. */
export function machineFor(what: string): Machine {
  if (machine === undefined) throw new Error(`${what} is for checked programs: call it in a thread that explore() or check() runs`);
  return machine;
}
