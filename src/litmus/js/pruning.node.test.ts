import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileModel, judge, parseTest } from '../index.ts';

/** What takes minutes, or is refused, unless parts of executions and of orders are asked about. */

const model = compileModel(readFileSync(new URL('../../../litmus/models/js.cat', import.meta.url), 'utf8'), 'js', () => undefined);
const rowsOf = (columns: readonly (readonly string[])[]): string =>
  columns[0]!.map((_, row) => ` ${columns.map((column) => column[row]).join(' | ')} ;\n`).join('');
const textOf = (columns: readonly (readonly string[])[], condition: string): string =>
  `JS T\n{ }\n ${columns.map((_, number) => `P${number}`).join(' | ')} ;\n${rowsOf(columns)}${condition}`;

test('four threads that write a cell four times each, in one of 63063000 orders', () => {
  const columns = [0, 4, 8, 12].map((before) => [1, 2, 3, 4].map((i) => `Atomics.store(x, 0, ${before + i})`));
  expect(judge(parseTest(textOf(columns, 'exists (x=3)')), model)).toMatchObject({
    verdict: 'No',
    states: ['x[0]=4;', 'x[0]=8;', 'x[0]=12;', 'x[0]=16;'],
  });
});

test('four threads that write four cells each, in one of 331776 orders, and any last value of each', () => {
  const columns = [1, 2, 3, 4].map((value) => ['x', 'y', 'z', 'w'].map((cell) => `Atomics.store(${cell}, 0, ${value})`));
  // Any thread may be the last at any cell: it waits before it for the others.
  const { states, verdict } = judge(parseTest(textOf(columns, 'exists (x=1 /\\ y=2 /\\ z=3 /\\ w=4)')), model);
  expect(verdict).toBe('Ok');
  expect(states).toHaveLength(4 ** 4);
});
