import { workerData } from 'node:worker_threads';
import { Mutex } from 'multithreading';
import { assist } from '../native/partner.ts';
import { incrementMany } from './bodies.ts';

const { state } = workerData as {
  state: { lockWord: SharedArrayBuffer; counter: Int32Array<SharedArrayBuffer> };
};
const mutex = new Mutex(state.counter, state.lockWord);
assist((share) => incrementMany(mutex, share));
