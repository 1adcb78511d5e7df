/** The other half of hosts.node.test.ts: loads the library by its own name, and stores into the shared words that it is sent. */
import { workerData } from 'node:worker_threads';
import * as memory from 'lockwright/memory';
import { ANSWER, WORD } from './hosts.words.ts';

if (Object.keys(memory).length > 0) Atomics.store(workerData as Int32Array<SharedArrayBuffer>, WORD, ANSWER);
