import type { LitmusTest, Value } from '../program.ts';
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
): Generator<readonly Trace[]> {
  const pairs = new Pairs();
  const counted = traces.map((ofThread) => ofThread.map((trace) => count(trace, pairs, isCoherent, isAtomic)));
  const initial: number[] = [];
  for (const [address, numbers] of pairs.numbers) {
    const number = numbers.get(test.initial.get(address) ?? 0);
    if (number !== undefined) initial.push(number);
  }
  return fitting(counted, pairs.size, initial);
}

/**
 * The combinations of one trace for each thread in which there is a write for every pair that is read; those of `initial` are there at first.
 * Costs, for each trace that is tried, the number of different pairs; parts that can have no such write are left out early.
 */
export function* fitting<T>(
  counted: readonly (readonly Counted<T>[])[],
  size: number,
  initial: readonly number[],
): Generator<readonly T[]> {
  const written = new Int32Array(size);
  for (const pair of initial) written[pair]!++;
  const possible = possibleFrom(counted, size);
  const read = new Int32Array(size);
  const replaced = new Int32Array(size);
  const at = counted.map(() => -1);
  let depth = 0;
  while (depth >= 0) {
    if (depth === counted.length) {
      yield at.map((i, thread) => counted[thread]![i]!.trace);
      depth--;
      continue;
    }
    const list = counted[depth]!;
    const before = list[at[depth]!];
    if (before !== undefined) add(before, -1);
    const next = list[++at[depth]!];
    if (next === undefined) {
      at[depth--] = -1;
      continue;
    }
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
