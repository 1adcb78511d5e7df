import type { DataProgram, Statement } from './program.ts';

/**
 * How many executions a straight-line program of loads, stores and read-modify-writes has under sequential consistency. It counts the interleavings that are first among all that
 * differ only in the order of neighbours that do not touch the same location, or only read it. That is the sleep-set method of Godefroid (1996); parts of the count are remembered, so
 * that it takes programs of twenty and more statements, with millions of executions. It says nothing about values.
 */
export function countTraces({ threads }: DataProgram): number {
  const known = new Map<string, number>();

  /** `at` is how far each thread is, `asleep` are the threads whose next statement was tried before, with nothing since that matters to it. */
  const count = (at: readonly number[], asleep: readonly number[]): number => {
    const key = `${at.join()}|${asleep.join()}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const ready = at.flatMap((next, t) => (next < threads[t]!.length ? [t] : []));
    let sum = ready.length === 0 ? 1 : 0;
    let sleeping = asleep;
    for (const t of ready) {
      if (sleeping.includes(t)) continue;
      const statement = threads[t]![at[t]!]!;
      const stillAsleep = sleeping.filter((other) => !conflict(statement, threads[other]![at[other]!]!));
      sum += count(at.with(t, at[t]! + 1), stillAsleep);
      sleeping = [...sleeping, t].toSorted((a, b) => a - b);
    }
    known.set(key, sum);
    return sum;
  };
  return count(
    threads.map(() => 0),
    [],
  );
}

function conflict(a: Statement, b: Statement): boolean {
  return locationOf(a) === locationOf(b) && (a.op !== 'load' || b.op !== 'load');
}

function locationOf(s: Statement): number {
  if (s.op === 'load' || s.op === 'store' || s.op === 'rmw') return s.at;
  throw new Error(`countTraces knows loads, stores and read-modify-writes, but not '${s.op}'`);
}
