import { workerData } from 'node:worker_threads';
import { incrementUnderMutex } from './bodies.ts';
import { assist } from './partner.ts';

const { state } = workerData as { state: Int32Array<SharedArrayBuffer> };
assist((share) => incrementUnderMutex(state, share));
