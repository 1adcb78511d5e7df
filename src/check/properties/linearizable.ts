import { machine } from '../machine.ts';
import { historyText, SET_UP } from './history-text.ts';
import { type Call, type Calls, findNoOrder, type Result, type Specification } from './linearization.ts';
import { programThreads } from './program-threads.ts';
import { PropertyError } from './property-error.ts';

export interface LinearizableOptions {
  /** Whether a call that ended before another began must come first. Default true; without, only the calls of each thread keep their order (sequential consistency). */
  readonly realTime?: boolean;
}

/** The calls of an object in one execution. */
export interface History<C> {
  /** The object whose calls are noted: it has those methods of `object` that the specification has. */
  of<T extends { readonly [Name in keyof C]?: (...args: any[]) => unknown }>(object: T): Pick<T, keyof C & keyof T>;
  /** Throws unless the calls have an order: the `finally` of the program. */
  readonly judge: () => void;
}

/** Words for as many threads as a checked program can have. */
const MOST_THREADS = 64;
const FINALLY = 'finally';

/**
 * Compares an object with what it is to do when one call comes after the other: in each execution the calls of all threads must have an order in which each gives what the specification
 * says. Call it in the program's set-up, before the threads; see docs/checker-properties.md.
 *
 *     const history = linearizable({ initial: 0, calls: { add: (sum, n: number) => [sum + n, sum] } });
 *     const counter = history.of(new Counter());
 *     return { threads: [() => counter.add(1), () => counter.add(2)], finally: history.judge };
 *
 * Costs, with `realTime`, an access for each other thread at the beginning of a call and one at its end, and so executions: one for each way in which calls can be over before others.
 */
export function linearizable<S, C extends Calls<S>>(
  specification: Specification<S, C>,
  { realTime = true }: LinearizableOptions = {},
): History<C> {
  const { initial, calls } = specification;
  if (typeof calls !== 'object' || calls === null)
    throw new TypeError('linearizable({ initial, calls }): calls must be an object of functions (state, ...args) => [state, result]');
  const recorder = new Recorder(realTime);
  return {
    of(object) {
      const noted: Record<string, unknown> = {};
      for (const name of Object.keys(calls)) {
        const method = object[name] as ((...args: unknown[]) => unknown) | undefined;
        if (typeof method === 'function')
          noted[name] = (...args: unknown[]) => recorder.record(name, args, () => method.apply(object, args));
      }
      if (Object.keys(noted).length === 0)
        throw new TypeError(`linearizable(…).of(object): the object has none of the methods ${Object.keys(calls).join(', ')}`);
      return noted as never;
    },
    judge: () => {
      const history = recorder.history();
      const none = findNoOrder(history, { initial, calls });
      if (none !== undefined) throw new PropertyError(historyText(history, none));
    },
  };
}

/** A call while it is noted. */
interface Noted {
  readonly thread: number;
  readonly name: string;
  readonly args: readonly unknown[];
  /** By thread: how many of its calls had ended. */
  readonly ended: readonly number[];
  result: Result | undefined;
}

/** Notes calls. What it notes is looked at by `finally` only: then all threads have run, one after the other, on this very instance of the program. */
class Recorder {
  readonly #calls = new Map<number, Noted[]>();
  /** By thread: how many of its calls have ended. What was read of it when a call began had ended before. */
  readonly #ended: Int32Array | undefined;

  constructor(realTime: boolean) {
    if (realTime) this.#ended = new Int32Array(new SharedArrayBuffer(MOST_THREADS * Int32Array.BYTES_PER_ELEMENT));
  }

  record(name: string, args: readonly unknown[], run: () => unknown): unknown {
    const thread = currentThread();
    const noted: Noted = { thread, name, args, ended: this.#endedNow(thread), result: undefined };
    let list = this.#calls.get(thread);
    if (list === undefined) this.#calls.set(thread, (list = []));
    list.push(noted);
    let returned: unknown;
    try {
      returned = run();
    } catch (threw) {
      // Throws again if it was the engine that ended the thread: then the call has no end.
      machine?.pause();
      this.#end(noted, { threw });
      throw threw;
    }
    if (returned instanceof Promise) return this.#recordPromise(noted, returned);
    this.#end(noted, { returned });
    return returned;
  }

  async #recordPromise(noted: Noted, promise: Promise<unknown>): Promise<unknown> {
    let returned: unknown;
    try {
      returned = await promise;
    } catch (threw) {
      machine?.pause();
      this.#end(noted, { threw });
      throw threw;
    }
    this.#end(noted, { returned });
    return returned;
  }

  /** `acquire` and `release`: who learns that a call has ended sees what it did. Under `rc11` that is what before and after mean. */
  #endedNow(me: number): readonly number[] {
    if (this.#ended === undefined || me < 0) return [];
    return Array.from({ length: programThreads }, (_, thread) => (thread === me ? 0 : Atomics.load(this.#ended!, thread, 'acquire')));
  }

  #end(noted: Noted, result: Result): void {
    noted.result = result;
    if (this.#ended === undefined || noted.thread < 0) return;
    const count = this.#calls.get(noted.thread)!.filter((call) => call.result !== undefined).length;
    Atomics.store(this.#ended, noted.thread, count, 'release');
  }

  /** All calls, with what was before what. */
  history(): readonly Call[] {
    if (currentThread() !== FINALLY_THREAD)
      throw new TypeError(
        'linearizable(…).judge is the `finally` of a program that returns its threads: { threads: […], finally: history.judge }',
      );
    const all = [...this.#calls.values()].flat();
    return all.map((call, i) => ({
      by: whoIs(call.thread),
      name: call.name,
      args: call.args,
      result: call.result,
      after: all.flatMap((other, j) => (i !== j && isBefore(other, call, all) ? [j] : [])),
    }));
  }
}

function isBefore(a: Noted, b: Noted, all: readonly Noted[]): boolean {
  if (a.thread === b.thread) return all.indexOf(a) < all.indexOf(b);
  if (a.thread === SET_UP_THREAD || b.thread === FINALLY_THREAD) return true;
  if (b.thread === SET_UP_THREAD || a.thread === FINALLY_THREAD) return false;
  return all.filter(({ thread }) => thread === a.thread).indexOf(a) < (b.ended[a.thread] ?? 0);
}

const FINALLY_THREAD = -1;
const SET_UP_THREAD = -2;

function currentThread(): number {
  return machine === undefined ? SET_UP_THREAD : machine.currentThread();
}

function whoIs(thread: number): string {
  return thread === SET_UP_THREAD ? SET_UP : thread === FINALLY_THREAD ? FINALLY : `thread ${thread}`;
}
