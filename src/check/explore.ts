import { sourceLine } from '../realm/source-text.ts';
import { canonicalText } from './engine/canonical-export.ts';
import type { Division } from './engine/division.ts';
import { Recorder } from './checkpoint.ts';
import { Exploration, type Finding } from './engine/exploration.ts';
import { type Knowledge, knowledgeOf, learnedFrom, newLearned } from './engine/learned.ts';
import { knownPlace, stackOf } from './engine/places.ts';
import { END } from './engine/trie.ts';
import { buildTrace, type BuiltTrace } from './engine/trace-builder.ts';
import { nameWords } from './report/name-words.ts';
import type { Place, Trace } from './report/trace.ts';
import { checkOptions, type InternalOptions } from './options.ts';
import { describeFinding } from './finding-text.ts';
import { type Counted, mergeResults } from './merge-results.ts';
import { keepingModules } from './modules-kept.ts';
import { probe, type Shape } from './probe.ts';
import type { CheckError, ErrorKind, ExploreOptions, ExploreResult, ModelName, Program } from './result.ts';
import { PROPERTY_VIOLATED } from './properties/property-error.ts';
import { ProgramSurroundings } from './surroundings.ts';
import { awaiting, endTurn, refuseInside, takeTurn } from './turns.ts';
import { UnusableProgramError } from './unusable.ts';

// Taken before anything is instrumented.
const now = performance.now.bind(performance);

/** How long the exploration runs before it lets the event loop have a turn, in ms. */
const SLICE_MS = 100;
/** The same, as long as others may get ready to help. */
const SHORT_SLICE_MS = 30;
/** Executions between two looks at the clock. */
const EXECUTIONS_BETWEEN_LOOKS = 64;
/** Threads that a program that spawns may have; it begins anew with more if it has more. */
const SPAWNED_THREADS = 8;
/** How long a fault that is easier to follow is looked for. */
const SHRINK_MS = 100;
const SHRINK_EXECUTIONS = 2000;
const MOST_RESTARTS = 100;
/** An exploration of which more is done is over sooner alone. */
const MOST_DONE = 0.8;
const CHECKPOINT_MS = 500;

/**
 * Runs `program` in every execution that the memory model allows, each once. Costs 1 to 20 µs an execution; memory grows with the length of one execution and with what the threads
 * can do, not with the number of executions.
 *
 * The program is called anew for each run of a thread. It sets things up and returns its threads, which run as threads do, one step at a time and in all orders; `finally` is called
 * after they have ended. A program that returns no threads is a thread itself, and may `spawn` others. What it does must depend on nothing but shared memory.
 *
 * @throws {UnusableProgramError} if it is no program that can be explored: the message says why, and what to do
 */
export async function explore(program: () => Program | unknown, options: ExploreOptions = {}): Promise<ExploreResult> {
  const checked = checkOptions(options);
  const { uses } = keepingModules;
  const result = await new Exploring(program, checked).run();
  if (result.error?.kind !== 'nondeterminism' || keepingModules.uses === uses) return result;
  // It may come from what modules remember of other runs.
  keepingModules.isAllowed = false;
  try {
    return await new Exploring(program, checked).run();
  } finally {
    keepingModules.isAllowed = true;
  }
}

class Exploring {
  readonly #program: () => Program | unknown;
  readonly #options: InternalOptions;
  readonly #model: ModelName;
  readonly #start = now();
  #bound: string | undefined;
  #trace: BuiltTrace | undefined;

  constructor(program: () => Program | unknown, options: InternalOptions) {
    this.#program = program;
    this.#options = options;
    this.#model = options.model;
  }

