import { setMachine, type AsyncWaitResult, type Machine, type Raw, type RmwOp, type SimBuffer, type Size } from '../machine.ts';
import { expectRejections } from '../../realm/rejections.ts';
import type { Explorer, Host } from './explorer.ts';
import { Ending, type FinalRun } from './ending.ts';
import { NEEDS, NOT_EQUAL, optionsOf, WENT_ON } from './explorer.ts';
import { lateMachine } from './late-machine.ts';
import { Restart, type Locations } from './locations.ts';
import { Nondeterminism } from './nondeterminism.ts';
import { apply, rmwCode } from './operations.ts';
import { ALL_BITS, BITS } from './orders.ts';
import { currentStack } from './places.ts';
import { isSpinning } from './spin.ts';
import { stragglerMachine } from './straggler.ts';
import { wholePlace } from '../report/places.ts';
import type { Place } from '../report/trace.ts';
import * as t from './trie.ts';
import type { Trie } from './trie.ts';
import { ValuePools } from './value-pools.ts';
import type { Values } from './values.ts';
import type { AccessOrder } from '../machine.ts';
import type { DeathNotes } from '../../realm/checked.ts';
import { LockError, ThreadError } from '../../realm/errors.ts';
import { MOST_THREADS } from '../realm/heap-map.ts';
import { tooManyThreads, UnusableProgramError } from '../unusable.ts';
import type { OrderedKind } from '../advice/lattice.ts';

/** Thrown through the code of a thread to end its run. Whatever catches it gets it again at the next operation. */
const ABORT = Symbol('lockwright: this run of the thread is over');

let expectsAborts = false;

/** An async function of a run that is over may leave promises behind that nobody handles. */
function expectAborts(): void {
  if (!expectsAborts) expectRejections((reason) => reason === ABORT);
  expectsAborts = true;
}

/** Which order an operation of the code that runs is judged by, instead of the one that it declares. */
export type OrderOf = (kind: OrderedKind, declared: AccessOrder) => AccessOrder;

/** What a run of a thread's code is for. */
const EXPLORE = 0;
/** To learn one operation. */
const LEARN = 1;
/** To see whether it goes on as it does if nothing changes. */
const FROZEN = 2;
/** Its path is known to the end. */
const REPLAY = 3;
/** What is asserted when all have ended. */
const FINAL = 4;

/** One call of the program: its threads, before any of them has run. */
export interface Instance {
  readonly threads: readonly (() => unknown)[];
  readonly finally: ((results: readonly unknown[]) => unknown) | undefined;
  /** The program is an ordinary function, and this its only thread so far. */
  readonly isMain: boolean;
}

/** What surrounds each run of the program's code. */
export interface Surroundings {
  /** Calls the program. The globals are instrumented, and the realm is that of checked runs, until `leave`. */
  setUp(): Instance;
  /** The code of `thread` runs from here on. */
  enter(thread: number): void;
  leave(): void;
  /** What is known of the run that is on, such as the modules of its threads: to {@link Surroundings.resume} when a run that lies in it is over. */
  suspend(): unknown;
  resume(run: unknown): void;
  /** The program is its own first thread. */
  readonly isMain: boolean;
  /** Puts in order what a thread left that has ended: called while its operations are still that thread's. */
  bury(thread: number, notes: DeathNotes): void;
  /** The number of the buffer that is the heap, and how long the blocks in it are that were allocated in the set-up. */
  readonly heapBuffer: number;
  bytesOf(address: number): number | undefined;
  newBuffer(thread: number, number: number, byteLength: number, maxByteLength: number | undefined): SimBuffer;
  /** The address of the next block of a thread whose last one ended at `end`. */
  allocate(thread: number, end: number, bytes: number, alignment: number): number;
}

interface Context {
  thread: number;
  mode: number;
  /** Nodes on the way, from the root, to where the run is to come. */
  path: number[];
  at: number;
  node: number;
  dead: boolean;
  /** What the last step came to. */
  came: number;
  clock: number;
  randoms: number;
  buffers: number;
  children: number;
  allocated: number;
  /** In FROZEN: how many operations more; the values that memory has. */
  left: number;
  frozen: Map<number, number> | undefined;
  /** In REPLAY: told of each operation. */
  onOperation: ((node: number) => void) | undefined;
  /** Promises of waits that are not settled. */
  pending: { resolve: (result: 'ok' | 'timed-out') => void; isTimed: boolean; ms: number }[];
  /** Closures of the threads that it spawned, by their number. */
  spawned: Map<number, () => unknown> | undefined;
  /** The thread whose closure is wanted: the run ends once it is spawned. */
  wanted: number;
  /** Looks at the clock; the step at the last one, and how many there were since that step. */
  looksAtClock: number;
  lookedAt: number;
  idleLooks: number;
  /** Names of the checker's own locks that it holds. */
  held: Set<string> | undefined;
  /** What our locks noted for the undertaker. */
  notes: DeathNotes | undefined;
  /** It was killed. From then on, and in the steps that its undertaker does for it, it cannot die again. */
  died: boolean;
  cannotDie: boolean;
  /** What the thread returned, in REPLAY. */
  result: unknown;
}

const MOST_STEPS = 2000;
/** Operations that look-ahead must see without an end of the loop. A loop that is bounded by more is taken for endless. */
const LOOK_AHEAD = 200;
const RANDOM_STEP = 0.618_033_988_749_895; // the golden ratio: its multiples spread evenly

