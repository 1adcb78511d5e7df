import { expect, test } from 'vitest';
import { compileModel } from './compile.ts';
import { isMonotone } from './monotone.ts';

const monotone = (text: string): boolean => isMonotone(compileModel(text, 'm.cat', () => undefined));

test.for([
  ['reading from more is only forbidden more', 'acyclic po | rf | co | fr', true],
  ['what is taken away from what is read from does not count', 'empty (rf; po) \\ id', true],
  ['reading from more takes away from something', 'empty po \\ rf', false],
  ['what is complemented twice is as it was', 'empty ~(~rf)', true],
  ['a complement of what is read from', 'empty ~rf', false],
  ['something that must be there', '~empty rf', false],
  ['through a definition by recursion', 'let rec a = po | a; rf\nempty po \\ a', false],
  ['what is chosen contains it', 'with o from generate_orders(W, (po | rf)+)\nacyclic o', true],
  ['who is ordered hangs on it', 'with o from generate_orders(range(rf), po)\nacyclic o', false],
] as const)('%s: %s', ([, text, expected]) => {
  expect(monotone(text)).toBe(expected);
});
