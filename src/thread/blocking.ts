import { CannotBlockError } from '../realm/errors.ts';
import { whyNotBlock } from '../realm/may-block.ts';
import { realm } from '../realm/realm.ts';

/**
 * Refuses to block where that is forbidden: on the main thread of a page, whose events would stop, and where no thread could come up meanwhile.
 *
 * @throws {CannotBlockError} `CANNOT_BLOCK`, naming the call that waits without blocking
 */
export function requireBlocking(what: string, instead: string): void {
  if (realm.canBlock()) return;
  throw new CannotBlockError(
    'CANNOT_BLOCK',
    `${what} would block this thread, which may not block (${whyNotBlock()}). Use ${instead}, or call it in a spawned thread`,
  );
}