/** What running threads has taught, beside what they do. It belongs to the trie. */
export interface Known {
  readonly pools: ValuePools;
  readonly spins: { thread: number; node: number }[];
  /** Threads that are async functions. */
  readonly asyncThreads: Set<number>;
  /** By node: where an async thread did it. */
  readonly stacks: Map<number, Place[]>;
  /** Threads that were spawned: by spawner and number. */
  readonly childNumbers: Map<string, number>;
  /** By thread: its spawner. */
  readonly parents: (number | undefined)[];
  readonly names: (string | undefined)[];
  /** Whether a thread is terminated by another. Then each that is spawned looks before each step whether it is. */
  terminates: boolean;
  /** Threads that loop until a time has come: for them each look at the clock is a choice. */
  readonly timed: Set<number>;
  /** Whether a thread asks if another one has ended. Then each says so, in a word of its own, when it ends. */
  asksWhoEnded: boolean;
  threadCount: number;
  /** Blocks of the heap that threads allocated: address to bytes. The same address is always the same block. */
  readonly blocks: Map<number, number>;
  /** Whether what a thread does may depend on its number: then twins are none. */
  toldApart: boolean;
}

export function newKnown(parts: { trie: Trie; values: Values; locations: Locations }): Known {
  return {
    pools: new ValuePools(parts),
    spins: [],
    asyncThreads: new Set(),
    stacks: new Map(),
    childNumbers: new Map(),
    parents: [],
    names: [],
    timed: new Set(),
    asksWhoEnded: false,
    terminates: false,
    threadCount: 0,
    blocks: new Map(),
    toldApart: false,
  };
}

/** Runs the code of threads, and teaches the trie what they do. It is the machine that their operations reach. */
export class Runner implements Machine, Pick<Host, 'runLive' | 'isStuck'> {
  explorer!: Explorer;
  readonly #trie: Trie;
  readonly values: Values;
  readonly #locations: Locations;
  readonly #surroundings: Surroundings;
  readonly maxSteps: number;
  #c: Context = newContext(0, REPLAY, []);
  readonly #known: Known;
  get known(): Known {
    return this.#known;
  }

  /** As they were known when the exploration began: they decide what threads do. */
  readonly #timed: ReadonlySet<number>;
  readonly #sayWhenTheyEnd: boolean;
  readonly #terminates: boolean;
  readonly #kills: boolean;
  readonly #killThreads: readonly number[] | undefined;
  /** How often the code of a thread was run. */
  runs = 0;
  #heartbeat: Int32Array | undefined;
  /** Runs in the middle of which the engine is. */
  #nested = 0;
  /** Why the exploration must begin anew. */
  restart: Restart | undefined;
  /** What the engine itself threw in the middle of a run: it ends the exploration, whatever the program catches. */
  #failure: { readonly error: unknown } | undefined;
  readonly #ending: Ending;

  constructor(
    parts: { trie: Trie; values: Values; locations: Locations; known: Known },
    surroundings: Surroundings,
    options: {
      maxSteps?: number | undefined;
      heartbeat?: Int32Array | undefined;
      getsStuck?: boolean | undefined;
      orderOf?: OrderOf | undefined;
      kills?: boolean;
      killThreads?: readonly number[] | undefined;
    },
  ) {
    this.#trie = parts.trie;
    this.#known = parts.known;
    this.#timed = new Set(parts.known.timed);
    this.#sayWhenTheyEnd = parts.known.asksWhoEnded;
    this.#terminates = parts.known.terminates;
    this.#kills = options.kills === true;
    this.#killThreads = options.killThreads;
    this.values = parts.values;
    this.#locations = parts.locations;
    this.#surroundings = surroundings;
    this.#ending = new Ending(this.values, this.#locations);
    this.maxSteps = options.maxSteps ?? MOST_STEPS;
    this.#heartbeat = options.heartbeat;
    this.#getsStuck = options.getsStuck === true;
    this.#orderOf = options.orderOf;
  }

  // --- running ---

  runLive(thread: number, node: number): number {
    if (this.#known.asyncThreads.has(thread)) {
      this.explorer.needs = { thread, node };
      return NEEDS;
    }
    this.#known.pools.learnRead(node);
    return this.#run(thread, node, EXPLORE).came;
  }

  /** Runs a thread's code up to `node`, and on as `mode` says. */
  #run(thread: number, node: number, mode: number, prepare?: (context: Context) => void): Context {
    const before = this.#c;
    const context = newContext(thread, mode, this.#pathTo(node));
    prepare?.(context);
    this.runs++;
    const outer = this.#nested++ > 0 ? this.#surroundings.suspend() : undefined;
    try {
      this.#call(context, this.#closureOf(thread, context));
    } finally {
      this.#c = before;
      if (--this.#nested > 0) {
        this.#surroundings.resume(outer);
        this.#surroundings.enter(before.thread);
        setMachine(this);
      }
    }
    return context;
  }

  readonly #replayContext = newContext(0, REPLAY, []);

