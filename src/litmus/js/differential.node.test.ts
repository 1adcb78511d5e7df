import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileModel } from '../index.ts';
import { allSeries, jsDifferences } from './test-differential.ts';

const modelOf = (name: string) =>
  compileModel(readFileSync(new URL(`../../../litmus/models/${name}.cat`, import.meta.url), 'utf8'), name, () => undefined);
const PROGRAMS = 50;
const seeds = Array.from({ length: PROGRAMS }, (_, i) => i + 1);
const LIMIT_MS = 60_000;

test.for(allSeries)('lab and checker say the same of random programs in JS: $name', { timeout: LIMIT_MS }, async (series) => {
  const { found, answers } = await jsDifferences(series, seeds, modelOf(series.model));
  expect(found.join('\n\n')).toBe('');
  expect(answers).toBeGreaterThan(1);
});