  async run(): Promise<ExploreResult> {
    refuseInside();
    for (let others = takeTurn(); others !== undefined; others = takeTurn()) await others;
    let shape: Shape;
    try {
      shape = probe(this.#program, this.#options);
    } finally {
      endTurn();
    }
    const surroundings = new ProgramSurroundings(this.#program, shape, this.#options);
    try {
      return await this.#exploreFromStart(shape, surroundings);
    } finally {
      surroundings.dispose();
    }
  }

  async #exploreFromStart(shape: Shape, surroundings: ProgramSurroundings): Promise<ExploreResult> {
    const { shared, share, resumed } = this.#options;
    const knowledge = (shared ?? resumed)?.knowledge;
    let learned = knowledge === undefined ? newLearned() : learnedFrom(knowledge);
    let threads = knowledge?.threads ?? (shape.isMain ? SPAWNED_THREADS : shape.threads);
    if (shared !== undefined) this.#divide(shared.division, shared.knowledge);
    else if (resumed !== undefined) {
      this.#divide(await share!.begin(resumed.knowledge, resumed.depth, resumed.names), resumed.knowledge);
      share!.start();
    }
    this.#recorder?.start();
    for (let restarts = 0; ; restarts++) {
      const x = new Exploration(
        this.#model,
        { ...shape, threads, staticThreads: shape.threads },
        surroundings,
        {
          ...this.#options,
          onExecution: (of, complete) => this.#onExecution(of, complete, surroundings),
          division: this.#division,
          twins: this.#twinsOf(shape),
        },
        learned,
      );
      for (const [thread, name] of shape.names.entries()) if (name !== undefined) x.runner.known.names[thread] = name;
      x.onFound = () => {
        this.#trace = this.#buildTrace(x, surroundings);
        if (x.found!.kind === 'dataRace' && this.#mayRace(x, this.#trace)) x.allowRace();
      };
      this.#exploration = x;
      const again = await this.#explore(x, surroundings);
      if (this.#division !== undefined) {
        this.#checkpoint(x);
        const isOver = this.#bound !== undefined || (x.found !== undefined && this.#options.keepGoing !== true);
        if (again !== undefined || isOver) this.#division.stop(again !== undefined);
        if (shared !== undefined) return this.#result(x);
        const others = await share!.end();
        this.#division = undefined;
        this.#recorder = undefined;
        if (others !== undefined) return mergeResults(this.#result(x), others, resumed === undefined ? [] : [resumed]);
        // Something turned up that all would have to begin anew for: alone, then.
        this.#isAlone = true;
        this.#bound = undefined;
        if (again === undefined) continue;
      }
      if (again === undefined) return this.#result(x);
      if (restarts > MOST_RESTARTS) throw new UnusableProgramError(`the exploration began anew ${restarts} times: ${again}`);
      this.#trace = undefined;
      this.#kept.length = 0;
      this.#foundAt = undefined;
      if (x.runner.known.threadCount > threads) threads = 2 * x.runner.known.threadCount;
      // Locations have other numbers now; what was learned about spins has not.
      if (x.restart === undefined) learned = { ...learned, getsStuck: x.runner.getsStuck };
      else learned = learnedFrom({ ...knowledgeOf(x, threads), getsStuck: false });
    }
  }

  /** Which threads are twins, where that is of use and is known to be right. */
  #twinsOf(shape: Shape): readonly number[] | undefined {
    const { symmetry, kill = 0, shared, resumed } = this.#options;
    if (symmetry !== true || this.#areToldApart || this.#model === 'rc11' || kill > 0) return undefined;
    if (shared !== undefined || resumed !== undefined) return undefined;
    return shape.hasFinally && (shape.finallyTakesResults || !shape.isClean) ? undefined : shape.twins;
  }

  #areToldApart = false;

  /** Why twins are none after all. */
  #whyNoTwins(x: Exploration): string | undefined {
    if (x.symmetry === undefined) return undefined;
    const { toldApart, asyncThreads } = x.runner.known;
    if (!toldApart && !x.symmetry.isBroken && asyncThreads.size === 0) return undefined;
    this.#areToldApart = true;
    return 'what a thread does may depend on which one it is';
  }

  /** Words are called in reports as the source calls them, which is known only now; `allowRace` is asked with the name of the engine first. */
  #mayRace(x: Exploration, { trace, stepOf }: BuiltTrace): boolean {
    const { allowRace } = this.#options;
    const word = trace.steps[stepOf(x.found!.events[1]!) ?? -1]?.word;
    if (allowRace === undefined || word === undefined) return false;
    const { name } = nameWords(trace, sourceLine).trace.words[word]!;
    return name !== x.racingWord && allowRace(name) === true;
  }

  #buildTrace(x: Exploration, surroundings: ProgramSurroundings): BuiltTrace {
    return buildTrace(x, surroundings, { check: this.#options.name ?? '', model: this.#model, execution: x.executions + x.blocked });
  }

  #onExecution(x: Exploration, complete: boolean, surroundings: ProgramSurroundings): void {
    if (complete) this.#options.onExecution?.(canonicalText(x));
    if (this.#kept.length < (this.#options.keepTraces ?? 0)) this.#kept.push(this.#buildTrace(x, surroundings).trace);
  }

  /** The traces of the first executions, if they are asked for. */
  readonly #kept: Trace[] = [];

  /** The one with the error takes the place of the same execution without a word of it, or stands before the others. */
  #traces(error: CheckError | null): { traces?: readonly Trace[] } {
    if (this.#options.keepTraces === undefined) return {};
    if (error === null) return { traces: this.#kept };
    const at = this.#kept.findIndex(
      ({ execution, steps }) => execution === error.trace.execution && steps.length === error.trace.steps.length,
    );
    return { traces: at < 0 ? [error.trace, ...this.#kept] : this.#kept.with(at, error.trace) };
  }

  /** Runs to the end, to a fault or to a bound. Returns why it has to begin anew, if it has. */
  async #explore(x: Exploration, surroundings: ProgramSurroundings): Promise<string | undefined> {
    const { maxExecutions, maxSeconds = Infinity, signal, heartbeat } = this.#options;
    const steps = x.explorer.explore();
    for (;;) {
      if (signal?.aborted === true) this.#bound = 'it was interrupted';
      if (this.#division?.isOver === true) this.#bound = 'another explorer has ended it';
      if (this.#bound !== undefined) return undefined;
      for (let others = takeTurn(); others !== undefined; others = takeTurn()) await others;
      const sliceEnd = now() + (this.#mayShare(x) ? SHORT_SLICE_MS : SLICE_MS);
      let isOver = false;
      let again: string | undefined;
      try {
        surroundings.open();
        for (let n = 0; !isOver; n++) {
          try {
            isOver = steps.next().done === true;
            if (x.explorer.needs !== undefined || x.pendingEnd !== undefined) await awaiting(x.serve());
            again = this.#whyNoTwins(x) ?? this.#whyAnew(x);
          } catch (error) {
            x.stopBy(error);
            again = x.restart?.why;
            break;
          }
          if (surroundings.refusal !== undefined) throw surroundings.refusal;
          if (heartbeat !== undefined) heartbeat[0]!++;
          if (again !== undefined) break;
          if (x.exceedsBound) this.#bound = `the bound of ${maxExecutions} executions was reached`;
          if (this.#bound !== undefined || (x.found !== undefined && this.#isToldWell(x))) break;
          if (n % EXECUTIONS_BETWEEN_LOOKS !== 0) continue;
          x.forgetIfTooMuch();
          if (now() > sliceEnd) break;
        }
        await awaiting(x.runner.settle());
      } finally {
        surroundings.close();
        endTurn();
        if (heartbeat !== undefined) heartbeat[1] = -1;
      }
      if (isOver || again !== undefined || this.#bound !== undefined || (x.found !== undefined && this.#isToldWell(x))) return again;
      const seconds = this.#seconds();
      this.#options.onProgress?.({
        executions: x.executions,
        blocked: x.blocked,
        seconds,
        part: Math.min(1, x.explorer.alternatives.part),
      });
      if (this.#isWorthSharing(x)) {
        const knowledge = knowledgeOf(x, x.graph.threads);
        this.#divide(await this.#options.share!.begin(knowledge, x.explorer.alternatives.places.depthToDivideAt!, []), knowledge);
        x.explorer.alternatives.divide(this.#division!);
        this.#recorder!.start();
        this.#options.share!.start();
      }
      this.#checkpoint(x);
      if (seconds > maxSeconds) this.#bound = `the bound of ${maxSeconds} seconds was reached`;
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  /** Which part of the exploration is this one's, once it is shared with others. */
  #division: Division | undefined;
  #recorder: Recorder | undefined;
  #exploration!: Exploration;
  #lastCheckpoint = now();

  #divide(division: Division, knowledge: Knowledge): void {
    const counted = (): Counted => {
      const { executions, blocked, outcomes } = this.#exploration;
      return { executions, blocked, outcomes: outcomes.list() };
    };
    this.#recorder = new Recorder(division, knowledge, counted);
    this.#division = this.#recorder;
  }

  /** Says now and then how far it has come. */
  #checkpoint(x: Exploration): void {
    if (this.#recorder === undefined || x.found !== undefined) return;
    if (this.#bound === undefined && now() - this.#lastCheckpoint < CHECKPOINT_MS) return;
    this.#lastCheckpoint = now();
    const { share, shared } = this.#options;
    const checkpoint = this.#recorder.take();
    if (checkpoint !== undefined) (shared === undefined ? share! : shared).onCheckpoint?.(checkpoint);
  }

  #isAlone = false;

  #mayShare(x: Exploration): boolean {
    const { share, keepTraces, onExecution } = this.#options;
    if (share === undefined || this.#division !== undefined || this.#isAlone || x.symmetry !== undefined) return false;
    return keepTraces === undefined && onExecution === undefined && x.runner.known.asyncThreads.size === 0;
  }

  /** Whether it has gone on for so long that others are to help. */
  #isWorthSharing(x: Exploration): boolean {
    const { share } = this.#options;
    if (share === undefined || !this.#mayShare(x) || x.found !== undefined) return false;
    if (this.#seconds() * 1000 < share.afterMs || x.explorer.alternatives.part > MOST_DONE) return false;
    return share.isReady && x.explorer.alternatives.places.depthToDivideAt !== undefined;
  }

  #whyAnew(x: Exploration): string | undefined {
    if (x.restart !== undefined) return x.restart.why;
    if (x.shouldBeginAnew) return 'threads get stuck';
    return x.recheckSpins() ? undefined : 'a loop that was taken for a spin is none';
  }

  /** After a fault was found, the exploration goes on for a while, to find one that is easier to follow. */
  #isToldWell(x: Exploration): boolean {
    if (this.#options.keepGoing === true) return false;
    if (x.found!.kind === 'nondeterminism') return true;
    this.#foundAt ??= { ms: now(), executions: x.executions + x.blocked };
    return x.executions + x.blocked - this.#foundAt.executions > SHRINK_EXECUTIONS || now() - this.#foundAt.ms > SHRINK_MS;
  }

  #foundAt: { ms: number; executions: number } | undefined;

  #seconds(): number {
    return (now() - this.#start) / 1000;
  }

  #result(x: Exploration): ExploreResult {
    const error = x.found === undefined ? null : this.#errorOf(x.found);
    if (error === null && x.explorer.roots.every((root) => x.trie.kind[root] === END)) {
      throw new UnusableProgramError(
        'its threads never use shared memory, so there is nothing to check: they must work on a SharedArrayBuffer or on objects of lockwright that are made inside the program. ' +
          'Functions taken out of `Atomics` before the check (`const { load } = Atomics`), and reads and writes through arrays that were made outside, are not seen; what a package takes when it is loaded is, with lockwright check --instrument PACKAGE',
      );
    }
    if (error === null && x.tooLong && this.#bound === undefined) {
      this.#bound = `a thread did more than ${x.runner.maxSteps} steps, the bound of options.maxSteps`;
    }
    return {
      verdict: error !== null ? 'wrong' : this.#bound === undefined ? 'correct' : 'incomplete',
      executions: x.executions,
      blocked: x.blocked,
      seconds: this.#seconds(),
      outcomes: x.outcomes.list(),
      error,
      ...(this.#bound === undefined ? {} : { bound: this.#bound }),
      model: this.#model,
      ...this.#traces(error),
    };
  }

  #errorOf(found: Finding): CheckError {
    const kind = kindOf(found);
    const { trace, stepOf } = this.#trace!;
    const steps = found.events.flatMap((e) => stepOf(e) ?? []);
    const message = describeFinding(found, kind, trace, steps);
    const places: Place[] =
      found.thrown === undefined ? steps.flatMap((s) => trace.steps[s]?.place ?? []) : [knownPlace(stackOf(found.thrown)) ?? []].flat();
    return {
      kind,
      message,
      threads: found.threads,
      places,
      trace: { ...trace, error: { kind, message, steps, threads: found.threads } },
      ...(found.thrown === undefined ? {} : { cause: found.thrown }),
    };
  }
}

function kindOf(found: Finding): ErrorKind {
  if (found.kind !== 'thrown') return found.kind;
  if (found.inFinally === true) return 'assertion';
  try {
    const { name, code } = (found.thrown ?? {}) as { name?: unknown; code?: unknown };
    return name === 'AssertionError' || code === 'ERR_ASSERTION' || code === PROPERTY_VIOLATED ? 'assertion' : 'exception';
  } catch {
    return 'exception';
  }
}
