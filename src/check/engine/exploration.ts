import type { ExploreOptions, ModelName } from '../result.ts';
import type { Division } from './division.ts';
import { Explorer } from './explorer.ts';
import type { Host } from './host.ts';
import * as f from './fields.ts';
import { Graph } from './graph.ts';
import { Lifetimes, type Misuse } from './lifetimes.ts';
import { type Learned, newLearned } from './learned.ts';
import type { Locations, Restart } from './locations.ts';
import type { Model } from './model.ts';
import { OrderModel } from './order-model.ts';
import { costOf } from './linear-order.ts';
import { Outcomes } from './outcomes.ts';
import { Races } from './races.ts';
import { stateOf } from './stuck.ts';
import { Symmetry } from './symmetry.ts';
import { Rc11Model } from './rc11-model.ts';
import type { FinalRun } from './ending.ts';
import { FinalRuns, finalValueIn } from './final-runs.ts';
import { Nondeterminism } from './nondeterminism.ts';
import type { Surroundings } from './program-run.ts';
import type { OrderOf } from './run-operations.ts';
import { Runner } from './runner.ts';
import * as t from './trie.ts';
import type { Trie } from './trie.ts';
import type { Values } from './values.ts';

const { AFTER, FROM, LOC, NODE, NO_EVENT, THREAD } = f;

/** A fault as the engine finds it: while the graph that shows it is still there. */
export interface Finding {
  readonly kind: 'thrown' | 'deadlock' | 'livelock' | 'dataRace' | 'nondeterminism' | 'useAfterFree' | 'doubleFree';
  /** Events that it is about. */
  readonly events: readonly number[];
  readonly threads: readonly number[];
  readonly thrown?: unknown;
  readonly message?: string;
  /** It was thrown by what is asserted in the end. */
  readonly inFinally?: boolean;
}

/** One exploration of a program under a model, up to its end or to the first fault. */
export class Exploration implements Host {
  readonly runner: Runner;
  readonly explorer: Explorer;
  readonly graph: Graph;
  readonly model: Model;
  readonly trie: Trie;
  readonly values: Values;
  readonly locations: Locations;
  readonly #races: Races | undefined;
  readonly #lifetimes: Lifetimes;
  readonly outcomes: Outcomes;
  readonly #hasFinally: boolean;
  readonly #finalRuns: FinalRuns;
  readonly #onExecution: ((exploration: Exploration, complete: boolean) => void) | undefined;
  executions = 0;
  blocked = 0;
  found: Finding | undefined;
  readonly symmetry: Symmetry | undefined;
  /** Called while the graph of a fault is there. */
  onFound: (() => void) | undefined;
  tooLong = false;
  readonly #mostExecutions: number;
  /** There are more executions than it was to explore. */
  exceedsBound = false;
  readonly #knewOfStuck: boolean;
  readonly #learnedRoots: number[];

  constructor(
    model: ModelName,
    program: { threads: number; staticThreads: number; hasFinally: boolean; isClean: boolean; finallyTakesResults: boolean },
    surroundings: Surroundings,
    options: ExploreOptions & {
      heartbeat?: Int32Array;
      orderOf?: OrderOf;
      division?: Division | undefined;
      /** By thread: the one before it that does the same. */
      twins?: readonly number[] | undefined;
      onExecution?: (exploration: Exploration, complete: boolean) => void;
    },
    learned: Learned = newLearned(),
  ) {
    this.#knewOfStuck = learned.getsStuck;
    this.#mostExecutions = options.maxExecutions ?? Infinity;
    this.#learnedRoots = learned.roots;
    this.trie = learned.trie;
    this.values = learned.values;
    this.locations = learned.locations;
    this.runner = new Runner(learned, surroundings, {
      maxSteps: options.maxSteps,
      heartbeat: options.heartbeat,
      getsStuck: learned.getsStuck,
      orderOf: options.orderOf,
      kills: (options.kill ?? 0) > 0,
      killThreads: options.killThreads,
    });
    let graph!: Graph;
    const makeGraph = (columns: number): Graph => (graph = new Graph(program.threads, columns, this.locations));
    this.model = model === 'rc11' ? new Rc11Model(program.threads, makeGraph) : new OrderModel(program.threads, model, makeGraph);
    this.graph = graph;
    const judgesRaces = model === 'js' || model === 'rc11';
    this.#races = judgesRaces ? new Races(graph, this.model, this.trie, (loc) => this.#mayRace(options, loc)) : undefined;
    this.#lifetimes = new Lifetimes(this, surroundings.heapBuffer, (address) => this.runner.bytesOf(address), surroundings.freedInSetUp);
    this.explorer = new Explorer(this, graph, this.model, learned, {
      emptyNotifyReads: model !== 'rc11',
      judgesRaces,
      kill: options.kill ?? 0,
      division: options.division,
      symmetry: (this.symmetry = options.twins === undefined ? undefined : new Symmetry(graph, this.values, options.twins)),
    });
    this.runner.explorer = this.explorer;
    this.outcomes = new Outcomes(this.trie, this.symmetry);
    this.#hasFinally = program.hasFinally;
    this.#finalRuns = new FinalRuns(this, this.#lifetimes, program.isClean, program.finallyTakesResults);
    this.#onExecution = options.onExecution;
    this.explorer.threads = program.staticThreads;
    this.runner.known.threadCount ||= program.staticThreads;
    for (let thread = 0; thread < program.staticThreads; thread++)
      this.explorer.roots.push((learned.roots[thread] ??= this.trie.newNode(t.NONE, 0)));
  }

