import { availableParallelism } from 'node:os';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Histogram, type Judgement, type LitmusTest, type Seen, whyNotRun } from '../../litmus/index.ts';
import { UsageError } from '../usage-error.ts';

/** Instances of one batch: enough that to start it costs little, few enough that a busy machine has done it within a second. A guess. */
const INSTANCES = 2000;
const MS_PER_SECOND = 1000;

/** What real threads did. */
export interface Run {
  readonly instances: number;
  readonly seconds: number;
  readonly seen: readonly (Seen & { readonly allowed: boolean })[];
}

/** Runs a test on real threads for so many seconds. Costs a worker for each thread of the test. */
export async function runTest(test: LitmusTest, judgement: Judgement, seconds: number): Promise<Run> {
  if (test.js === undefined) throw new UsageError(`${test.name} is a test in ${test.arch}: --run runs tests in the JS dialect`);
  const reason = whyNotRun(test.js);
  if (reason !== undefined) throw new UsageError(`${test.name} cannot be run: ${reason}`);
  const histogram = new Histogram(test, test.js, INSTANCES);
  const control = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const workers = test.js.threads.map(
    (_, thread) =>
      new Worker(new URL('./run-worker.ts', import.meta.url), {
        workerData: { text: test.text, file: test.file, thread, memory: histogram.memory, control, instances: INSTANCES },
      }),
  );
  try {
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const start = performance.now();
    let batches = 0;
    do {
      histogram.prepare(Math.random);
      await runBatch(new Int32Array(control), workers.length);
      histogram.collect();
      batches++;
    } while (performance.now() - start < seconds * MS_PER_SECOND);
    const seen = histogram.seen().map((one) => ({ ...one, allowed: judgement.states.includes(one.state) }));
    return { instances: batches * INSTANCES, seconds: (performance.now() - start) / MS_PER_SECOND, seen };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

async function runBatch(words: Int32Array<SharedArrayBuffer>, threads: number): Promise<void> {
  const [BATCH, DONE] = [0, 1];
  Atomics.store(words, DONE, 0);
  Atomics.add(words, BATCH, 1);
  Atomics.notify(words, BATCH);
  for (let done = Atomics.load(words, DONE); done < threads; done = Atomics.load(words, DONE))
    await Atomics.waitAsync(words, DONE, done).value;
}

/** A run as a table, with what to do about an outcome that the model forbids. */
export function linesOf(test: LitmusTest, { instances, seconds, seen }: Run, model: string): readonly string[] {
  const width = String(Math.max(...seen.map(({ count }) => count))).length;
  const state = Math.max(...seen.map(({ state: text }) => text.length));
  const threads = test.threads.length;
  return [
    '',
    `${instances} times on ${threads} threads, in ${seconds.toFixed(1)} s:`,
    ...seen.map(
      (one) =>
        `  ${String(one.count).padStart(width)}  ${one.state.padEnd(state)}  ${one.class.padEnd('interleaved'.length)}  ${one.allowed ? 'allowed' : `FORBIDDEN by ${model}`}`,
    ),
    ...(threads > availableParallelism()
      ? [`  The test has ${threads} threads, and this machine ${availableParallelism()} cores: what needs more at once is hardly seen.`]
      : []),
    ...(seen.every(({ allowed }) => allowed)
      ? []
      : [
          `  An outcome that the model forbids was seen: a fault of the engine, ${process.version}, on ${process.arch}, or of the model. The same command shows it again.`,
        ]),
  ];
}
