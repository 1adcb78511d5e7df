import type { RingBuffer } from 'ringbuf.js';

/** What both sides of a ring do with `n` messages: 0, 1, 2, … are sent, and their sum is found. */

/** The same as in `bench/rust`. */
export const CAPACITY = 4096;
export const MESSAGE_BATCH = 64;

/** What the worker is told, and where it says what it found. */
export interface State {
  readonly storage: SharedArrayBuffer;
  readonly batch: number;
  readonly sum: Float64Array<SharedArrayBuffer>;
}

export const SUM = 0;

export function stateOf(storage: SharedArrayBuffer, batch: number): State {
  return { storage, batch, sum: new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT)) };
}

export function sendThrough(ring: RingBuffer, batch: number, n: number): void {
  const values = new Uint32Array(batch);
  for (let i = 0; i < n; i += batch) {
    const count = Math.min(batch, n - i);
    for (let at = 0; at < count; at++) values[at] = i + at;
    for (let sent = 0; sent < count;) sent += ring.push(values, count - sent, sent);
  }
}

export function receiveThrough(ring: RingBuffer, batch: number, n: number): number {
  const values = new Uint32Array(batch);
  let sum = 0;
  for (let left = n; left > 0;) {
    const count = ring.pop(values, Math.min(batch, left));
    for (let at = 0; at < count; at++) sum += values[at]!;
    left -= count;
  }
  return sum;
}