  #pathTo(node: number): number[] {
    return this.#fillPath([], node);
  }

  #fillPath(path: number[], node: number): number[] {
    path.length = this.#trie.depth[node]! + 1;
    for (let n = node, i = path.length - 1; i >= 0; i--) {
      path[i] = n;
      n = this.#trie.parent[n]!;
    }
    return path;
  }

  /** The code of a thread, of a new instance of the program. A spawned one's is what its spawner hands over, so that is run first. */
  #closureOf(thread: number, context: Context): () => unknown {
    const parent = this.#known.parents[thread];
    setMachine(undefined);
    if (parent === undefined) {
      return this.#surroundings.setUp().threads[thread]!;
    }
    const run = this.#untilSpawn(parent, thread, context);
    this.#call(run, this.#closureOf(parent, run));
    return spawnedBy(run, thread);
  }

  /** The same where the spawner, or who spawned that, is async. */
  async #closureOfAsync(thread: number, context: Context): Promise<() => unknown> {
    if (!this.#isBehindAsync(thread)) return this.#closureOf(thread, context);
    const parent = this.#known.parents[thread]!;
    const run = this.#untilSpawn(parent, thread, context);
    await this.#callAsync(run, await this.#closureOfAsync(parent, run));
    return spawnedBy(run, thread);
  }

  /** For a run of `parent` that ends when it spawns `thread`. */
  #untilSpawn(parent: number, thread: number, { path }: Context): Context {
    const spawn = this.#trie.extra.get(path[0]!) as number; // its node
    const run = newContext(parent, REPLAY, this.#pathTo(spawn));
    run.wanted = thread;
    return run;
  }

  #call(context: Context, closure: () => unknown): void {
    this.#c = context;
    context.node = context.path[0]!;
    this.#surroundings.enter(context.thread);
    setMachine(this);
    this.#caught = 0;
    try {
      let kind: number = t.END;
      let result: unknown;
      try {
        result = closure();
      } catch (error) {
        kind = t.THROW;
        result = error;
      }
      if (!context.dead && kind === t.END && isThenable(result)) this.#isAsync(context, result);
      else this.#cameToItsEnd(context, kind, result);
    } finally {
      if (!context.dead) context.dead = true;
      setMachine(undefined);
      this.#surroundings.leave();
    }
    if (this.#failure !== undefined) this.#throwFailure();
  }

  /** The run has ended, but the program has caught that and goes on. */
  #isOver(): never {
    if (++this.#caught > MOST_CAUGHT) setMachine(this.#straggler);
    throw ABORT;
  }

  /** How often, since the run that is on began. */
  #caught = 0;
  readonly #straggler = stragglerMachine(ABORT);

  #cameToItsEnd(c: Context, kind: number, result: unknown): void {
    if (c.died) {
      if (c.notes === undefined || this.#bury(c)) this.#ended(t.KILLED, undefined);
    } else if (!c.dead && result !== ABORT && (c.mode === FINAL || !holds(c.notes) || this.#bury(c))) this.#ended(kind, result);
  }

  #throwFailure(): never {
    const { error } = this.#failure!;
    this.#failure = undefined;
    throw error;
  }

  /** Ends the run, and then the exploration, by an error that the program must not catch. */
  #fail(error: unknown): never {
    this.#failure ??= { error };
    return this.#abort();
  }

  /** The thread is an async function: from its first `await` on its code is run by `runAsync`. */
  #isAsync(context: Context, promise: PromiseLike<unknown>): void {
    promise.then(undefined, () => {});
    expectAborts();
    this.#known.asyncThreads.add(context.thread);
    this.#leftSomething = true;
    context.dead = true;
    context.came = NEEDS;
    if (context.mode === EXPLORE) this.explorer.needs = { thread: context.thread, node: context.node };
  }

  /** Learns what an async thread does at `node`, by running it up to there. Other code must not use simulated memory meanwhile. */
  async runAsync(thread: number, node: number): Promise<void> {
    await this.#discard();
    const context = newContext(thread, LEARN, this.#pathTo(node));
    this.runs++;
    // Not to await here as a rule: the program is set up from now on.
    const closure = this.#isBehindAsync(thread) ? await this.#closureOfAsync(thread, context) : this.#closureOf(thread, context);
    await this.#callAsync(context, closure);
  }

  /** Whether a run that is over has left promise jobs behind. */
  #leftSomething = false;

  /** Lets them come to their next operation, which ends them. */
  async #discard(): Promise<void> {
    if (!this.#leftSomething) return;
    this.#leftSomething = false;
    setMachine(this.#discarding);
    await idle(() => false, TURNS_AFTER);
    setMachine(undefined);
  }

  /** Its code is what an async thread hands over. */
  #isBehindAsync(thread: number): boolean {
    const parent = this.#known.parents[thread];
    return parent !== undefined && this.#known.asyncThreads.has(parent);
  }

  async #callAsync(context: Context, closure: () => unknown): Promise<void> {
    this.#c = context;
    context.node = context.path[0]!;
    this.#surroundings.enter(context.thread);
    setMachine(this);
    let ended = false;
    try {
      ended = await this.#runToEnd(context, closure);
    } catch (error) {
      if (error !== ABORT) throw error;
    } finally {
      context.dead = true;
      // What is left of it must not be taken for a part of the next run. Of a thread that has ended nothing may be left.
      setMachine(ended ? this.#late : this.#discarding);
      await idle(() => false, TURNS_AFTER);
      setMachine(undefined);
      this.#surroundings.leave();
    }
    if (this.#failure !== undefined) this.#throwFailure();
  }

  readonly #late = lateMachine(() => {
    expectAborts();
    const [place] = currentStack();
    const where = place === undefined ? '' : ` at ${wholePlace(place)}`;
    this.#failure ??= {
      error: new UnusableProgramError(
        `something that a thread left behind when it ended uses shared memory${where}: a callback of a promise, or an async function that nobody awaits. No execution has it in it: let the thread be an async function that awaits it`,
      ),
    };
    throw ABORT;
  });

  readonly #discarding = lateMachine(() => {
    throw ABORT;
  });

  /** Lets run what threads left behind when they ended, which must not use shared memory. Where threads are async, that is noticed when each of them ends. */
  async settle(): Promise<void> {
    if (this.#known.asyncThreads.size > 0) return;
    setMachine(this.#late);
    await idle(() => this.#failure !== undefined, TURNS_AFTER);
    setMachine(undefined);
    if (this.#failure !== undefined) this.#throwFailure();
  }

  /** Returns whether it came to its end. */
  async #runToEnd(context: Context, closure: () => unknown): Promise<boolean> {
    let end: { kind: number; value: unknown } | undefined;
    try {
      const result = closure();
      if (isThenable(result)) {
        result.then(
          (value) => (end ??= { kind: t.END, value }),
          (value: unknown) => (end ??= { kind: t.THROW, value }),
        );
      } else end = { kind: t.END, value: result };
    } catch (error) {
      end = { kind: t.THROW, value: error };
    }
    for (;;) {
      await idle(() => context.dead || end !== undefined, context.pending.length > 0 ? TURNS : TURNS_WITHOUT_PROMISE);
      if (context.died || (end !== undefined && !context.dead)) {
        this.#cameToItsEnd(context, end?.kind ?? t.KILLED, end?.value);
        return true;
      }
      if (context.dead) return false;
      const timed = context.pending.reduce((bits, { isTimed }, i) => bits | (isTimed ? 1 << i : 0), 0);
      const option = this.values.decode(this.#op(t.TURN, -1, context.pending.length, timed, 0, 0, 0)) as number;
      const { index, timesOut } = optionsOf(context.pending.length, timed)[option]!;
      const [settled] = context.pending.splice(index, 1);
      if (timesOut) context.clock += settled!.ms;
      settled!.resolve(timesOut ? 'timed-out' : 'ok');
    }
  }

  #ended(kind: number, result: unknown): void {
    const c = this.#c;
    c.dead = false;
    c.cannotDie = true;
    setMachine(this);
    if (this.#sayWhenTheyEnd && this.#known.parents[c.thread] !== undefined && !this.#saysItEnds(c)) return;
    if (c.mode === REPLAY && c.at === c.path.length - 1 && this.#trie.kind[c.node] === kind) {
      // As the last time; and no exception, since this is done for each execution that something is asserted of.
      c.onOperation?.(c.node);
      c.result = result;
      c.dead = true;
      return;
    }
    if (c.mode === EXPLORE && c.at === c.path.length - 1 && this.#trie.kind[c.node] === t.UNKNOWN) {
      this.#trie.define(c.node, kind, -1, 0, 0, 0, 0, 0);
      this.#trie.extra.set(c.node, result);
      c.came = this.explorer.step(c.thread);
      c.dead = true;
      return;
    }
    try {
      if (this.#op(kind, -1, 0, 0, 0, 0, 0, result) !== undefined) c.dead = true;
    } catch (error) {
      if (error !== ABORT) throw error;
    }
  }

  /** Returns false if the run ended with that. */
  #saysItEnds(c: Context): boolean {
    try {
      this.#op(t.STORE, this.#endOf(c.thread), this.values.encode(1), 0, ALL_BITS, 0, 0);
      return true;
    } catch (error) {
      if (error !== ABORT) throw error;
      return false;
    }
  }

  /** An operation of the running thread; returns the word of its value. */
  #op(kind: number, loc: number, a: number, b: number, order: number, failure: number, part: number, extra?: unknown): number {
    const c = this.#c;
    if (c.dead) this.#isOver();
    if (this.#heartbeat !== undefined) this.#heartbeat[0]!++;
    if ((this.#kills || this.#terminates) && !c.cannotDie) this.#mayDie(c, kind);
    const { node } = c;
    const trie = this.#trie;
    if (c.at < c.path.length - 1) {
      if (!trie.matches(node, kind, loc, a, b, order, failure, part)) this.#differs(node, kind, loc, a, b);
      c.onOperation?.(node);
      const next = c.path[++c.at]!;
      c.node = next;
      return trie.via[next]!;
    }
    return this.#frontier(kind, loc, a, b, order, failure, part, extra);
  }

  /** Before an operation: whether the thread gets that far. */
  #mayDie(c: Context, kind: number): void {
    if (c.mode === FINAL || t.isEnd(kind)) return;
    const isSpawned = this.#known.parents[c.thread] !== undefined;
    c.cannotDie = true; // what follows is no operation of its own
    if (this.#mayBeKilled(c.thread) && IS_NOTICED.has(kind) && this.#op(t.DIE, -1, 0, 0, 0, 0, 0) !== 0) this.#die(c);
    if (this.#terminates && isSpawned) {
      if (this.#isTerminated(c)) this.#die(c);
      // Where it waits for others it can be ended, too. To others that is as if it had never begun to wait.
      if (WAITS.has(kind) && this.#op(t.CHOOSE, -1, 2, 0, 0, 0, 0) !== 0) {
        this.assume(this.#isTerminated(c));
        this.#die(c);
      }
    }
    c.cannotDie = false;
  }

  #mayBeKilled(thread: number): boolean {
    if (!this.#kills) return false;
    return this.#killThreads?.includes(thread) ?? !(this.#surroundings.isMain && thread === 0);
  }

  #isTerminated(c: Context): boolean {
    return this.#op(t.LOAD, this.terminationOf(c.thread), 0, 0, ALL_BITS, 0, 0) !== this.values.encode(0);
  }

  /** The word that is set when the thread is told to end; below 0 if none ever is, or not this one. */
  terminationOf(thread: number): number {
    if (!this.#terminates || this.#known.parents[thread] === undefined) return -1;
    return this.#locations.named('termination', `thread ${thread} is to end`);
  }

  /** The code of the thread goes no further; what it leaves is put in order as its last steps. */
  #die(c: Context): never {
    c.died = true;
    return this.#abort();
  }

  /** What the undertaker does for a thread that ended without giving back what it holds. Returns false if the run ended with that. */
  #bury(c: Context): boolean {
    c.dead = false;
    c.cannotDie = true;
    setMachine(this); // it may have been another's for what the program did after its death
    try {
      this.#surroundings.bury(c.thread, c.notes!);
      return true;
    } catch (error) {
      if (error !== ABORT) throw error;
      return false;
    }
  }

  #frontier(kind: number, loc: number, a: number, b: number, order: number, failure: number, part: number, extra: unknown): number {
    const c = this.#c;
    const trie = this.#trie;
    if (c.mode === FINAL) return this.#ending.op(kind, loc, a, b, part, extra) ?? this.#abort();
    const { node } = c;
    if (c.mode === FROZEN) return this.#frozen(kind, loc, a, b, part);
    if (trie.kind[node] === t.UNKNOWN) {
      if (trie.depth[node]! >= this.maxSteps && !t.isEnd(kind)) trie.define(node, t.TOO_LONG, -1, 0, 0, 0, 0, 0);
      else trie.define(node, kind, loc, a, b, order, failure, part);
      if (t.isEnd(kind)) trie.extra.set(node, extra);
      if (kind === t.ASSUME) this.#getsStuck = true;
      this.#known.pools.learnOperation(c.thread, kind, loc, a, b);
    } else if (!trie.matches(node, kind, loc, a, b, order, failure, part) && trie.kind[node] !== t.TOO_LONG) {
      this.#differs(node, kind, loc, a, b);
    }
    if (c.mode !== EXPLORE) {
      if (this.#known.asyncThreads.has(c.thread)) this.#known.stacks.set(node, currentStack());
      c.onOperation?.(node);
      this.#abort();
    }
    for (;;) {
      try {
        c.came = this.explorer.step(c.thread);
      } catch (error) {
        this.#c = c;
        this.#fail(error);
      }
      this.#c = c;
      if (c.came !== WENT_ON || this.explorer.mustRescan || this.explorer.stopped) this.#abort();
      const next = this.explorer.nodeOf(c.thread);
      if (next < 0) continue;
      c.node = next;
      c.path.push(next);
      c.at++;
      return trie.via[next]!;
    }
  }

  #abort(): never {
    this.#c.dead = true;
    // What it goes through may be an async function, whatever the thread is.
    expectAborts();
    throw ABORT;
  }

  #differs(node: number, kind: number, loc: number, a: number, b: number): never {
    const trie = this.#trie;
    const was = this.describe(trie.kind[node]!, trie.loc[node]!, trie.a[node]!, trie.b[node]!);
    const now = this.describe(kind, loc, a, b);
    const { thread } = this.#c;
    const message = `thread ${thread} did ${now} as its step ${trie.depth[node]}, but ${was} the time before, although it had read the same values`;
    this.#fail(new Nondeterminism([thread], message));
  }

  describe(kind: number, loc: number, a: number, b: number): string {
    const name = loc >= 0 ? ` of ${this.#locations.all[loc]?.name}` : '';
    const value = (word: number): string => String(this.values.decode(word));
    if (kind === t.STORE) return `a store of ${value(a)} to${name.slice(3)}`;
    if (kind === t.CAS) return `a compareExchange${name} from ${value(a)} to ${value(b)}`;
    return `${/^[aeiou]/.test(t.KIND_NAMES[kind]!) ? 'an' : 'a'} ${t.KIND_NAMES[kind]}${name}`;
  }

  // --- learning ---

  /** Makes sure that it is known what the thread does at `node`. */
  learn(thread: number, node: number): void {
    if (this.#trie.kind[node] === t.UNKNOWN && !this.#known.asyncThreads.has(thread)) this.#run(thread, node, LEARN);
  }

  /** Whether any thread was found to stop at an `assume` or to spin. Where it turns up early, the exploration begins anew with that known, so that it drops the same from the start. */
  #getsStuck: boolean;
  get getsStuck(): boolean {
    return this.#getsStuck;
  }

  isStuck(node: number, value: number, thread: number): boolean {
    const next = this.#trie.child(node, value);
    if (this.#trie.kind[next] === t.UNKNOWN) {
      // Running the thread for that only pays where threads get stuck at all.
      if (!this.#getsStuck) return false;
      this.learn(thread, next);
    }
    return this.#trie.kind[next] === t.ASSUME || this.isSpin(thread, next);
  }

  /** Whether the thread, at `node`, would only do again what it has just done to no effect. */
  isSpin(thread: number, node: number): boolean {
    const known = this.#trie.spin[node]!;
    if (known !== t.UNCHECKED) return known === t.SPINS;
    const spins = !this.#known.asyncThreads.has(thread) && isSpinning(this, this.#trie, thread, node);
    this.#trie.spin[node] = spins ? t.SPINS : t.GOES_ON;
    if (spins) {
      this.#getsStuck = true;
      this.#known.spins.push({ thread, node });
    }
    return spins;
  }

  /** Asks again of all spins, after new values were learned. False if one of them is none any more. */
  recheckSpins(): boolean {
    let all = true;
    for (const { thread, node } of this.#known.spins) {
      if (this.#trie.spin[node] !== t.SPINS || isSpinning(this, this.#trie, thread, node)) continue;
      this.#trie.spin[node] = t.GOES_ON;
      all = false;
    }
    return all;
  }

  /** Runs on from `node` while memory keeps the values that were last read: whether the thread then goes round for ever. */
  goesRound(thread: number, node: number, values: ReadonlyMap<number, number>): boolean {
    const context = this.#run(thread, node, FROZEN, (c) => {
      c.left = LOOK_AHEAD;
      c.frozen = new Map(values);
    });
    if (context.left !== 0) return false;
    if (context.looksAtClock === 0 || this.#timed.has(thread)) return true;
    this.#known.timed.add(thread);
    this.#beginAnew('a loop looks at the clock');
    return false;
  }

  #frozen(kind: number, loc: number, a: number, b: number, part: number): number {
    const c = this.#c;
    c.idleLooks = 0;
    if (kind === t.FENCE || kind === t.TIME || kind === t.DIE) return 0;
    const value = c.frozen!.get(loc);
    const effectFree =
      value !== undefined &&
      part === 0 &&
      (kind === t.LOAD ||
        (kind === t.CAS && (value !== a || value === b)) ||
        (kind === t.RMW && apply.rmw(this.values, value, b, a, 0) === value) ||
        (kind === t.NOTIFY && this.values.decodeList(value).length === 0) ||
        (kind === t.WAIT && value !== a));
    if (!effectFree) {
      this.#abort();
    }
    if (--c.left === 0) this.#abort();
    if (kind === t.WAIT) return this.values.encode(NOT_EQUAL);
    return kind === t.NOTIFY ? this.values.encode(0) : value;
  }

  /** What the code does may depend on which thread it is. */
  #toldApart(): void {
    this.#known.toldApart = true;
  }

  #beginAnew(why: string): void {
    this.restart = new Restart(why);
    this.explorer.stopped = true;
  }

  // --- replaying ---

  /** Runs a thread's code along the whole of its path, and tells `onOperation` of each node. */
  replay(thread: number, node: number, onOperation: (node: number) => void): void {
    this.#run(thread, node, REPLAY, (c) => {
      c.onOperation = onOperation;
    });
  }

  /**
   * Runs all threads to their ends on one instance of the program, since they may have left something in its variables, and then what is asserted in the end, on the memory that
   * `valueOf` tells. Returns what was thrown, and which values of memory it depended on. Threads that leave nothing in variables need not run.
   */
  runFinally(leaves: readonly number[], valueOf: (loc: number) => number, runsThreads: boolean): FinalRun {
    this.runs++;
    setMachine(undefined);
    const instance = this.#surroundings.setUp();
    const before = this.#c;
    let closures = instance.threads;
    const results: unknown[] = [];
    for (let thread = 0; thread < leaves.length; thread++) {
      const leaf = leaves[thread]!;
      if (leaf < 0) continue;
      if (!runsThreads) {
        const known = this.#trie.extra.get(leaf);
        // An object is one of an earlier run, and `finally` may change it.
        if (typeof known !== 'object' || known === null) {
          results.push(known);
          continue;
        }
      }
      const context = this.#replayContext;
      context.thread = thread;
      this.#fillPath(context.path, leaf);
      context.at = 0;
      context.dead = false;
      context.lookedAt = -1;
      context.clock = context.idleLooks = context.randoms = context.buffers = context.children = context.allocated = 0;
      context.spawned = context.held = context.result = context.notes = undefined;
      context.died = context.cannotDie = false;
      this.#call(context, closures[thread]!);
      if (context.spawned !== undefined) closures = withSpawned(closures, context.spawned);
      // That of this run, so that `finally` may change it. What spawned threads return is for those who join them.
      if (thread < instance.threads.length) results.push(context.result);
    }
    const run = this.#ending.begin(leaves, valueOf);
    this.#call(newContext(FINALLY, FINAL, [NO_PATH]), () => instance.finally!(results));
    this.#c = before;
    return run;
  }

  /** The same where threads or `finally` are async. */
  async runFinallyAsync(leaves: readonly number[], valueOf: (loc: number) => number): Promise<FinalRun> {
    await this.#discard();
    this.runs++;
    setMachine(undefined);
    const instance = this.#surroundings.setUp();
    let closures = instance.threads;
    const results: unknown[] = [];
    for (const [thread, leaf] of leaves.entries()) {
      if (leaf < 0) continue;
      const context = newContext(thread, REPLAY, this.#pathTo(leaf));
      await this.#callAsync(context, closures[thread]!);
      if (context.spawned !== undefined) closures = withSpawned(closures, context.spawned);
      if (thread < instance.threads.length) results.push(context.result);
    }
    const run = this.#ending.begin(leaves, valueOf);
    await this.#callAsync(newContext(FINALLY, FINAL, [NO_PATH]), () => instance.finally!(results));
    return run;
  }

  // --- the machine ---

  readonly #orderOf: OrderOf | undefined;

  /** The order by which an operation is judged: the declared one, unless another is put in its place (see `advice/`). It is asked for once, when the operation is new. */
  #order(kind: OrderedKind, declared: AccessOrder): number {
    if (this.#orderOf === undefined) return BITS[declared];
    const { node, mode } = this.#c;
    if (mode === FINAL) return BITS[declared];
    if (this.#trie.kind[node] !== t.UNKNOWN) return (kind === 'failure' ? this.#trie.failure : this.#trie.order)[node]!;
    return BITS[mode === FROZEN ? declared : this.#orderOf(kind, declared)];
  }

  #find(buffer: SimBuffer, offset: number, size: number): number {
    if (this.#c.dead) this.#isOver();
    try {
      return this.#locations.find(buffer, offset, size);
    } catch (error) {
      if (!(error instanceof Restart)) throw error;
      this.#beginAnew(error.why);
      return this.#abort();
    }
  }

  load(buffer: SimBuffer, offset: number, size: Size, order: AccessOrder): Raw {
    const loc = this.#find(buffer, offset, size);
    return this.values.decode(this.#op(t.LOAD, loc, 0, 0, this.#order('load', order), 0, this.#locations.part));
  }

  store(buffer: SimBuffer, offset: number, size: Size, value: Raw, order: AccessOrder): void {
    const loc = this.#find(buffer, offset, size);
    this.#op(t.STORE, loc, this.values.encode(value), 0, this.#order('store', order), 0, this.#locations.part);
  }

  rmw(buffer: SimBuffer, offset: number, size: Size, op: RmwOp, operand: Raw, order: AccessOrder): Raw {
    const loc = this.#find(buffer, offset, size);
    return this.values.decode(
      this.#op(t.RMW, loc, this.values.encode(operand), rmwCode(op, size), this.#order('update', order), 0, this.#locations.part),
    );
  }

  compareExchange(
    buffer: SimBuffer,
    offset: number,
    size: Size,
    expected: Raw,
    replacement: Raw,
    success: AccessOrder,
    failure: AccessOrder,
  ): Raw {
    const loc = this.#find(buffer, offset, size);
    const { part } = this.#locations;
    return this.values.decode(
      this.#op(
        t.CAS,
        loc,
        this.values.encode(expected),
        this.values.encode(replacement),
        this.#order('compareExchange', success),
        this.#order('failure', failure),
        part,
      ),
    );
  }

  wait(buffer: SimBuffer, offset: number, size: 4 | 8, expected: Raw, ms: number): 'ok' | 'not-equal' | 'timed-out' {
    const loc = this.#find(buffer, offset, size);
    const timed = ms === Infinity ? 0 : 1;
    const result = this.values.decode(this.#op(t.WAIT, loc, this.values.encode(expected), timed, ALL_BITS, 0, this.#locations.part));
    if (result === 2) this.#c.clock += ms;
    return result === 0 ? 'ok' : result === 1 ? 'not-equal' : 'timed-out';
  }

  waitAsync(buffer: SimBuffer, offset: number, size: 4 | 8, expected: Raw, ms: number): AsyncWaitResult {
    const loc = this.#find(buffer, offset, size);
    if (ms === 0) {
      const found = this.values.decode(this.#op(t.LOAD, loc, 0, 0, ALL_BITS, 0, this.#locations.part));
      return { async: false, value: found === expected ? 'timed-out' : 'not-equal' };
    }
    const isTimed = ms !== Infinity;
    const result = this.#op(t.WAIT_ASYNC, loc, this.values.encode(expected), isTimed ? 1 : 0, ALL_BITS, 0, this.#locations.part);
    if (this.values.decode(result) === NOT_EQUAL) return { async: false, value: 'not-equal' };
    const { promise, resolve } = Promise.withResolvers<'ok' | 'timed-out'>();
    this.#c.pending.push({ resolve, isTimed, ms });
    return { async: true, value: promise };
  }

  notify(buffer: SimBuffer, offset: number, count: number): number {
    if (this.#c.dead) throw ABORT;
    const loc = this.#locations.waitersAt(buffer.id, offset);
    return this.values.decode(this.#op(t.NOTIFY, loc, Math.min(count, MOST_NOTIFIED), 0, ALL_BITS, 0, 0)) as number;
  }

  fence(order: AccessOrder): void {
    this.#op(t.FENCE, -1, 0, 0, this.#order('fence', order), 0, 0);
  }

  pause(): void {
    if (this.#c.dead) throw ABORT;
  }

  choose(n: number): number {
    return this.values.decode(this.#op(t.CHOOSE, -1, n, 0, 0, 0, 0)) as number;
  }

  assume(condition: boolean): void {
    if (!condition) this.#op(t.ASSUME, -1, 0, 0, 0, 0, 0);
  }

  lock(name: string): void {
    this.#op(t.LOCK, this.#locations.named('lock', name), 0, 0, 0, 0, 0);
    (this.#c.held ??= new Set()).add(name);
  }

  unlock(name: string): void {
    const c = this.#c;
    if (!c.dead && c.held?.delete(name) !== true) {
      const what = c.thread === FINALLY ? '`finally`' : `thread ${c.thread}`;
      throw new LockError('NOT_HELD', `${name}.unlock(): ${what} does not hold it. Only who has taken a lock may give it back`);
    }
    this.#op(t.UNLOCK, this.#locations.named('lock', name), 0, 0, 0, 0, 0);
  }

  newBuffer(byteLength: number, maxByteLength: number | undefined): SimBuffer {
    if (this.#c.dead) throw ABORT;
    this.#toldApart();
    return this.#surroundings.newBuffer(this.#c.thread, this.#c.buffers++, byteLength, maxByteLength);
  }

  random(): number {
    this.#toldApart();
    this.#c.randoms++;
    return (this.#c.randoms * RANDOM_STEP + this.#c.thread * RANDOM_STEP * RANDOM_STEP) % 1;
  }

  /** Time stands still between two operations; but a thread that does nothing but look at the clock is let go on, and one that loops until a time has come has a choice at each look. */
  now(): number {
    const c = this.#c;
    if (c.dead) throw ABORT;
    if (this.#timed.has(c.thread) && c.mode !== FINAL) {
      if (this.values.decode(this.#op(t.TIME, -1, 0, 0, 0, 0, 0)) === 1) c.clock += MUCH_TIME_MS;
      return c.clock;
    }
    if (c.at === c.path.length - 1) c.looksAtClock++;
    if (c.lookedAt !== c.at) {
      c.lookedAt = c.at;
      c.idleLooks = 0;
    } else if (++c.idleLooks > MOST_IDLE_LOOKS) c.clock++;
    return c.clock;
  }

  currentThread(): number {
    this.#toldApart();
    return this.#c.thread;
  }

  // --- threads ---

  spawn(fn: () => unknown, name?: string): number {
    const c = this.#c;
    if (c.dead) throw ABORT;
    this.#toldApart();
    if (c.mode === FINAL) return this.#op(t.SPAWN, -1, 0, 0, 0, 0, 0);
    const key = `${c.thread}:${c.children++}`;
    let child = this.#known.childNumbers.get(key);
    if (child === undefined) {
      child = this.#known.threadCount++;
      this.#known.childNumbers.set(key, child);
      this.#known.parents[child] = c.thread;
    }
    this.#known.names[child] = name;
    // Its code can only be had by running that of its spawner.
    if (this.#known.asyncThreads.has(c.thread)) this.#known.asyncThreads.add(child);
    if (child >= MOST_THREADS) this.#fail(new UnusableProgramError(tooManyThreads('it spawns more')));
    if (child >= this.explorer.graph.threads) {
      this.#beginAnew('there are more threads than was thought');
      this.#abort();
    }
    (c.spawned ??= new Map()).set(child, fn);
    const trie = this.#trie;
    // The root of the child's tree belongs to this node: its closure may hold what its spawner had read.
    let root = trie.kind[c.node] === t.SPAWN ? trie.a[c.node]! : t.NONE;
    if (root === t.NONE) {
      root = trie.newNode(t.NONE, 0);
      trie.extra.set(root, c.node);
    }
    if (c.wanted === child && c.at >= c.path.length - 1) this.#abort();
    this.#op(t.SPAWN, -1, root, child, 0, 0, 0);
    return child;
  }

  join(thread: number): { threw: boolean; value: unknown } {
    const leaf = this.values.decode(this.#op(t.JOIN, -1, thread, 0, 0, 0, 0)) as number;
    if (this.#trie.kind[leaf] === t.KILLED) {
      return { threw: true, value: new ThreadError('TERMINATED', `thread ${thread} was terminated before it returned`) };
    }
    return { threw: this.#trie.kind[leaf] === t.THROW, value: this.#trie.extra.get(leaf) };
  }

  isFinished(thread: number): boolean {
    if (this.#c.mode === FINAL) return true;
    if (!this.#sayWhenTheyEnd) {
      this.#known.asksWhoEnded = true;
      this.#beginAnew('a thread asks whether another one has ended');
      this.#abort();
    }
    return this.#op(t.LOAD, this.#endOf(thread), 0, 0, ALL_BITS, 0, 0) !== this.values.encode(0);
  }

  /** The word that a thread sets when it ends. */
  #endOf(thread: number): number {
    return this.#locations.named('end', `end of thread ${thread}`);
  }

  sleep(ms: number): void {
    if (this.#c.dead) throw ABORT;
    this.#c.clock += ms;
  }

  terminate(thread: number): void {
    if (this.#c.dead) throw ABORT;
    if (!this.#terminates) {
      this.#known.terminates = true;
      this.#beginAnew('a thread terminates another one');
      this.#abort();
    }
    this.#op(t.STORE, this.terminationOf(thread), this.values.encode(1), 0, ALL_BITS, 0, 0);
  }

  notes(): DeathNotes | undefined {
    this.#toldApart();
    const c = this.#c;
    return c.dead || c.mode === FINAL || c.cannotDie ? undefined : (c.notes ??= { held: [], pending: undefined, sleptOn: undefined });
  }

  allocate(bytes: number, alignment: number): number {
    const c = this.#c;
    if (c.dead) throw ABORT;
    this.#toldApart();
    const address = this.#surroundings.allocate(c.thread, c.allocated, bytes, alignment);
    c.allocated = address + bytes;
    this.#known.blocks.set(address, bytes);
    return address;
  }

  free(address: number): void {
    this.#op(t.FREE, -1, address, 0, 0, 0, 0);
  }
}

function spawnedBy(run: Context, thread: number): () => unknown {
  const closure = run.spawned?.get(thread);
  if (closure === undefined)
    throw new Nondeterminism([run.thread], `thread ${run.thread} did not start thread ${thread}, as it had the time before`);
  return closure;
}

/** Threads by number, with those that one of them has spawned. */
function withSpawned(closures: readonly (() => unknown)[], spawned: ReadonlyMap<number, () => unknown>): (() => unknown)[] {
  const all = [...closures];
  for (const [thread, closure] of spawned) all[thread] = closure;
  return all;
}

/** Operations of a run that is over, before values are made up for it so that it ends. */
const MOST_CAUGHT = 50;
/** Turns of the queue of microtasks in which an async thread does nothing with shared memory, before it is taken to await. */
const TURNS = 50;
/** The same where nothing that it could await is known: more, since that would be a thread that never ends. */
const TURNS_WITHOUT_PROMISE = 1000;
const TURNS_AFTER = 20;

/** Lets microtasks run until `isDone`, or for so many turns. */
async function idle(isDone: () => boolean, turns: number): Promise<void> {
  for (let turn = 0; turn < turns && !isDone(); turn++) await undefined;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
  } catch {
    return false;
  }
}

/** The number that stands for what is asserted in the end. */
export const FINALLY = -1;
/** What is asserted in the end is in no tree. */
const NO_PATH = -1;
/** Operations that other threads can notice: to them a thread that dies has died before one of these. */
const IS_NOTICED: ReadonlySet<number> = new Set([t.STORE, t.RMW, t.CAS, t.LOCK, t.UNLOCK, t.WAIT, t.NOTIFY, t.SPAWN, t.FREE]);
/** Operations that may last for ever. */
const WAITS: ReadonlySet<number> = new Set([t.WAIT, t.LOCK, t.JOIN]);

function holds(notes: DeathNotes | undefined): notes is DeathNotes {
  return notes !== undefined && notes.held.length > 0;
}
/** Longer than any time-out, short enough to be a date. */
const MUCH_TIME_MS = 2 ** 40;
/** Looks at the clock with nothing else between them, after which it is taken that the thread waits for it to go on. */
const MOST_IDLE_LOOKS = 100;
const MOST_NOTIFIED = 2 ** 28;

function newContext(thread: number, mode: number, path: number[]): Context {
  return {
    thread,
    mode,
    path,
    at: 0,
    node: path[0] ?? 0,
    dead: false,
    came: WENT_ON,
    clock: 0,
    randoms: 0,
    buffers: 0,
    children: 0,
    allocated: 0,
    left: 0,
    frozen: undefined,
    onOperation: undefined,
    pending: [],
    spawned: undefined,
    wanted: -1,
    looksAtClock: 0,
    lookedAt: -1,
    idleLooks: 0,
    held: undefined,
    notes: undefined,
    died: false,
    cannotDie: false,
    result: undefined,
  };
}
