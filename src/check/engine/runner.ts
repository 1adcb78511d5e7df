import { setMachine } from '../machine.ts';
import type { FinalRun } from './ending.ts';
import type { Host } from './host.ts';
import { NEEDS } from './steps.ts';
import { RunCallsAsync } from './run-calls-async.ts';
import { EXPLORE, FINAL, FINALLY, FROZEN, LEARN, newContext, NO_PATH, REPLAY } from './run-context.ts';
import { isSpinning } from './spin.ts';
import * as t from './trie.ts';

/** Operations that look-ahead must see without an end of the loop. A loop that is bounded by more is taken for endless. */
const LOOK_AHEAD = 200;

/**
 * Runs the code of threads, and teaches the trie what they do: what it is asked for. It is the machine that their operations reach, too. One object, in layers by inheritance, since an
 * operation must not cost more than a call: `run-operations.ts`, `run-accesses.ts`, `run-machine.ts`, `run-ends.ts`, `run-calls.ts`, `run-calls-async.ts`, and this one.
 */
export class Runner extends RunCallsAsync implements Pick<Host, 'runLive' | 'isStuck'> {
  runLive(thread: number, node: number): number {
    if (this.known.asyncThreads.has(thread)) {
      this.explorer.needs = { thread, node };
      return NEEDS;
    }
    this.known.pools.learnRead(node);
    return this.run(thread, node, EXPLORE).came;
  }

  /** Makes sure that it is known what the thread does at `node`. */
  learn(thread: number, node: number): void {
    if (this.trie.kind[node] === t.UNKNOWN && !this.known.asyncThreads.has(thread)) this.run(thread, node, LEARN);
  }

  isStuck(node: number, value: number, thread: number): boolean {
    const next = this.trie.child(node, value);
    if (this.trie.kind[next] === t.UNKNOWN) {
      // Running the thread for that only pays where threads get stuck at all.
      if (!this.getsStuck) return false;
      this.learn(thread, next);
    }
    return this.trie.kind[next] === t.ASSUME || this.isSpin(thread, next);
  }

  /** Whether the thread, at `node`, would only do again what it has just done to no effect. */
  isSpin(thread: number, node: number): boolean {
    const known = this.trie.spin[node]!;
    if (known !== t.UNCHECKED) return known === t.SPINS;
    const spins = !this.known.asyncThreads.has(thread) && isSpinning(this, this.trie, thread, node);
    this.trie.spin[node] = spins ? t.SPINS : t.GOES_ON;
    if (spins) {
      this.getsStuck = true;
      this.known.spins.push({ thread, node });
    }
    return spins;
  }

  /** Asks again of all spins, after new values were learned. False if one of them is none any more. */
  recheckSpins(): boolean {
    let all = true;
    for (const { thread, node } of this.known.spins) {
      if (this.trie.spin[node] !== t.SPINS || isSpinning(this, this.trie, thread, node)) continue;
      this.trie.spin[node] = t.GOES_ON;
      all = false;
    }
    return all;
  }

  /** Runs on from `node` while memory keeps the values that were last read: whether the thread then goes round for ever, and looks at the clock. */
  goesRound(thread: number, node: number, values: ReadonlyMap<number, number>): { isLoop: boolean; asksForTime: boolean } {
    const context = this.run(thread, node, FROZEN, (c) => {
      c.left = LOOK_AHEAD;
      c.frozen = new Map(values);
    });
    return { isLoop: context.left === 0, asksForTime: context.looksAtClock > 0 };
  }

  /** Whether the looks at the clock of a thread, whose loop has some, are choices. Where not, the exploration begins anew, so that they are. */
  looksAreChoices(thread: number): boolean {
    if (this.timed.has(thread)) return true;
    this.known.timed.add(thread);
    this.beginAnew('a loop looks at the clock');
    return false;
  }

  /** Runs a thread's code along the whole of its path, and tells `onOperation` of each node. */
  replay(thread: number, node: number, onOperation: (node: number) => void): void {
    this.run(thread, node, REPLAY, (c) => {
      c.onOperation = onOperation;
    });
  }

  readonly #replayContext = newContext(0, REPLAY, []);

  /**
   * Runs all threads to their ends on one instance of the program, since they may have left something in its variables, and then what is asserted in the end, on the memory that
   * `valueOf` tells, of whose heap the blocks at `freed` are none any more. Returns what was thrown, and which values of memory it depended on. Threads that leave nothing in variables need not run.
   */
  runFinally(leaves: readonly number[], valueOf: (loc: number) => number, freed: readonly number[], runsThreads: boolean): FinalRun {
    this.runs++;
    setMachine(undefined);
    const instance = this.surroundings.setUp();
    const before = this.c;
    let closures = instance.threads;
    const results: unknown[] = [];
    for (let thread = 0; thread < leaves.length; thread++) {
      const leaf = leaves[thread]!;
      if (leaf < 0) continue;
      if (!runsThreads) {
        const known = this.trie.extra.get(leaf);
        // An object is one of an earlier run, and `finally` may change it.
        if (typeof known !== 'object' || known === null) {
          results.push(known);
          continue;
        }
      }
      const context = this.#replayContext;
      context.thread = thread;
      this.fillPath(context.path, leaf);
      context.at = 0;
      context.dead = false;
      context.lookedAt = -1;
      context.clock = context.idleLooks = context.randoms = context.buffers = context.children = context.allocated = 0;
      context.spawned = context.held = context.result = context.notes = undefined;
      context.died = context.cannotDie = false;
      this.call(context, closures[thread]!);
      if (context.spawned !== undefined) closures = withSpawned(closures, context.spawned);
      // That of this run, so that `finally` may change it. What spawned threads return is for those who join them.
      if (thread < instance.threads.length) results.push(context.result);
    }
    const run = this.ending.begin(leaves, valueOf, freed);
    this.call(newContext(FINALLY, FINAL, [NO_PATH]), () => instance.finally!(results));
    this.c = before;
    return run;
  }

  /** The same where threads or `finally` are async. */
  async runFinallyAsync(leaves: readonly number[], valueOf: (loc: number) => number, freed: readonly number[]): Promise<FinalRun> {
    await this.leftovers.dropIfAny();
    this.runs++;
    setMachine(undefined);
    const instance = this.surroundings.setUp();
    let closures = instance.threads;
    const results: unknown[] = [];
    for (const [thread, leaf] of leaves.entries()) {
      if (leaf < 0) continue;
      const context = newContext(thread, REPLAY, this.pathTo(leaf));
      await this.callAsync(context, closures[thread]!);
      if (context.spawned !== undefined) closures = withSpawned(closures, context.spawned);
      if (thread < instance.threads.length) results.push(context.result);
    }
    const run = this.ending.begin(leaves, valueOf, freed);
    await this.callAsync(newContext(FINALLY, FINAL, [NO_PATH]), () => instance.finally!(results));
    return run;
  }
}

/** Threads by number, with those that one of them has spawned. */
function withSpawned(closures: readonly (() => unknown)[], spawned: ReadonlyMap<number, () => unknown>): (() => unknown)[] {
  const all = [...closures];
  for (const [thread, closure] of spawned) all[thread] = closure;
  return all;
}
