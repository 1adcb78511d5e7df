import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addressOf } from './addresses.ts';
import { compileModel, explain, judge, parseTest, type LitmusTest } from './index.ts';
import type { Access, Expr, Instruction, Thread } from './program.ts';

const litmus = new URL('../../litmus/', import.meta.url);
const modelOf = (name: string) => compileModel(readFileSync(new URL(`models/${name}.cat`, litmus), 'utf8'), name, () => undefined);
const MODELS = { x86: modelOf('x86tso'), aarch64: modelOf('aarch64'), c: modelOf('rc11') };
const SC = modelOf('sc');
/** A model that computes with sets of sets, and orders that it chooses itself. */
const CHOOSING = compileModel(
  'include "cos.cat"\nlet rec all S = match S with || {} -> 0 || e ++ T -> (let me = {e} in (me * T) & po | all T) end\n' +
    'with o from linearisations(domain(rf) | range(rf), (po | rf | co | fr | all M)+)\nacyclic o | po | rf | co | fr as sc\n',
  'choosing.cat',
  () => undefined,
);

/** More than the bits of one word. */
const MANY = 40;
const constant = (value: number): Expr => ({ kind: 'constant', value });

/** Stores that concern nobody, each to a location of its own or all to one. */
function stores(of: LitmusTest, location: (i: number) => number, count: number, like: Access): readonly Instruction[] {
  return Array.from({ length: count }, (_, i) => ({
    op: 'store',
    address: constant(Number(addressOf(of.locations.length + location(i)))),
    value: constant(1),
    access: like,
  }));
}

/** How the test's own stores are, so that the model knows their tags. */
function accessOf(threads: readonly Thread[]): Access {
  for (const { code } of threads) for (const now of code) if (now.op === 'store') return now.access;
  return { tags: [], size: 4 };
}

/** The same test beside a thread with stores to other locations, whose first values come before all that threads do. */
function besideMany(of: LitmusTest): LitmusTest {
  const code = stores(of, (i) => i, MANY, accessOf(of.threads));
  return { ...of, threads: [...of.threads, { registers: [], initial: [], code, places: code.map(() => 0) }] };
}

/** The same test with such stores before what each thread does: more than a word of events in each. */
function afterMany(of: LitmusTest): LitmusTest {
  const threads = of.threads.map((thread, number): Thread => {
    const before = stores(of, () => number, MANY, accessOf(of.threads));
    const after = thread.code.map((now) => ('target' in now ? { ...now, target: now.target + MANY } : now));
    const unsequenced = thread.unsequenced && {
      unsequenced: new Map(
        [...thread.unsequenced].map(([i, ranges]) => [i + MANY, ranges.map(([from, to]) => [from + MANY, to + MANY] as const)]),
      ),
    };
    return { ...thread, ...unsequenced, code: [...before, ...after], places: [...before.map(() => 0), ...thread.places] };
  });
  return { ...of, threads };
}

describe.for(Object.keys(MODELS))('the classic tests in %s, among many events that concern nobody', (folder) => {
  const files = new URL(`tests/${folder}/`, litmus);
  const tests = readdirSync(files).map((name) => [name, parseTest(readFileSync(new URL(name, files), 'utf8'), name)] as const);

  test.for(tests)('%s has the same outcomes', ([, small]) => {
    for (const model of [MODELS[folder as 'c'], SC]) {
      const expected = judge(small, model);
      for (const large of [besideMany(small), afterMany(small)]) expect({ ...judge(large, model) }).toEqual(expected);
    }
  });
});

const read = (folder: string, name: string): LitmusTest =>
  parseTest(readFileSync(new URL(`tests/${folder}/${name}.litmus`, litmus), 'utf8'), `${name}.litmus`);

test('models that choose orders and take sets apart do so with many events, too', () => {
  for (const name of ['SB', 'MP', 'R']) {
    const small = read('x86', name);
    const model = CHOOSING;
    expect(judge(afterMany(small), model)).toEqual(judge(small, model));
    expect(judge(besideMany(small), model)).toEqual(judge(small, model));
  }
});

const words = (of: LitmusTest) =>
  explain(of, MODELS.aarch64).map(({ axiom, edges, kind }) => ({
    axiom,
    kind,
    edges: edges.map(({ relation, name }) => [relation, name]),
  }));

test('what many events forbid has the explanation that few have', () => {
  const small = read('aarch64', 'MP+rel+addr');
  expect(words(besideMany(small))).toEqual(words(small));
  expect(words(afterMany(small))).toEqual(words(small));
});

test('a location with too many orders is told with a place and what to do', () => {
  const threads = Array.from({ length: 10 }, (_, i) => `P${i} (int* x) { *x = ${i + 1}; }`);
  const many = parseTest(`C many\n{ }\n${threads.join('\n')}\nexists (x=1)\n`, 'many.litmus');
  expect(() => judge(many, SC)).toThrow(/^many\.litmus:12:\d+: many has more than 400000 orders .*leave out writes/);
});

test('a thread with too many ways through it is told with a place and what to do', () => {
  const reads = Array.from({ length: 14 }, (_, i) => `int r${i} = *x;`);
  const writes = Array.from({ length: 4 }, (_, i) => `*x = ${i + 1};`);
  const many = parseTest(
    `C many\n{ }\nP0 (int* x) {\n${reads.join('\n')}\n}\nP1 (int* x) { ${writes.join(' ')} }\nexists (x=1)\n`,
    'many.litmus',
  );
  expect(() => judge(many, SC)).toThrow(
    /^many\.litmus:17:\d+: a thread of many can be gone through in more than 250000 ways.*leave out reads/,
  );
});
