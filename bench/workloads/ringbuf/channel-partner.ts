import { workerData } from 'node:worker_threads';
import { RingBuffer } from 'ringbuf.js';
import { BOTH } from '../../harness/workload.ts';
import { assist } from '../native/partner.ts';
import { receiveThrough, SUM, type State } from './bodies.ts';

const { storage, batch, sum } = (workerData as { state: State }).state;
const ring = new RingBuffer(storage, Uint32Array as never);
assist((share) => void (sum[SUM] = receiveThrough(ring, batch, share * BOTH)));
