import type { LitmusTest } from '../program.ts';
import type { Judgement } from '../states.ts';
import type { Run, RunOptions, SeenAndJudged } from './run.ts';
import { CannotRun } from './cannot-run.ts';
import { memoryOf, type Seen } from './histogram.ts';
import { programOf } from './loop.ts';
import { suspectOf } from './suspect.ts';
import { CONTROL_BYTES, type Counted, type Job } from './thread.ts';
import { placeOfThreads } from './thread-place.ts';

/** The most instances of one batch: enough that to start it costs little. A guess. */
const INSTANCES = 2000;
const MS_PER_SECOND = 1000;
/** What a user waits for without thinking. */
const SECONDS = 2;
/** So much longer than asked for a run may take, before its threads are ended: a busy machine starts threads slowly. A guess. */
const GRACE_SECONDS = 15;

/** What `runTest` does. Costs a thread for each of the test's. */
export async function runThreads(
  test: LitmusTest,
  judgement: Judgement,
  { seconds = SECONDS, graceSeconds = GRACE_SECONDS }: RunOptions = {},
): Promise<Run> {
  const program = programOf(test);
  const { availableParallelism, spawn } = await import('../../thread/index.ts');
  const cores = availableParallelism();
  const control = new SharedArrayBuffer(CONTROL_BYTES);
  const job: Job = { text: test.text, file: test.file, memory: memoryOf(test, program, INSTANCES), control, instances: INSTANCES, cores };
  const place = placeOfThreads();
  // By name, since minifiers rename functions.
  const first = spawn<Counted | undefined>(place, 'lead', job, seconds * MS_PER_SECOND);
  const others = program.threads.slice(1).map((_, i) => spawn<undefined>(place, 'follow', job, i + 1));
  const all = [first, ...others];
  let isLate = false;
  const late = setTimeout(
    () => {
      isLate = true;
      for (const handle of all) handle.terminate();
    },
    (seconds + graceSeconds) * MS_PER_SECOND,
  );
  try {
    const [counted] = await Promise.all([first, ...others]);
    const loops = program.threads.some(({ code }) => code.some((now, at) => 'target' in now && now.target <= at));
    const isAllowed = ({ state, class: how }: Seen) =>
      judgement.undefinedBehaviour || judgement.states.includes(state) || (loops && how !== 'weak');
    const judged = (one: Seen): SeenAndJudged =>
      isAllowed(one) ? { ...one, allowed: true } : { ...one, allowed: false, suspect: suspectOf(test, program, one.class) };
    const { instances, ms, seen } = counted!;
    return { instances, seconds: ms / MS_PER_SECOND, cores, seen: seen.map(judged) };
  } catch (error) {
    if (!isLate) throw error;
    throw new CannotRun(`its threads were ended after ${seconds + graceSeconds} s, since they did not end by themselves`);
  } finally {
    clearTimeout(late);
    for (const handle of all) handle.terminate();
  }
}
