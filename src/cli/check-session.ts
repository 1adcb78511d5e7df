import type { Checkpoint } from '../check/checkpoint.ts';
import type { CheckError, Progress } from '../check/result.ts';
import type { CheckLine } from '../check/report/json.ts';
import { finishTrace } from '../check/report/finish-trace.ts';
import { wholePlace } from '../check/report/places.ts';
import { TRACE_VERSION, type Place, type Trace } from '../check/report/trace.ts';
import { NO_THREAD, type Message, type Started } from './check-messages.ts';
import type { Request } from './check-options.ts';
import { ProgressLine } from './check-progress.ts';
import type { Halt } from './check-watch.ts';
import { dropCheckpoint, keepCheckpoint } from './share/kept-checkpoints.ts';
import { type Counts, type Ended, type Reporter, standingOf } from './reporters/reporter.ts';
import { countText } from './reporters/text-reporter.ts';

const CORRECT = 0;
const WRONG = 1;
const UNUSABLE = 2;

/** What came out so far: tells the reporters of each check when it ends, and counts. */
export class Session {
  readonly #request: Request;
  readonly #reporters: readonly Reporter[];
  readonly #progressLine = new ProgressLine(process.stderr);
  readonly #counts: { -readonly [Standing in keyof Counts]: number } = { correct: 0, wrong: 0, incomplete: 0 };
  readonly #filesSeen = new Set<string>();
  readonly #namesNotChosen: string[] = [];
  #chosen = 0;
  #unusable = false;
  #running: Started | undefined;
  #progress: Progress | undefined;
  /** How far the check that runs has come, if it takes long. */
  #checkpoint: Checkpoint | undefined;

  constructor(request: Request, reporters: readonly Reporter[]) {
    this.#request = request;
    this.#reporters = reporters;
    for (const problem of request.problems) this.#problem(problem);
  }

  #problem(message: string, file?: string): void {
    this.#progressLine.clear();
    console.error(`lockwright check: ${message}`);
    for (const reporter of this.#reporters) reporter.problem?.(message, file);
    this.#unusable = true;
    if (file !== undefined) this.#failedFiles.add(file);
  }

  onMessage(message: Message): void {
    switch (message.type) {
      case 'loading':
      case 'uses':
      case 'advice':
      case 'coverage':
      case 'step':
      case 'done':
        return;
      case 'loaded':
        return this.#loaded(message.file, message.names, message.all);
      case 'unusable':
        return this.#problem(`${message.file} ${message.message}`, message.file);
      case 'started':
        this.#running = message;
        this.#progress = undefined;
        this.#checkpoint = undefined;
        return;
      case 'checkpoint':
        this.#checkpoint = message.checkpoint;
        return;
      case 'progress':
        this.#progress = message.progress;
        return this.#progressLine.draw(this.#running!.name, message.progress);
      case 'result':
        return this.#ended(this.#running!, { line: message.line, disagreement: message.disagreement, expect: this.#running!.expect });
      case 'refused':
        return this.#refused(message.message);
    }
  }

  #loaded(file: string, names: readonly string[], all: readonly string[]): void {
    if (this.#filesSeen.has(file)) return;
    this.#filesSeen.add(file);
    if (all.length === 0)
      this.#problem(`${file} declares no checks: call check(name, program) of 'lockwright/check' at its top level`, file);
    this.#chosen += names.length;
    if (names.length > 0) for (const reporter of this.#reporters) reporter.file?.(file, names, this.#request.jobs.length > 1);
    else this.#namesNotChosen.push(...all);
  }

  #ended(started: Started, outcome: Pick<Ended, 'line' | 'disagreement' | 'expect' | 'refusal'>): void {
    const { file, place } = started;
    this.#running = undefined;
    this.#progressLine.clear();
    const { line } = outcome;
    this.#keepUnfinished(started, line);
    const finished = line.error === null ? undefined : finishTrace(line.error, (message) => console.error(`lockwright check: ${message}`));
    const ended: Ended = { file, place, ...outcome, line: { ...line, error: finished?.error ?? null }, id: finished?.id };
    for (const reporter of this.#reporters) reporter.ended(ended);
    this.#counts[standingOf(ended)]++;
    if (standingOf(ended) !== 'correct') this.#failedFiles.add(file);
  }

  /** What was ended by a bound can be gone on with; what came to its end needs not. */
  #keepUnfinished({ url, name, model }: Started, { verdict }: CheckLine): void {
    const checkpoint = this.#checkpoint;
    this.#checkpoint = undefined;
    if (verdict !== 'incomplete') return this.#request.resume ? dropCheckpoint(url, name, model) : undefined;
    if (checkpoint !== undefined && keepCheckpoint(url, name, model, checkpoint)) this.#unfinished++;
  }

