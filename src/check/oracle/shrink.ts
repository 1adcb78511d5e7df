import type { DataProgram, Statement } from './program.ts';

/** Makes a program smaller for as long as `fails` holds: fewer threads, fewer statements, plainer ones. Costs a call of `fails` for each attempt. */
export async function shrink(program: DataProgram, fails: (program: DataProgram) => Promise<boolean>): Promise<DataProgram> {
  let smallest = program;
  for (let again = true; again;) {
    again = false;
    for (const attempt of smaller(smallest)) {
      if (!(await fails(attempt))) continue;
      smallest = attempt;
      again = true;
      break;
    }
  }
  return smallest;
}

function* smaller(program: DataProgram): Generator<DataProgram> {
  const { threads, initial } = program;
  for (const t of threads.keys()) if (threads.length > 1) yield { ...program, threads: threads.toSpliced(t, 1) };
  for (const [t, thread] of threads.entries()) {
    for (const i of thread.keys()) yield { ...program, threads: threads.with(t, thread.toSpliced(i, 1)) };
  }
  for (const [at, value] of initial.entries()) if (value !== 0) yield { ...program, initial: initial.with(at, 0) };
  for (const [t, thread] of threads.entries()) {
    for (const [i, statement] of thread.entries()) {
      for (const plainer of plainerOf(statement)) yield { ...program, threads: threads.with(t, thread.with(i, plainer)) };
    }
  }
}

function* plainerOf(s: Statement): Generator<Statement> {
  if ('value' in s && typeof s.value === 'object') yield { ...s, value: 1 } as Statement;
  if (s.op === 'cas' && typeof s.expected === 'object') yield { ...s, expected: 0 };
  if (s.op === 'if' && s.count > 1) yield { ...s, count: 1 };
  if (s.op === 'wait' && s.timed) yield { ...s, timed: false };
  if ('order' in s && s.op !== 'fence' && s.order !== 'relaxed') yield { ...s, order: 'relaxed' };
}
