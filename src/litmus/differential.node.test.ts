import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileModel } from './index.ts';
import { themes } from './test-crossings.ts';
import { asGenMcHasIt, checkerOutcomes, differences, type Judge, labOutcomes } from './test-differential.ts';

const rc11 = asGenMcHasIt(readFileSync(new URL('../../litmus/models/rc11.cat', import.meta.url), 'utf8'));
const lab = (text: string): Judge => {
  const model = compileModel(text, 'rc11', () => undefined);
  return async (program) => labOutcomes(program, model);
};
const PROGRAMS = 80;
/** Fewer, where every candidate execution is tried. */
const PROGRAMS_IN_FULL = 40;
const SEED = 1;
const seeds = Array.from({ length: PROGRAMS }, (_, i) => SEED + i);
const LIMIT_MS = 60_000;

test.each(Object.entries(themes))(
  'lab and checker say the same of random programs: %s',
  async (_name, theme) => {
    const found = await differences(theme, seeds, [checkerOutcomes, lab(rc11)]);
    expect(found.join('\n\n')).toBe('');
  },
  LIMIT_MS,
);

test.each([
  ['acyclic psc-base | psc-fences as sc', 'sequentially consistent'],
  ['irreflexive hb; eco? as coherence', 'release and acquire'],
  ['(sb; [F])?; ', 'fences'],
  ['undefined_unless empty race as data-race', 'guarded'],
] as const)(
  "these programs would tell: a model without '%s' differs from the checker",
  async (part, theme) => {
    expect(rc11).toContain(part);
    expect(await differences(themes[theme]!, seeds, [checkerOutcomes, lab(rc11.replace(part, ''))])).toHaveLength(1);
  },
  LIMIT_MS,
);

test.each(Object.entries(themes))(
  'to leave out early what is not coherent leaves out nothing else: %s',
  async (_name, theme) => {
    const all = compileModel(rc11.replace('include "cos.cat"\n', ''), 'rc11', () => undefined);
    expect(all.isCoherent).toBe(false);
    const found = await differences(theme, seeds.slice(0, PROGRAMS_IN_FULL), [lab(rc11), async (program) => labOutcomes(program, all)]);
    expect(found.join('\n\n')).toBe('');
  },
  LIMIT_MS,
);
