import { Worker } from 'node:worker_threads';
import type { Form, Run, Verdict } from './messages.ts';

/** The longest time that a test of Atomics waits is 10 s. */
const LIMIT_MS = 30_000;
/** A test that waits for other threads may fail on a busy machine. */
const TRIES = 3;

/** A test, in one mode, on both forms of the globals. */
export interface Compared {
  readonly file: string;
  readonly isStrict: boolean;
  readonly native: Verdict;
  readonly instrumented: Verdict;
}

/** Whether both pass, or neither. */
export const agrees = ({ native, instrumented }: Compared): boolean => (native === undefined) === (instrumented === undefined);

/** Runs all, so many at a time. */
export async function compareAll(
  tests: readonly { readonly file: string; readonly isStrict: boolean }[],
  checkout: string,
  jobs: number,
  onDone: (compared: Compared) => void,
): Promise<void> {
  const left = [...tests];
  const work = async (): Promise<void> => {
    for (let test = left.shift(); test !== undefined; test = left.shift()) onDone(await compare({ ...test, checkout }));
  };
  await Promise.all(Array.from({ length: jobs }, work));
}

/** A difference is one only if it shows each time. */
async function compare(test: Omit<Run, 'form'>): Promise<Compared> {
  for (let tries = 1; ; tries++) {
    const native = await runOnce({ ...test, form: 'native' });
    const instrumented = await runOnce({ ...test, form: 'instrumented' });
    const compared = { file: test.file, isStrict: test.isStrict, native, instrumented };
    if (agrees(compared) || tries === TRIES) return compared;
  }
}

export async function runOnce(run: Run & { readonly form: Form }): Promise<Verdict> {
  const worker = new Worker(new URL('./run-test.ts', import.meta.url), { workerData: run, stdout: true, stderr: true });
  try {
    return await new Promise<Verdict>((resolve) => {
      setTimeout(resolve, LIMIT_MS, `did not end within ${LIMIT_MS / 1000} s`).unref();
      worker.once('message', resolve);
      worker.once('error', (error) => resolve(`threw ${String(error)}`));
      worker.once('exit', (code) => resolve(`ended with exit code ${code}`));
    });
  } finally {
    await worker.terminate();
  }
}
