import { workerData } from 'node:worker_threads';
import { fetchAddMany } from './bodies.ts';
import { assist } from './partner.ts';

const { state } = workerData as { state: Int32Array<SharedArrayBuffer> };
assist((share) => fetchAddMany(state, share));
