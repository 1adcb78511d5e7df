import { setMachine } from '../machine.ts';
import { expectAborts } from './abort.ts';
import { NEEDS } from './steps.ts';
import { Leftovers } from './leftovers.ts';
import { Nondeterminism } from './nondeterminism.ts';
import { isThenable } from './promise-jobs.ts';
import { type Context, EXPLORE, newContext, REPLAY } from './run-context.ts';
import { RunEnds } from './run-ends.ts';
import * as t from './trie.ts';

/** Runs the code of a thread from its start, on a new instance of the program: the fifth layer of {@link Runner}. That of a thread which was spawned comes from a run of its spawner. */
export abstract class RunCalls extends RunEnds {
  /** How often the code of a thread was run. */
  runs = 0;
  /** Runs in the middle of which the engine is. */
  #nested = 0;
  protected readonly leftovers = new Leftovers(this.failure);

  /** Runs a thread's code up to `node`, and on as `mode` says. */
  protected run(thread: number, node: number, mode: number, prepare?: (context: Context) => void): Context {
    const before = this.c;
    const context = newContext(thread, mode, this.pathTo(node));
    prepare?.(context);
    this.runs++;
    const outer = this.#nested++ > 0 ? this.surroundings.suspend() : undefined;
    try {
      this.call(context, this.closureOf(thread, context));
    } finally {
      this.c = before;
      if (--this.#nested > 0) {
        this.surroundings.resume(outer);
        this.surroundings.enter(before.thread);
        setMachine(this);
      }
    }
    return context;
  }

  /** The nodes from the root to `node`. */
  protected pathTo(node: number): number[] {
    return this.fillPath([], node);
  }

  protected fillPath(path: number[], node: number): number[] {
    path.length = this.trie.depth[node]! + 1;
    for (let n = node, i = path.length - 1; i >= 0; i--) {
      path[i] = n;
      n = this.trie.parent[n]!;
    }
    return path;
  }

  /** The code of a thread, of a new instance of the program. A spawned one's is what its spawner hands over, so that is run first. */
  protected closureOf(thread: number, context: Context): () => unknown {
    const parent = this.known.parents[thread];
    setMachine(undefined);
    if (parent === undefined) {
      return this.surroundings.setUp().threads[thread]!;
    }
    const run = this.untilSpawn(parent, thread, context);
    this.call(run, this.closureOf(parent, run));
    return spawnedBy(run, thread);
  }

  /** For a run of `parent` that ends when it spawns `thread`. */
  protected untilSpawn(parent: number, thread: number, { path }: Context): Context {
    const spawn = this.trie.extra.get(path[0]!) as number; // its node
    const run = newContext(parent, REPLAY, this.pathTo(spawn));
    run.wanted = thread;
    return run;
  }

  /** Runs `closure`, as the run `context` of a thread. */
  protected call(context: Context, closure: () => unknown): void {
    this.c = context;
    context.node = context.path[0]!;
    this.surroundings.enter(context.thread);
    setMachine(this);
    this.caught = 0;
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
      else this.cameToItsEnd(context, kind, result);
    } finally {
      if (!context.dead) context.dead = true;
      setMachine(undefined);
      this.surroundings.leave();
    }
    this.failure.throwIfAny();
  }

  /** The thread is an async function: from its first `await` on its code is run by `runAsync`. */
  #isAsync(context: Context, promise: PromiseLike<unknown>): void {
    promise.then(undefined, () => {});
    expectAborts();
    this.known.asyncThreads.add(context.thread);
    this.leftovers.areThere = true;
    context.dead = true;
    context.came = NEEDS;
    if (context.mode === EXPLORE) this.explorer.needs = { thread: context.thread, node: context.node };
  }
}

/** The code of a thread, out of a run of its spawner. */
export function spawnedBy(run: Context, thread: number): () => unknown {
  const closure = run.spawned?.get(thread);
  if (closure === undefined)
    throw new Nondeterminism([run.thread], `thread ${run.thread} did not start thread ${thread}, as it had the time before`);
  return closure;
}
