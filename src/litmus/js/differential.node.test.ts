import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { programText } from '../../check/oracle/program-text.ts';
import { type Mix, randomProgram, seeded } from '../../check/oracle/random-program.ts';
import { compileModel } from '../index.ts';
import { crossing, type Theme } from '../test-crossings.ts';
import { checkerOutcomes, labOutcomes, toJs } from './test-differential.ts';

const js = readFileSync(new URL('../../../litmus/models/js.cat', import.meta.url), 'utf8');
const PROGRAMS = 60;
const FEW = { threads: [2, 3], locations: [1, 2], statements: [3, 6] } as const;
const mixes: Readonly<Record<string, Mix>> = {
  'atomic accesses': { ...FEW, orders: ['seqCst'], weights: { load: 3, store: 3, rmw: 2, cas: 2, if: 1 } },
  'plain accesses too': { ...FEW, orders: ['plain', 'seqCst', 'seqCst'], weights: { load: 3, store: 3, rmw: 1, cas: 1, if: 2 } },
  waiting: { ...FEW, orders: ['seqCst'], weights: { store: 2, rmw: 1, wait: 3, notify: 4 } },
  'waiting for a time': { ...FEW, orders: ['seqCst'], weights: { store: 2, load: 1, wait: 2, 'timed-wait': 3, notify: 4 } },
};
const themes: Readonly<Record<string, Theme>> = {
  crossings: { threads: [2, 4], loads: ['seqCst'], stores: ['seqCst'], rmws: { oneIn: 8, orders: ['seqCst'] } },
  'guarded messages': {
    threads: [2, 3],
    loads: ['plain', 'seqCst', 'seqCst'],
    stores: ['plain', 'seqCst', 'seqCst'],
    rmws: { oneIn: 8, orders: ['seqCst'] },
    guards: true,
  },
};
const programs = [
  ...Object.entries(mixes).map(([name, mix]) => [name, (seed: number) => randomProgram(seeded(seed), mix)] as const),
  ...Object.entries(themes).map(([name, theme]) => [name, (seed: number) => crossing(seeded(seed), theme)] as const),
];

const LIMIT_MS = 60_000;

test.for(programs)('lab and checker say the same of random programs in JS: %s', { timeout: LIMIT_MS }, async ([, make]) => {
  const model = compileModel(js, 'js', () => undefined);
  const said = new Set<string>();
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const program = make(seed);
    const checker = await checkerOutcomes(program);
    if (checker === undefined) continue;
    const about = `seed ${seed}\n${programText(program)}\n${toJs(program)}`;
    expect({ about, outcomes: labOutcomes(program, model) }).toEqual({ about, outcomes: checker });
    said.add(String(checker));
  }
  expect(said.size).toBeGreaterThan(1);
});
