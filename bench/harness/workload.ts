/** What a workload module exports, and the few helpers that workloads share. */

/**
 * Does `n` operations and checks that they had their effect. Returns nothing, and is timed from outside; or the nanoseconds it took, when
 * only a part of it is the measurement (two threads must first meet, for example).
 */
export type Run = (n: number) => number | void | Promise<number | void>;

/** Makes a workload ready to run, in a process of its own. */
export type Prepare = () => Run;

/** Workloads by name. */
export type Workloads = Readonly<Record<string, Prepare>>;

/** A run whose state is a parameter, so that the loop reads it from a local variable and not from a closure. */
export function on<S, R extends number | void | Promise<number | void>>(state: S, run: (state: S, n: number) => R): Run {
  return (n) => run(state, n);
}

/** Throws unless a workload's result is the one it must have: an operation that was optimised away would be caught here. */
export function expectEqual(found: number | bigint, expected: number | bigint, what: string): void {
  if (found !== expected) throw new Error(`${what}: expected ${expected}, but found ${found}`);
}

const NANOSECONDS_PER_MILLISECOND = 1e6;

/** Nanoseconds since `begin`, a time of `performance.now()`. */
export function nanosecondsSince(begin: number): number {
  return (performance.now() - begin) * NANOSECONDS_PER_MILLISECOND;
}

/** Half of `n`, rounded up: each of two threads does so many, and the time of both is divided by `n`. */
export function halfOf(n: number): number {
  return Math.ceil(n / 2);
}

/** Threads of a workload of two. */
export const BOTH = 2;

/** Now, in nanoseconds, on a clock that all threads share. `process.hrtime` is none: in Bun each thread's begins when the thread does. */
export function sharedClock(): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * NANOSECONDS_PER_MILLISECOND));
}

/** When a thread began and ended its share, on the clock of all threads. */
export type Times = readonly [begin: bigint, end: bigint];

/** Nanoseconds from when the first of the threads began until the last ended: any may be kept from the processor after they have met. */
export function spanOf(times: readonly Times[]): number {
  const begin = times.reduce((first, [time]) => (time < first ? time : first), times[0]![0]);
  const end = times.reduce((last, [, time]) => (time > last ? time : last), times[0]![1]);
  return Number(end - begin);
}

/** The sum of 0, 1, … `n - 1`. */
export function sumTo(n: number): number {
  return (n * (n - 1)) / 2;
}

/** How many blocks are out at once in the allocation workloads by the batch; the same as in `bench/rust`. */
export const BATCH = 1000;
