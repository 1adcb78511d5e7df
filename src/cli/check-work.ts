/** The thread in which `lockwright check` explores: loads each file, and runs the checks that it declares. It may block for long; who waits watches its heartbeat. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Checkpoint } from '../check/checkpoint.ts';
import { REGISTRY, disagreement, type Declared } from '../check/declare.ts';
import { checkLine } from '../check/report/json.ts';
import type { Progress } from '../check/result.ts';
import { instrumentPackages } from './check-instrument.ts';
import { NO_THREAD, RUNNING_THREAD, type Help, type HelperMessage, type Job, type Message, type Work } from './check-messages.ts';
import { errorText } from './error-text.ts';
import { Helpers } from './share/helpers.ts';
import { Sharing } from './share/sharing.ts';

/** More reports would only be drawn over. */
const PROGRESS_INTERVAL_MS = 100;

const heartbeat = new Int32Array(workerData as SharedArrayBuffer);
const port = parentPort!;
// Kept, since checks replace globals while they run.
const now = performance.now.bind(performance);

function say(message: Message): void {
  port.postMessage(message);
}

async function run(work: Work): Promise<void> {
  const { jobs, only, options, watch, orders, coverage, replaced, chosen, instrument = [] } = work;
  const takeCoverage = coverage === true ? (await import('./coverage.ts')).startCoverage() : undefined;
  const sayCoverage = (check: string | undefined): void => {
    if (takeCoverage !== undefined) say({ type: 'coverage', check, coverage: takeCoverage() });
  };
  if (replaced !== undefined) (await import('./replaced-module.ts')).replaceModule(replaced);
  const all: Declared[] = [];
  const loaded = watch ? (await import('./loaded-files.ts')).noteLoadedFiles() : undefined;
  const sayUnused = await instrumentPackages(instrument, say);
  if (sayUnused === undefined) return say({ type: 'done' });
  for (const job of jobs) {
    say({ type: 'loading', file: job.file });
    const checks = await load(job);
    if (loaded !== undefined) say({ type: 'uses', file: job.file, urls: loaded(job.url) });
    if (checks === undefined) continue;
    sayCoverage(undefined);
    const wanted = choose(checks, only, chosen);
    if (work.helps === true) return await helpWith(wanted, options);
    say({ type: 'loaded', file: job.file, names: wanted.map(({ name }) => name), all: checks.map(({ name }) => name) });
    all.push(...wanted);
    if (orders === true) continue;
    const helpers = new Helpers({ ...work, jobs: [job] }, heartbeat.buffer as SharedArrayBuffer);
    for (const [index, declared] of wanted.entries()) {
      if (index < job.skip) continue;
      await runCheck({ ...job, skip: index }, declared, work, helpers);
      sayCoverage(declared.name);
    }
    helpers.dispose();
  }
  if (orders === true && all.length > 0) await advise(all, jobs, options);
  sayUnused();
  say({ type: 'done' });
}

/** Helps with what it is told of, until it is ended. */
async function helpWith(checks: readonly Declared[], options: Work['options']): Promise<void> {
  const { help, sendHelped } = await import('./share/help.ts');
  const send = (message: HelperMessage): void => port.postMessage(message);
  port.on('message', (asked: Help) => {
    void help(checks[asked.check]!, asked, options, heartbeat, sayCheckpoint).then((result) => sendHelped(send, result));
  });
  send({ type: 'ready' });
}

/** Outcomes with functions or symbols stay where they are: then an earlier checkpoint counts, or none. */
function sayCheckpoint(checkpoint: Checkpoint): void {
  try {
    say({ type: 'checkpoint', checkpoint });
  } catch (error) {
    if ((error as Error).name !== 'DataCloneError') throw error;
  }
}

function sayStep(text: string): void {
  say({ type: 'step', text });
}

/** Those whose name contains a text; or those that are named, in that order. */
function choose(checks: readonly Declared[], only: string | undefined, chosen: readonly string[] | undefined): readonly Declared[] {
  const wanted = checks.filter(({ name }) => only === undefined || name.includes(only));
  if (chosen === undefined) return wanted;
  return wanted.filter(({ name }) => chosen.includes(name)).toSorted((a, b) => chosen.indexOf(a.name) - chosen.indexOf(b.name));
}

/** All checks together, since an order that one of them does not need another may. */
async function advise(checks: readonly Declared[], jobs: readonly Job[], options: Work['options']): Promise<void> {
  const { adviseOrders } = await import('../check/advice/advise.ts');
  const { belongsTo } = await import('../check/advice/sites.ts');
  const isOurs = belongsTo(jobs.map(({ url }) => url));
  try {
    say({ type: 'advice', advice: await adviseOrders(checks, { options: { ...options, heartbeat }, isOurs, onStep: sayStep }) });
  } catch (error) {
    say({ type: 'refused', message: errorText(error) });
  }
}

async function load({ file, url }: Job): Promise<Declared[] | undefined> {
  const registry: Declared[] = [];
  (globalThis as unknown as Record<symbol, Declared[]>)[REGISTRY] = registry;
  try {
    await import(url);
    return registry;
  } catch (error) {
    say({ type: 'unusable', file, message: `could not be loaded: ${errorText(error)}` });
    return undefined;
  }
}

/** `skip` of the job is the number of the check. */
async function runCheck(job: Job, declared: Declared, work: Work, helpers: Helpers): Promise<void> {
  const { file, skip: index } = job;
  const { options } = work;
  const { name } = declared;
  const asked = options.model ?? declared.options.model ?? 'js';
  const model = asked === 'x86tso' ? 'tso' : asked;
  const expect = declared.options.expect ?? 'correct';
  const resumed = work.resume === true ? (await import('./share/kept-checkpoints.ts')).keptCheckpoint(job.url, name, model) : undefined;
  // A number of executions is a bound for one explorer.
  const isCounted = (options.maxExecutions ?? declared.options.maxExecutions) !== undefined;
  const share = new Sharing(isCounted ? new Helpers({ ...work, cores: 1 }, helpers.heartbeat) : helpers, index, resumed, sayCheckpoint);
  say({ type: 'started', file, url: job.url, name, model, expect, index, place: declared.place });
  heartbeat[RUNNING_THREAD] = NO_THREAD;
  let last = now();
  const onProgress = (own: Progress) => {
    const progress = share.all(own);
    declared.options.onProgress?.(progress);
    if (now() - last < PROGRESS_INTERVAL_MS) return;
    last = now();
    say({ type: 'progress', progress });
  };
  try {
    const result = await declared.run({ ...options, heartbeat, onProgress, share, resumed });
    const { traces } = result;
    say({
      type: 'result',
      line: checkLine(name, result),
      disagreement: disagreement(
        { expect, expectExecutions: isAsDeclared(options) ? declared.options.expectExecutions : undefined },
        result,
      ),
      ...(traces === undefined ? {} : { traces }),
    });
  } catch (error) {
    // Those who help go on, and would be taken for helping with the next.
    helpers.dispose();
    say({ type: 'refused', message: errorText(error) });
  }
}

/** Whether the executions are those of which the check says how many they are. */
function isAsDeclared({ model, lockAware, symmetry }: Work['options']): boolean {
  return model === undefined && lockAware === undefined && symmetry === undefined;
}

/** Waits for the work, and does it. */
export function listen(): void {
  port.once('message', (work: Work) => {
    // A file whose top level waits for ever then ends this thread, which its watcher reports.
    port.unref();
    void run(work);
  });
}
