/** The entry of a thread in which one test runs, once. */
import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Run } from './messages.ts';

const KEEP_ALIVE_MS = 1000;

// Each run loads the same modules.
enableCompileCache();
const post = parentPort!.postMessage.bind(parentPort!);
const { runTest } = await import('./test-run.ts');
const { TestHost } = await import('./host.ts');
// A promise of Atomics.waitAsync alone would let the thread end.
setInterval(() => {}, KEEP_ALIVE_MS);
const run = workerData as Run;
const host = new TestHost(run.form);
const verdict = await runTest(run, host);
await host.end();
post(verdict ?? (host.thrown.length > 0 ? `an agent threw ${host.thrown[0]!}` : undefined));
