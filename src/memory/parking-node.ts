import { addressInBlock, PARKING_NODE } from './thread-block.ts';

/**
 * What a thread is in the queues of parking lots: five words of its block. A thread is in one queue at a time.
 *
 * | word  | meaning                                                          | who changes it                                                            |
 * |-------|------------------------------------------------------------------|---------------------------------------------------------------------------|
 * | next  | the node behind it, 0 if it is the last                          | who holds the gate of its bucket                                          |
 * | key   | for what it is parked, which says in which bucket                | its thread, before it is in; who requeues it, at the gates of both buckets |
 * | state | see below; its thread sleeps on it                               | see below                                                                 |
 * | token | what was handed to it                                            | who unparks it, before the state says so                                  |
 * | due   | 1 if it has waited long, and is to be handed what it waits for    | its thread, before it is in                                               |
 *
 * | state        | meaning                                                         | next, by whom                                                              |
 * |--------------|-----------------------------------------------------------------|----------------------------------------------------------------------------|
 * | `IDLE`       | its thread waits for nothing, or has acted on being woken       | `PARKED` by its thread                                                      |
 * | `PARKED`     | it is in the queue, or in the hands of who holds the gate       | any other: by an exchange, since its undertaker may come in between         |
 * | `UNPARKED`   | out of the queue, with a token                                  | `IDLE` or `PARKED` by its thread                                            |
 * | `LOOK_AGAIN` | out of the queue, since a thread died that may have had to unpark it | the same                                                                |
 * | `HANDED`     | out of the queue, and the byte at the key is its thread's now: see lock-byte.ts | `IDLE` by its thread                                         |
 * | `GONE`       | its thread has died: who holds the gate drops it                | `OUT` by who drops it, or by its undertaker                                |
 * | `OUT`        | its thread has died, and nothing leads to it any more: its block may be used again | final                                                    |
 */
export const NEXT = 0;
export const KEY = 4;
export const STATE = 8;
export const TOKEN = 12;
export const DUE = 16;

export const IDLE = 0;
export const PARKED = 1;
export const UNPARKED = 2;
export const LOOK_AGAIN = 3;
export const HANDED = 4;
export const GONE = 5;
export const OUT = 6;

/** The node of the thread with that block: an address in the heap. */
export function nodeOf(block: number): number {
  return addressInBlock(block, PARKING_NODE);
}
