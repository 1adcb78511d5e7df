import { LockError } from '../../realm/errors.ts';
import { Handle } from '../../memory/handle.ts';
import { meaningOfByte } from '../../memory/lock-byte.ts';
import { nameOf, type Named } from '../lock-errors.ts';
import { shown } from '../../memory/layout/mismatch.ts';

/** What can be wrong with a call of a parking lot. */

export function parkedAlready(lot: Named): LockError {
  return new LockError(
    'SELF_DEADLOCK',
    `${nameOf(lot)}: park() from beforeSleep, while this thread is parked already. A thread is in one queue at a time; beforeSleep may unpark others`,
  );
}

export function badToken(what: string, token: unknown): LockError {
  return new LockError('BAD_TOKEN', `${what}: expected the token to be a whole number from -2^31 to 2^31 - 1, but got ${shown(token)}`);
}

export function badCount(lot: Named, name: string, count: unknown): LockError {
  return new LockError('BAD_COUNT', `${nameOf(lot)}: unparkRequeue: expected ${name} to be a number ≥ 0, but got ${shown(count)}`);
}

export function wrongLot(what: string, lot: unknown): LockError {
  const found = lot === undefined ? 'none' : lot instanceof Handle ? nameOf(lot as Handle & Named) : shown(lot);
  return new LockError(
    'WRONG_LOT',
    `${what}.at(memory, byteOffset, lot): expected a lot in the same memory, but got ${found}. Make one where there is room: ParkingLot.at(memory, otherOffset)`,
  );
}

export function insideLot(what: string, byteOffset: number, lot: Named): LockError {
  return new LockError(
    'WRONG_LOT',
    `${what} at byte offset ${byteOffset}: this byte is one of those of ${nameOf(lot)}. Take one outside of the lot`,
  );
}

export function notHeldHere(lock: Named, byte: number): LockError {
  return new LockError(
    'NOT_OWNER',
    `${nameOf(lock)}: this thread unlocked what it does not hold: the mutex is ${meaningOfByte(byte)}. The thread that locked it unlocks it`,
  );
}