  #mayRace(options: ExploreOptions, loc: number): boolean {
    return options.allowRace?.(this.locations.all[loc]!.name) === true;
  }

  get restart(): Restart | undefined {
    return this.runner.restart;
  }

  // --- what the explorer asks ---

  runLive(thread: number, node: number): number {
    try {
      return this.runner.runLive(thread, node);
    } catch (error) {
      this.stopBy(error);
      return 2;
    }
  }

  /** Ends the exploration by what was thrown in the middle of it, if that says something about the program; else throws it. */
  stopBy(error: unknown): void {
    if (!(error instanceof Nondeterminism)) throw error;
    if (this.restart !== undefined) return;
    this.#find({ kind: 'nondeterminism', events: [], threads: error.threads, message: error.message });
    this.explorer.stopped = true;
  }

  isStuck(node: number, value: number, thread: number): boolean {
    return this.runner.isStuck(node, value, thread);
  }

  isSpin(thread: number, node: number): boolean {
    return this.runner.isSpin(thread, node);
  }

  isToBeEnded(thread: number): boolean {
    const flag = this.runner.terminationOf(thread);
    return flag >= 0 && this.graph.valueOf(this.graph.latest(flag)) !== this.values.encode(0);
  }

  onFree(event: number): boolean {
    if (this.#races === undefined) this.#lifetimes.noteFree();
    else this.#findMisuse(this.#lifetimes.ofFree(event));
    return true;
  }

  onAccess(event: number): boolean {
    if (this.#findMisuse(this.#lifetimes.ofAccess(event))) return true;
    const other = this.#races!.find(event);
    if (other === NO_EVENT) return true;
    const threads = [this.graph.get(other, THREAD), this.graph.get(event, THREAD)];
    this.#find({ kind: 'dataRace', events: [other, event], threads });
    return true;
  }

  onExecution(complete: boolean): boolean {
    if (this.executions + this.blocked >= this.#mostExecutions) {
      this.exceedsBound = true;
      return false;
    }
    if (complete) this.executions++;
    else this.blocked++;
    if (this.#races === undefined) this.#findMisuse(this.#lifetimes.ofExecution());
    const thrown = this.#thrown();
    if (thrown !== undefined) this.#find(thrown);
    else if (!complete) this.#judgeBlocked();
    else this.#judgeComplete();
    this.#onExecution?.(this, complete);
    return true;
  }

  /** Whether there is one. What the set-up has freed has no event, and nobody to name. */
  #findMisuse(misuse: Misuse | undefined): boolean {
    if (misuse === undefined) return false;
    const { free, event, isFree } = misuse;
    const events = free === NO_EVENT ? [event] : [free, event];
    this.#find({ kind: isFree ? 'doubleFree' : 'useAfterFree', events, threads: events.map((e) => this.graph.get(e, THREAD)) });
    return true;
  }

  /** The engine's name of the word that the race is about. */
  get racingWord(): string {
    return this.locations.all[this.graph.get(this.found!.events[1]!, LOC)]!.name;
  }

  /** The race that was found is none: its word may race. */
  allowRace(): void {
    this.#races!.allow(this.graph.get(this.found!.events[1]!, LOC));
    this.found = undefined;
    this.#cost = Infinity;
  }

  /** Notes a fault. Of several of one kind the one that is told best is kept: with the fewest switches between threads, and then the fewest steps. */
  #find(finding: Finding): void {
    if (this.found !== undefined && (this.found.kind !== finding.kind || this.found.inFinally !== finding.inFinally)) return;
    const cost = finding.kind === 'nondeterminism' ? 0 : costOf(this);
    if (this.found !== undefined && cost >= this.#cost) return;
    this.#cost = cost;
    this.found = finding;
    this.onFound?.();
  }

  #cost = Infinity;

  // --- judging ---

  #thrown(): Finding | undefined {
    const { explorer, trie, graph } = this;
    for (let thread = 0; thread < explorer.threads; thread++) {
      if (!explorer.exists(thread)) continue;
      let node = explorer.nodeOf(thread);
      const last = graph.lastOf(thread);
      if (node < 0 && last !== NO_EVENT) node = graph.get(last, NODE);
      if (node < 0) continue;
      if (trie.kind[node] === t.TOO_LONG) this.tooLong = true;
      if (trie.kind[node] !== t.THROW || this.#isJoined(thread)) continue;
      return { kind: 'thrown', events: last === NO_EVENT ? [] : [last], threads: [thread], thrown: trie.extra.get(node) };
    }
    return undefined;
  }

  /** Its error goes to whoever joined it. */
  #isJoined(thread: number): boolean {
    const { graph } = this;
    if (graph.spawnOf(thread) === NO_EVENT) return false;
    for (let e = 0; e < graph.size; e++)
      if (this.trie.kind[graph.get(e, NODE)] === t.JOIN && graph.get(e, FROM) === graph.lastOf(thread)) return true;
    return false;
  }

  /** A deadlock is when all who have not ended wait for something that cannot come any more. */
  #judgeBlocked(): void {
    const { explorer } = this;
    const waiting: number[] = [];
    let spins = true;
    for (let thread = 0; thread < explorer.threads; thread++) {
      if (!explorer.exists(thread) || explorer.hasEnded(thread, explorer.nodeOf(thread))) continue;
      const state = stateOf(this, thread);
      if (state === 'cut') return;
      waiting.push(thread);
      if (state !== 'spinning') spins = false;
    }
    this.#find({ kind: spins ? 'livelock' : 'deadlock', events: [], threads: waiting });
  }

  #judgeComplete(): void {
    const leaves = this.#leaves;
    for (let thread = 0; thread < this.explorer.threads; thread++) leaves[thread] = this.#leafOf(thread);
    const outcome = this.outcomes.add(leaves);
    if (this.#hasFinally) this.#judgeEnd(leaves, outcome);
  }

  #judgeEnd(leaves: readonly number[], outcome: number): void {
    if (this.runner.known.asyncThreads.size > 0) {
      this.pendingEnd = [...leaves];
      return;
    }
    const run = this.#finalRuns.of(leaves, outcome);
    // It turned out to be async.
    if (this.runner.known.asyncThreads.size > 0) {
      this.pendingEnd = [...leaves];
      return;
    }
    this.#judgeFinalRun(run);
  }

  #judgeFinalRun({ threw, thrown, misuse }: FinalRun): void {
    if (!threw) return;
    const free = misuse === undefined ? NO_EVENT : this.#lifetimes.freeOf(misuse.address);
    const events = free === NO_EVENT ? [] : [free];
    this.#find({ kind: misuse?.kind ?? 'thrown', events, threads: events.map((e) => this.graph.get(e, THREAD)), thrown, inFinally: true });
  }

  /** How the threads ended, where what is asserted in the end is yet to be run, since threads are async. */
  pendingEnd: readonly number[] | undefined;

  /** Runs what the exploration waits for. */
  async serve(): Promise<void> {
    const { needs } = this.explorer;
    if (needs !== undefined) await this.runner.runAsync(needs.thread, needs.node);
    if (this.pendingEnd === undefined) return;
    const leaves = this.pendingEnd;
    this.pendingEnd = undefined;
    const run = await this.runner.runFinallyAsync(leaves, finalValueIn(this.graph), this.#lifetimes.freed());
    this.#judgeFinalRun(run);
  }

  #leafOf(thread: number): number {
    const node = this.explorer.nodeOf(thread);
    if (node >= 0) return node;
    const last = this.graph.lastOf(thread);
    return last === NO_EVENT ? t.NONE : this.graph.get(last, NODE);
  }

  readonly #leaves: number[] = [];

  /** Whether it is to begin anew because threads were found to get stuck: see `Runner`. Late in an exploration that would cost more than it saves. */
  get shouldBeginAnew(): boolean {
    return !this.#knewOfStuck && this.runner.getsStuck && this.executions + this.blocked < EARLY;
  }

  /**
   * Keeps memory within bounds, between two executions: what is known of the threads is forgotten but for what the graphs at hand need. Executions that come back to something forgotten
   * run its code again.
   */
  forgetIfTooMuch(): void {
    const { trie, graph, explorer } = this;
    if (trie.size < MOST_NODES || this.runner.known.threadCount > explorer.roots.length) return;
    const keep = new Uint8Array(trie.size);
    for (const root of explorer.roots) keep[root] = 1;
    for (const { node } of this.runner.known.spins) keep[node] = 1;
    graph.forEachRow((at) => {
      keep[graph.g[at + NODE]!] = 1;
      const after = graph.g[at + AFTER]!;
      if (after >= 0) keep[after] = 1;
    });
    const renamed = trie.retain(keep);
    for (const [thread, root] of explorer.roots.entries()) {
      explorer.roots[thread] = renamed[root]!;
      this.#learnedRoots[thread] = renamed[root]!;
    }
    for (const spin of this.runner.known.spins) spin.node = renamed[spin.node]!;
    this.runner.known.blocks.rename(renamed);
    graph.forEachRow((at) => {
      graph.g[at + NODE] = renamed[graph.g[at + NODE]!]!;
      const after = graph.g[at + AFTER]!;
      if (after >= 0) graph.g[at + AFTER] = renamed[after]!;
    });
    this.outcomes.forgetNodes();
    this.#finalRuns.forgetNodes();
  }

  /** Whether spins that were found still are spins, now that more values are known; those that are not are known as such from now on. */
  recheckSpins(): boolean {
    const { pools } = this.runner.known;
    if (!pools.grew) return true;
    pools.grew = false;
    return this.runner.recheckSpins();
  }
}

const EARLY = 1000;
/** Nodes of the trie, at 60 bytes each, before they are forgotten. */
const MOST_NODES = 1_000_000;
