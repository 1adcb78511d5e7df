import { RingBuffer } from 'ringbuf.js';
import { BOTH, expectEqual, sumTo, type Run, type Workloads } from '../../harness/workload.ts';
import { withPartner } from '../native/partner.ts';
import { CAPACITY, MESSAGE_BATCH, sendThrough, stateOf, SUM } from './bodies.ts';

/** The npm package `ringbuf.js`, by its own API, to a worker of ours. It never waits, so who has to asks again. */

function between(batch: number): () => Run {
  return () => {
    const storage = RingBuffer.getStorageForCapacity(CAPACITY, Uint32Array);
    const ring = new RingBuffer(storage, Uint32Array as never);
    return withPartner(
      new URL('./channel-partner.ts', import.meta.url),
      stateOf(storage, batch),
      (_, share) => sendThrough(ring, batch, share * BOTH),
      ({ sum }, total) => expectEqual(sum[SUM]!, sumTo(total), 'the sum of the messages'),
    );
  };
}

export const workloads: Workloads = { spsc: between(1), 'spsc-batch': between(MESSAGE_BATCH) };
