import { heapRegion } from '../memory/heap.ts';
import { PARKING, wordOf } from './record.ts';

/**
 * Parking: a thread sleeps until somebody hands it its token.
 *
 * | token       | meaning                                   | who changes it                                  |
 * |-------------|-------------------------------------------|-------------------------------------------------|
 * | `EMPTY`     | no token, the thread is awake             | the thread to PARKED, anyone to NOTIFIED         |
 * | `PARKED`    | no token, the thread sleeps or is about to| the thread to EMPTY (timeout), anyone to NOTIFIED |
 * | `NOTIFIED`  | the token is there                        | the thread to EMPTY, by taking it                |
 *
 * There is one token: unparking twice before the thread parks is the same as once. The states are those of Rust's futex parker.
 */
export const EMPTY = 0;
export const PARKED = -1;
export const NOTIFIED = 1;

/** Hands the token to the thread with that record. About 10 ns if it is awake. */
export function unparkRecord(record: number): void {
  const { ops } = heapRegion();
  const token = wordOf(record, PARKING);
  // An exchange even if the token is there already: the release must reach the parker, or it could miss what this thread wrote.
  if (ops.exchange32(token, NOTIFIED, 'release') === PARKED) ops.notify(token, 1);
}
