import { valueKey } from '../engine/value-key.ts';

/** What an object is to do, one call after the other: its state at the start, and for each call what becomes of the state and what is returned. A call may throw. */
export interface Specification<S, C extends Calls<S> = Calls<S>> {
  readonly initial: S;
  readonly calls: C;
}
export type Calls<S> = Readonly<Record<string, (state: S, ...args: any[]) => readonly [state: S, result: unknown]>>;

/** What came of a call. */
export type Result = { readonly returned: unknown } | { readonly threw: unknown };

/** One call of a history. */
export interface Call {
  /** As reports name who called. */
  readonly by: string;
  readonly name: string;
  readonly args: readonly unknown[];
  /** Undefined if it never ended, since its thread was killed: then it may have had its effect, or not. */
  readonly result: Result | undefined;
  /** The calls, by their index in the history, that had ended before it began. */
  readonly after: readonly number[];
}

/** Why a history has no order: as far as one can get. */
export interface NoOrder {
  /** Calls, by index, that can be put in this order. None is longer. */
  readonly longest: readonly number[];
  /** The calls that could come next, and what they would have to give there. */
  readonly next: readonly { readonly call: number; readonly expected: Result }[];
}

/**
 * Looks for an order of the calls, one after the other, in which each gives what the specification says, and which keeps to what had ended before what began. Undefined if there is one.
 * Wing and Gong's search (1993) with Lowe's memory (2017): a set of calls that led to a state is tried once. Costs at worst a step for each set of calls and state.
 */
export function findNoOrder<S>(history: readonly Call[], { initial, calls }: Specification<S>): NoOrder | undefined {
  const tried = new Set<string>();
  const order: number[] = [];
  const done = new Set<number>();
  let best: NoOrder = { longest: [], next: [] };

  function search(state: S): boolean {
    if (history.every(({ result }, i) => result === undefined || done.has(i))) return true;
    const key = `${[...done].toSorted((a, b) => a - b).join()} ${valueKey(state)}`;
    if (tried.has(key)) return false;
    tried.add(key);
    const next: { call: number; expected: Result }[] = [];
    for (const [i, call] of history.entries()) {
      if (done.has(i) || call.after.some((other) => !done.has(other))) continue;
      const { state: then, result } = perform(calls[call.name]!, state, call.args);
      if (call.result !== undefined && !areSame(result, call.result)) {
        next.push({ call: i, expected: result });
        continue;
      }
      order.push(i);
      done.add(i);
      if (search(then)) return true;
      order.pop();
      done.delete(i);
    }
    if (next.length > 0 && (order.length > best.longest.length || best.next.length === 0)) best = { longest: [...order], next };
    return false;
  }

  return search(initial) ? undefined : best;
}

function perform<S>(call: Calls<S>[string], state: S, args: readonly unknown[]): { state: S; result: Result } {
  try {
    const [then, returned] = call(state, ...args);
    return { state: then, result: { returned } };
  } catch (threw) {
    return { state, result: { threw } };
  }
}

/** Errors are the same if they have the same name and message. */
function areSame(a: Result, b: Result): boolean {
  if ('threw' in a || 'threw' in b) return 'threw' in a && 'threw' in b && valueKey(a.threw) === valueKey(b.threw);
  return valueKey(a.returned) === valueKey(b.returned);
}
