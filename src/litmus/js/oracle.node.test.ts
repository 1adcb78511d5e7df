import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileModel, judge, parseTest } from '../index.ts';
import { randomOf } from '../test-random.ts';
import { oracle, type OracleOp } from './test-oracle.ts';

const models = new URL('../../../litmus/models/', import.meta.url);
const modelOf = (name: string) => compileModel(readFileSync(new URL(`${name}.cat`, models), 'utf8'), name, () => undefined);

const SIZES = [1, 1, 2] as const;
const KINDS = ['W', 'W', 'W', 'R', 'R', 'R', 'X', 'ADD', 'CAS'] as const;

function program(seed: number): readonly (readonly OracleOp[])[] {
  const random = randomOf(seed);
  // The fewer threads, the longer: the oracle enumerates everything.
  const lengths = [
    [3, 3],
    [2, 2, 1],
    [3, 2],
    [2, 3],
    [4, 2],
  ][random(5)]!;
  const cells = 1 + random(2);
  const plain = random(4);
  return lengths.map((length) =>
    Array.from({ length }, () => {
      const size = SIZES[random(SIZES.length)]!;
      const offset = size === 2 ? 2 * random(cells) : random(2 * cells);
      const kind = KINDS[random(KINDS.length)]!;
      const atomic = (kind !== 'W' && kind !== 'R') || random(4) >= plain;
      // Values with different bytes, of which some are 0.
      const value = [1, 2, 257, 512, 513][random(size === 1 ? 2 : 5)]!;
      return { kind, atomic, tears: !atomic && random(4) === 0, size, offset, value: kind === 'ADD' ? 1 : value };
    }),
  );
}

function textOf(threads: readonly (readonly OracleOp[])[]): string {
  const columns = threads.map((ops) => {
    let count = 0;
    return ops.map(({ kind, atomic, tears, size, offset, value }) => {
      const type = `Uint${8 * size}`;
      const at = `new ${type}Array(x), ${offset / size}`;
      const register = kind === 'W' ? '' : `r${count++} = `;
      if (tears && kind === 'W') return `new DataView(x).set${type}(${offset}, ${value}, true)`;
      if (tears) return `${register}new DataView(x).get${type}(${offset}, true)`;
      if (kind === 'W') return atomic ? `Atomics.store(${at}, ${value})` : `new ${type}Array(x)[${offset / size}] = ${value}`;
      if (kind === 'R') return register + (atomic ? `Atomics.load(${at})` : `new ${type}Array(x)[${offset / size}]`);
      const method = { X: 'exchange', ADD: 'add', CAS: 'compareExchange' }[kind];
      return `${register}Atomics.${method}(${at}, ${value}${kind === 'CAS' ? `, ${value + 1}` : ''})`;
    });
  });
  const rows = Math.max(...columns.map(({ length }) => length));
  const registers = threads.flatMap((ops, thread) => ops.filter(({ kind }) => kind !== 'W').map((_, i) => `${thread}:r${i};`));
  return [
    'JS random',
    '{ }',
    ` ${columns.map((_, number) => `P${number}`).join(' | ')} ;`,
    ...Array.from({ length: rows }, (_, row) => ` ${columns.map((column) => column[row] ?? '').join(' | ')} ;`),
    `locations [${registers.join(' ')}]`,
    'forall (true)',
  ].join('\n');
}

const outcomes = (threads: readonly (readonly OracleOp[])[], states: readonly string[]): readonly string[] =>
  states
    .map((state) =>
      threads
        .map(
          (_, thread) => `${thread}:${[...state.matchAll(new RegExp(`\\b${thread}:r\\d+=(\\d+);`, 'g'))].map(([, value]) => value).join()}`,
        )
        .join(';'),
    )
    .toSorted();

const PROGRAMS = 80;
const LIMIT_MS = 60_000;
test.for([
  ['js', 'now'],
  ['js-2017', '2017'],
] as const)(
  '%s allows what the standard allows word for word, on random programs of mixed sizes',
  { timeout: LIMIT_MS },
  ([name, edition]) => {
    const model = modelOf(name);
    for (let seed = 1; seed <= PROGRAMS; seed++) {
      const threads = program(seed);
      const text = textOf(threads);
      const { states } = judge(parseTest(text), model);
      expect({ seed, text, states: outcomes(threads, states) }).toEqual({ seed, text, states: oracle(threads, edition) });
    }
  },
);