  #unfinished = 0;

  #refused(message: string): void {
    const running = this.#running!;
    this.#ended(running, {
      line: this.#lineOf(running, 'incomplete', message, [], []),
      disagreement: message,
      expect: 'correct',
      refusal: message,
    });
  }

  /** The worker that ran this check, or loaded this file, could not go on. */
  onHalt(halt: Halt, during: Started | string): void {
    const message = halt.why === 'stuck' ? stuckText(halt, typeof during === 'string') : halt.message;
    if (typeof during === 'string') return this.#problem(`${during} could not be run: ${message}`, during);
    if (halt.why === 'crashed') return this.#refused(message);
    const threads = halt.thread === NO_THREAD ? [] : [halt.thread];
    const line = this.#lineOf(during, 'wrong', message, threads, halt.places.slice(0, 1));
    this.#ended(during, { line, disagreement: message, expect: 'correct' });
  }

  #lineOf(
    { name, model }: Started,
    verdict: CheckLine['verdict'],
    message: string,
    threads: readonly number[],
    places: readonly Place[],
  ): CheckLine {
    const { executions = 0, blocked = 0, seconds = 0 } = this.#progress ?? {};
    const kind: CheckError['kind'] = 'exception';
    const ends = threads.map(
      (thread) =>
        ({ thread, name: `thread ${thread}`, state: 'running', ...(places[0] === undefined ? {} : { place: places[0] }) }) as const,
    );
    const trace: Trace = {
      version: TRACE_VERSION,
      check: name,
      model,
      threads: ends,
      words: [],
      steps: [],
      synchronizes: [],
      error: { kind, message, steps: [], threads },
    };
    return { name, model, verdict, executions, blocked, outcomes: [], error: { kind, message, threads, places, trace }, seconds };
  }

  /** Says what is known of the check that runs. */
  interrupted(): void {
    this.#unusable = true;
    const running = this.#running;
    if (running === undefined) return;
    const { executions = 0, blocked = 0, seconds = 0 } = this.#progress ?? {};
    const bound = 'interrupted';
    const line = {
      name: running.name,
      model: running.model,
      verdict: 'incomplete',
      executions,
      blocked,
      outcomes: [],
      error: null,
      seconds,
      bound,
    } as const;
    this.#ended(running, { line, disagreement: bound, expect: 'correct' });
  }

  /** Which files have something that is not as it should be. */
  get failedFiles(): ReadonlySet<string> {
    return this.#failedFiles;
  }

  readonly #failedFiles = new Set<string>();

  /** Returns the exit code. */
  end(): number {
    const { only, jobs } = this.#request;
    if (only !== undefined && this.#chosen === 0 && jobs.length > 0 && this.#namesNotChosen.length > 0) {
      this.#problem(
        `no check has a name that contains '${only}'. There are:\n${this.#namesNotChosen.map((name) => `  ${name}`).join('\n')}`,
      );
    }
    for (const reporter of this.#reporters) reporter.end(this.#counts);
    if (this.#unfinished > 0) console.error(`${countText(this.#unfinished, 'check')} can be gone on with: the same command with --resume`);
    if (this.#counts.wrong > 0) return WRONG;
    return this.#unusable || this.#counts.incomplete > 0 ? UNUSABLE : CORRECT;
  }
}

/** Why a worker was ended. */
export function stuckText({ seconds, thread, places }: Halt & { why: 'stuck' }, loading: boolean): string {
  const where = places.length === 0 ? '' : `. It is at ${wholePlace(places[0]!, process.cwd())}`;
  if (loading) return `loading it did not end within ${countText(Math.round(seconds), 'second')}${where}`;
  const who = thread === NO_THREAD ? 'the program, outside of its threads,' : `thread ${thread}`;
  return `never ends: ${who} did nothing with shared memory for ${countText(Math.round(seconds), 'second')}\na loop that waits has to read shared memory; if it only computes for long, give it time: --watchdog 60s`;
}
