/** Checks that ended, made by hand, for tests of reporters. */
import type { CheckLine } from '../../check/report/json.ts';
import { deadlock, place, race } from '../../check/report/test-traces.ts';
import type { Trace } from '../../check/report/trace.ts';
import type { Ended, Reporter, Write } from './reporter.ts';

const FILE = 'src/a.check.ts';
const line: CheckLine = {
  name: 'a lock',
  model: 'js',
  verdict: 'correct',
  executions: 12,
  blocked: 3,
  outcomes: [],
  error: null,
  seconds: 0.0204,
};

function wrong(trace: Trace): CheckLine {
  const { kind, message, threads } = trace.error!;
  return { ...line, verdict: 'wrong', error: { kind: kind as 'deadlock', message, threads, places: [], trace } };
}

const ended = (of: CheckLine, more: Partial<Ended> = {}): Ended => ({
  file: FILE,
  line: of,
  disagreement: undefined,
  expect: 'correct',
  place: place(1, 1),
  ...more,
});

export const correct = ended(line);
export const racing = ended(
  { ...wrong(race), name: 'a "race", 100 %\nof <it>' },
  { disagreement: 'dataRace: data race on data[0]', id: 'bcdfghjk' },
);
export const asleep = ended(wrong(deadlock), { disagreement: 'deadlock: thread 1 sleeps for ever', file: 'src/b.check.ts' });
export const asExpected = ended(wrong(race), { expect: 'dataRace' });
export const missed = ended(line, {
  expect: 'deadlock',
  disagreement: 'a deadlock was to be found, but nothing is wrong in 15 executions',
});
export const incomplete = ended(
  { ...line, verdict: 'incomplete', bound: 'the bound of 12 executions was reached' },
  { disagreement: 'incomplete' },
);
export const refused = ended({ ...line, verdict: 'incomplete' }, { refusal: 'it is async: do that', disagreement: 'x', place: undefined });

export const all: readonly Ended[] = [correct, racing, asleep, asExpected, missed, incomplete, refused];

/** What a reporter writes about these, and about a file that could not be run. */
export function written(make: (write: Write) => Reporter, list: readonly Ended[]): string {
  const texts: string[] = [];
  const reporter = make((text) => texts.push(text));
  for (const one of list) reporter.ended(one);
  reporter.problem?.('src/c.check.ts could not be loaded: SyntaxError: <here> & \u0007 there', 'src/c.check.ts');
  reporter.end({ correct: 0, wrong: 0, incomplete: 0 });
  return texts.join('\n');
}
