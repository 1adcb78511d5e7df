/** The seeded faults of the primitives are well formed. That their checks find them is a step of its own: `npm test -- mutants`. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { root } from '../scripts/lib/paths.ts';
import { mutate } from '../scripts/mutants/apply.ts';
import { readKillers } from '../scripts/mutants/known-killers.ts';
import type { Mutant } from '../scripts/mutants/mutant.ts';
import { allMutantSets } from '../scripts/mutants/sets.ts';

const sets = await allMutantSets();

test('no two mutants of a set have one name', () => {
  for (const { mutants } of sets) expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});

test('the table in the docs has them all: npm run check:mutants writes it', () => {
  const table = readFileSync(`${root}/docs/checker-mutants.md`, 'utf8');
  for (const { mutants } of sets) for (const { name } of mutants) expect(table).toContain(`| ${name} `);
});

test('each has its text in its file', () => {
  for (const { mutants } of sets) for (const one of mutants) expect(mutate(one, readFileSync(`${root}/${one.file}`, 'utf8'))).not.toBe('');
});

test('the table names a check for each, which is tried first', () => {
  const killerOf = readKillers(readFileSync(`${root}/docs/checker-mutants.md`, 'utf8'));
  for (const { of, mutants } of sets) for (const { name } of mutants) expect(killerOf(of, name)).toMatch(/^\S.* \((?:js|rc11)\)$/);
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
