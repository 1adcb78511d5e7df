import { workerData } from 'node:worker_threads';
import { incrementUnderSpinLock } from './bodies.ts';
import { assist } from './partner.ts';

const { state } = workerData as { state: Int32Array<SharedArrayBuffer> };
assist((share) => incrementUnderSpinLock(state, share));
