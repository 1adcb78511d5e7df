import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileModel, judge, parseTest } from './index.ts';

const litmus = new URL('../../litmus/', import.meta.url);
const modelOf = (name: string) => compileModel(readFileSync(new URL(`models/${name}.cat`, litmus), 'utf8'), name, () => undefined);
const SC = modelOf('sc');

type Verdicts = Readonly<Record<'allowed' | 'forbidden' | 'undefined', readonly string[]>>;

/** What the literature says of the classic tests in each language: the model, what it allows, and what it forbids. */
const CLASSICS: Readonly<Record<string, { readonly model: string } & Verdicts>> = {
  x86: {
    model: 'x86tso',
    allowed: ['R', 'SB'],
    forbidden: ['2+2W', 'CoRR', 'IRIW', 'LB', 'MP', 'R+mfences', 'S', 'SB+mfences', 'SB+xchgs', 'WRC'],
    undefined: [],
  },
  aarch64: {
    model: 'aarch64',
    allowed: ['2+2W', 'IRIW', 'LB', 'MP', 'R', 'S', 'SB', 'SB+rel+acqpc', 'WRC'],
    forbidden: [
      '2+2W+dmb.sys', 'CoRR', 'IRIW+dmb.sys', 'LB+datas', 'LB+dmb.sys', 'MP+dmb.sys', 'MP+rel+acq', 'MP+rel+addr', 'R+dmb.sys', 'S+dmb.sys',
      'SB+dmb.sys', 'SB+rel+acq', 'WRC+dmb.sys',
    ],
    undefined: [],
  },
  c: {
    model: 'rc11',
    allowed: ['2+2W', '2+2W+ra', 'IRIW', 'IRIW+ra', 'MP', 'R', 'R+ra', 'S', 'SB', 'SB+ra', 'WRC'],
    forbidden: [
      '2+2W+sc', 'CoRR', 'IRIW+sc', 'LB', 'LB+ra', 'LB+sc', 'MP+ra', 'MP+sc', 'R+sc', 'S+ra', 'S+sc', 'SB+fences', 'SB+sc', 'WRC+ra', 'WRC+sc',
    ],
    undefined: ['MP+plain'],
  },
}; // prettier-ignore

describe.for(Object.entries(CLASSICS))('the classic tests in %s', ([folder, { model, ...expected }]) => {
  const compiled = modelOf(model);
  const files = new URL(`tests/${folder}/`, litmus);

  test('all have a verdict here', () => {
    expect(Object.values(expected).flat().map((name) => `${name}.litmus`).toSorted()).toEqual(readdirSync(files).toSorted()); // prettier-ignore
  });

  const rows = Object.entries(expected).flatMap(([verdict, names]) => names.map((name) => [name, verdict] as const));
  test.for(rows)(`%s is %s by ${model}, which allows all that is sequentially consistent`, ([name, verdict]) => {
    const read = parseTest(readFileSync(new URL(`${name}.litmus`, files), 'utf8'), name);
    const found = judge(read, compiled);
    expect(found.undefinedBehaviour ? 'undefined' : found.verdict === 'Ok' ? 'allowed' : 'forbidden').toBe(verdict);
    expect(found.states).toEqual(expect.arrayContaining([...judge(read, SC).states]));
    expect(judge(read, SC).verdict).toBe('No');
  });
});
