/** Every seeded fault of a primitive is found by the checks beside it. About a third of a second for each: a process of its own. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { root } from '../scripts/lib/paths.ts';
import { mutate } from '../scripts/mutants/apply.ts';
import { jobsOf, runJobs } from '../scripts/mutants/run-all.ts';
import type { Mutant } from '../scripts/mutants/mutant.ts';
import { allMutantSets } from '../scripts/mutants/sets.ts';

/** Fewer would say little about the checks. */
const FEWEST = 20;
/** Far more than it takes: it ends what hangs. */
const LIMIT_MS = 600_000;
const sets = await allMutantSets();

test(
  'the checks pass on the code as it is, with the executions that they say, and find every mutant as what it is',
  async () => {
    const done = await runJobs(jobsOf(sets));
    const faults = done.flatMap(({ set, mutant, fault }) =>
      fault === undefined ? [] : [`${set.of}: ${mutant?.name ?? 'as it is'}: ${fault}`],
    );
    expect(faults).toEqual([]);
    expect(done.filter(({ mutant }) => mutant !== undefined).length).toBeGreaterThanOrEqual(FEWEST);
  },
  LIMIT_MS * Math.max(1, 2 / availableParallelism()),
);

test('no two mutants of a set have one name', () => {
  for (const { mutants } of sets) expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});

test('the table in the docs has them all: npm run check:mutants writes it', () => {
  const table = readFileSync(`${root}/docs/checker-mutants.md`, 'utf8');
  for (const { mutants } of sets) for (const { name } of mutants) expect(table).toContain(`| ${name} `);
});

const mutant = (find: string, replace: string): Mutant => ({
  name: 'm',
  cause: '',
  file: 'f.ts',
  edits: [{ find, replace }],
  kind: 'deadlock',
});

describe('a change of the source', () => {
  test('is made at the one place that has the text', () => {
    expect(mutate(mutant('b()', 'c($&)'), 'a(); b();')).toBe('a(); c($&);');
  });

  test('is refused where the text is missing, or there twice, or changes nothing', () => {
    expect(() => mutate(mutant('x()', ''), 'a();')).toThrow("mutant 'm': the text is found 0 times in f.ts, not once:\nx()");
    expect(() => mutate(mutant('a()', ''), 'a(); a();')).toThrow('2 times');
    expect(() => mutate(mutant('a()', 'a()'), 'a();')).toThrow('changes nothing');
  });
});
