import { ThreadError } from '../realm/errors.ts';
import { shown } from '../memory/layout/mismatch.ts';

/**
 * Refuses what is no span of time.
 *
 * @throws {ThreadError} `BAD_TIMEOUT`
 */
export function checkTimeout(what: string, ms: number): void {
  if (typeof ms !== 'number' || !(ms >= 0)) {
    throw new ThreadError('BAD_TIMEOUT', `${what}: expected a number of milliseconds ≥ 0 (Infinity for no limit), but got ${shown(ms)}`);
  }
}
