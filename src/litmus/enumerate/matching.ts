import type { LitmusTest, Value } from '../program.ts';
import { MOST_COMBINATIONS, tooManyCombinations } from './limit.ts';
import { NO_READS } from './reads.ts';
import type { Trace } from './trace-events.ts';

/** A trace with the pairs of an address and a value that it reads and writes, by their numbers. */
export interface Counted<T> {
  readonly trace: T;
  readonly reads: readonly number[];
  /** Those that are read and replaced as one: each needs a write of its own, where executions are coherent. */
  readonly replaces: readonly number[];
  readonly writes: readonly number[];
}

/** The combinations of one trace for each thread in which there is a write for every value that is read: see {@link fitting}. */
export function matching(
  test: LitmusTest,
  traces: readonly (readonly Trace[])[],
  isCoherent: boolean,
  isAtomic: boolean,
  likes?: readonly number[],
): Generator<readonly Trace[]> {
  const pairs = new Pairs();
  const counted = traces.map((ofThread) => ofThread.map((trace) => count(trace, pairs, isCoherent, isAtomic)));
  const initial: number[] = [];
  for (const [address, numbers] of pairs.numbers) {
    const number = numbers.get(test.initial.get(address) ?? 0);
    if (number !== undefined) initial.push(number);
  }
  const fits = isCoherent ? counted.map((ofThread) => withoutReturns(ofThread, counted, pairs, initial)) : counted;
  return fitting(fits, pairs.size, initial, () => tooManyCombinations(test), likes);
}

/** Without the traces that see or write something else at an address and then once more what there can be only one write of. */
function withoutReturns(
  ofThread: readonly Counted<Trace>[],
  counted: readonly (readonly Counted<Trace>[])[],
  pairs: Pairs,
  initial: readonly number[],
): readonly Counted<Trace>[] {
  const most = possibleFrom(counted, pairs.size)[0]!.slice();
  for (const pair of initial) most[pair]!++;
  return ofThread.filter(({ trace: { events } }) => {
    if (events.some(({ unsequenced }) => unsequenced !== NO_READS)) return true;
    const now = new Map<Value, number>();
    const gone = new Set<number>();
    const isReturn = (address: Value, value: Value): boolean => {
      const pair = pairs.numberOf(address, value);
      const before = now.get(address);
      now.set(address, pair);
      if (before !== undefined && before !== pair) gone.add(before);
      return before !== pair && gone.has(pair) && most[pair] === 1;
    };
    return !events.some(
      ({ isRead, isWrite, address, read, written }) => (isRead && isReturn(address, read)) || (isWrite && isReturn(address, written)),
    );
  });
}

/**
 * The combinations of one trace for each thread in which there is a write for every pair that is read; those of `initial` are there at first.
 * `likes` names for a thread an earlier one with the same traces, if it is no matter which of them does what: then their combinations are shown in one
 * order only; `tooMany` makes the error for more than `most` that are tried. Costs, for each trace that is tried, the number of different pairs; parts that can have no such write are left out early.
 */
export function* fitting<T>(
  counted: readonly (readonly Counted<T>[])[],
  size: number,
  initial: readonly number[],
  tooMany: () => Error,
  likes: readonly number[] = [],
  most: number = MOST_COMBINATIONS,
): Generator<readonly T[]> {
  const written = new Int32Array(size);
  for (const pair of initial) written[pair]!++;
  const possible = possibleFrom(counted, size);
  const read = new Int32Array(size);
  const replaced = new Int32Array(size);
  const at = counted.map(() => -1);
  let depth = 0;
  let tried = 0;
  while (depth >= 0) {
    if (depth === counted.length) {
      yield at.map((i, thread) => counted[thread]![i]!.trace);
      depth--;
      continue;
    }
    const list = counted[depth]!;
    const before = list[at[depth]!];
    if (before !== undefined) add(before, -1);
    // A thread goes no further back than the one that it is like.
    const like = before === undefined ? (likes[depth] ?? -1) : -1;
    at[depth] = like === -1 ? at[depth]! + 1 : at[like]!;
    const next = list[at[depth]!];
    if (next === undefined) {
      at[depth--] = -1;
      continue;
    }
    if (++tried > most) throw tooMany();
    add(next, 1);
    if (isPossible(possible[depth + 1]!)) depth++;
  }

  function add({ reads, replaces, writes }: Counted<T>, by: number): void {
    for (const pair of reads) read[pair]! += by;
    for (const pair of replaces) replaced[pair]! += by;
    for (const pair of writes) written[pair]! += by;
  }

  function isPossible(more: Int32Array): boolean {
    for (let i = 0; i < read.length; i++) {
      const supply = written[i]! + more[i]!;
      if (supply < replaced[i]! || (supply === 0 && read[i]! > 0)) return false;
    }
    return true;
  }
}

/** Numbers for the pairs of an address and a value. */
export class Pairs {
  readonly numbers = new Map<Value, Map<Value, number>>();
  size = 0;

  numberOf(address: Value, value: Value): number {
    let ofAddress = this.numbers.get(address);
    if (ofAddress === undefined) this.numbers.set(address, (ofAddress = new Map()));
    let number = ofAddress.get(value);
    if (number === undefined) ofAddress.set(value, (number = this.size++));
    return number;
  }
}

function count(trace: Trace, pairs: Pairs, isCoherent: boolean, isAtomic: boolean): Counted<Trace> {
  const reads: number[] = [];
  const replaces: number[] = [];
  const writes: number[] = [];
  const replaced = new Set(isAtomic ? trace.events.map(({ rmwOf }) => rmwOf) : []);
  for (const [i, { isRead, isWrite, address, read, written }] of trace.events.entries()) {
    if (isRead) ((isWrite && isCoherent) || replaced.has(i) ? replaces : reads).push(pairs.numberOf(address, read));
    if (isWrite) writes.push(pairs.numberOf(address, written));
  }
  return { trace, reads, replaces, writes };
}

/** For each depth: how many writes of each value the threads from there on can do at most. */
function possibleFrom(counted: readonly (readonly Counted<unknown>[])[], size: number): readonly Int32Array[] {
  const found = [new Int32Array(size)];
  for (const ofThread of counted.toReversed()) {
    const most = new Int32Array(size);
    for (const { writes } of ofThread) {
      const own = new Int32Array(size);
      for (const pair of writes) own[pair]!++;
      for (let i = 0; i < size; i++) most[i] = Math.max(most[i]!, own[i]!);
    }
    found.unshift(most.map((n, i) => n + found[0]![i]!));
  }
  return found;
}
