import { describe } from '../memory/layout/mismatch.ts';
import { LockwrightError } from '../realm/errors.ts';

/**
 * What the atomics accept. There are two rules, and both are one comparison where the value is right:
 *
 * - A **value** (stored, expected, compared) must lie in the range of the type. If 300 could be stored in 8 bits as 44, then
 *   `compareExchange(300, …)` would succeed and yet return something else than 300.
 * - An **operand** of addition, subtraction and of the bitwise operations may be any whole number: the result wraps around, so only its low
 *   bits count, and `fetchAdd(-1)` or `fetchAnd(~FLAG)` on an unsigned type do what they say.
 */

/** Refuses what is no whole number: for operands. The fast test is at the caller. @throws {LockwrightError} */
export function checkOperand(operand: unknown, what: string): void {
  if (!Number.isSafeInteger(operand)) throw badNumber(what, operand, 'a whole number');
}

/** Refuses what is no BigInt: for operands. @throws {LockwrightError} */
export function checkBigOperand(operand: unknown, what: string): void {
  if (typeof operand !== 'bigint') throw badBigInt(what, operand);
}

/** The error for a value that is no BigInt, or out of the range of the type. */
export function badBigInt(what: string, found: unknown, least?: bigint, most?: bigint): LockwrightError {
  const range = least === undefined ? 'a BigInt' : `a BigInt from ${least}n to ${most}n`;
  const hint = typeof found === 'number' && Number.isSafeInteger(found) ? `. Write ${found}n, or BigInt(value)` : '';
  return new LockwrightError(
    typeof found === 'bigint' ? 'OUT_OF_RANGE' : 'WRONG_TYPE',
    `${what}: expected ${range}, but got ${describe(found)}${hint}`,
  );
}

/** The error for a value that does not fit into an integer of `bits` bits. */
export function badInteger(what: string, found: unknown, least: number, most: number): LockwrightError {
  return badNumber(what, found, `a whole number from ${least} to ${most}`);
}

/** The error for something else than a number. */
export function badNumber(what: string, found: unknown, expected: string): LockwrightError {
  let hint = '';
  if (typeof found === 'bigint') hint = '. Convert it with Number(value), or use AtomicI64 or AtomicU64';
  else if (typeof found === 'number' && !Number.isInteger(found)) hint = '. Round it first, or use AtomicF64';
  return new LockwrightError(
    typeof found === 'number' ? 'OUT_OF_RANGE' : 'WRONG_TYPE',
    `${what}: expected ${expected}, but got ${describe(found)}${hint}`,
  );
}

/** The error for something else than a boolean. */
export function badBoolean(what: string, found: unknown): LockwrightError {
  return new LockwrightError('WRONG_TYPE', `${what}: expected true or false, but got ${describe(found)}`);
}

/** Refuses an updater that cannot be called. @throws {LockwrightError} `NOT_A_FUNCTION` */
export function checkUpdate(update: unknown, what: string): void {
  if (typeof update !== 'function') {
    throw new LockwrightError(
      'NOT_A_FUNCTION',
      `${what}: expected a function that takes the value and returns the next one, but got ${describe(update)}`,
    );
  }
}
