import { setMachine } from '../machine.ts';
import { ABORT } from './abort.ts';
import { optionsOf } from './waits.ts';
import { idle, isThenable } from './promise-jobs.ts';
import { RunCalls, spawnedBy } from './run-calls.ts';
import { type Context, LEARN, newContext } from './run-context.ts';
import * as t from './trie.ts';

/** Turns of the queue of microtasks in which an async thread does nothing with shared memory, before it is taken to await. */
const TURNS = 50;
/** The same where nothing that it could await is known: more, since that would be a thread that never ends. */
const TURNS_WITHOUT_PROMISE = 1000;

/** Runs the code of threads that are async functions: the sixth layer of {@link Runner}. What it awaits is settled one at a time, by choice, once it has done nothing for some turns of the queue of microtasks, which is what a run costs at each `await`. */
export abstract class RunCallsAsync extends RunCalls {
  /** Learns what an async thread does at `node`, by running it up to there. Other code must not use simulated memory meanwhile. */
  async runAsync(thread: number, node: number): Promise<void> {
    await this.leftovers.dropIfAny();
    const context = newContext(thread, LEARN, this.pathTo(node));
    this.runs++;
    // Not to await here as a rule: the program is set up from now on.
    const closure = this.#isBehindAsync(thread) ? await this.#closureOfAsync(thread, context) : this.closureOf(thread, context);
    await this.callAsync(context, closure);
  }

  /** The code of a thread whose spawner, or who spawned that, is async. */
  async #closureOfAsync(thread: number, context: Context): Promise<() => unknown> {
    if (!this.#isBehindAsync(thread)) return this.closureOf(thread, context);
    const parent = this.known.parents[thread]!;
    const run = this.untilSpawn(parent, thread, context);
    await this.callAsync(run, await this.#closureOfAsync(parent, run));
    return spawnedBy(run, thread);
  }

  /** Its code is what an async thread hands over. */
  #isBehindAsync(thread: number): boolean {
    const parent = this.known.parents[thread];
    return parent !== undefined && this.known.asyncThreads.has(parent);
  }

  /** Runs `closure`, as the run `context` of a thread that may be async. */
  protected async callAsync(context: Context, closure: () => unknown): Promise<void> {
    this.c = context;
    context.node = context.path[0]!;
    this.surroundings.enter(context.thread);
    setMachine(this);
    let ended = false;
    try {
      ended = await this.#runToEnd(context, closure);
    } catch (error) {
      if (error !== ABORT) throw error;
    } finally {
      context.dead = true;
      // What is left of it must not be taken for a part of the next run. Of a thread that has ended nothing may be left.
      await (ended ? this.leftovers.watch() : this.leftovers.drop());
      setMachine(undefined);
      this.surroundings.leave();
    }
    this.failure.throwIfAny();
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
        this.cameToItsEnd(context, end?.kind ?? t.KILLED, end?.value);
        return true;
      }
      if (context.dead) return false;
      const timed = context.pending.reduce((bits, { isTimed }, i) => bits | (isTimed ? 1 << i : 0), 0);
      const option = this.values.decode(this.op(t.TURN, -1, context.pending.length, timed, 0, 0, 0)) as number;
      const { index, timesOut } = optionsOf(context.pending.length, timed)[option]!;
      const [settled] = context.pending.splice(index, 1);
      if (timesOut) context.clock += settled!.ms;
      settled!.resolve(timesOut ? 'timed-out' : 'ok');
    }
  }

  /** Lets run what threads left behind when they ended, which must not use shared memory. Where threads are async, that is noticed when each of them ends. */
  async settle(): Promise<void> {
    if (this.known.asyncThreads.size > 0) return;
    await this.leftovers.settle();
    setMachine(undefined);
    this.failure.throwIfAny();
  }
}
