import { expect, test } from 'vitest';
import { crowd } from '../check/report/test-traces.ts';
import type { Choice, Trace } from '../check/report/trace.ts';
import { treeOf, type Branch } from './tree.ts';

const choices = (letters: string): Choice[] => [...letters].map((letter, index) => ({ thread: 0, index, text: letter }));
const traces = (...paths: readonly string[]): Trace[] => paths.map((path) => ({ ...crowd(1), path: choices(path) }));

/** As text: `a(b=0 c=1)`. */
function text({ choice, branches, execution }: Branch): string {
  const name = choice === undefined ? '' : choice.text;
  return execution === undefined ? `${name}(${branches.map(text).join(' ')})` : `${name}=${execution}`;
}

test.for([
  [['abc'], '=0'],
  [['abc', 'abd'], '(c=0 d=1)'],
  [['abcx', 'abdx', 'ayyy'], '(b(c=0 d=1) y=2)'],
  [['ab', 'abc'], '(no more steps=0 c=1)'],
  [['a', 'b', 'c'], '(a=0 b=1 c=2)'],
] as const)('the tree has a branch only where executions part: %s', ([paths, tree]) => {
  expect(text(treeOf(traces(...paths)))).toBe(tree);
});

test('the same choice of another thread is another', () => {
  const [one, other] = [choices('a'), choices('a').map((choice) => ({ ...choice, thread: 1 }))];
  expect(treeOf([one, other].map((path) => ({ ...crowd(2), path }))).branches).toHaveLength(2);
});

test('traces without paths are beside each other no tree', () => {
  expect(treeOf([crowd(1)]).execution).toBe(0);
});
