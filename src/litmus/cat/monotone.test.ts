import { expect, test } from 'vitest';
import { compileModel } from './compile.ts';
import { isAntitone, isMonotone } from './monotone.ts';

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

test.for([
  ['a race, less what reading orders', 'undefined_unless empty loc \\ (po | rf)+', true],
  ['what was read from must not be', 'undefined_unless empty loc & rf', false],
  ['nor what the order of writes says', 'undefined_unless empty loc & co', false],
  ['taken away twice', 'undefined_unless empty loc \\ (po \\ rf)', false],
  ['something that must be there', 'undefined_unless ~empty rf', true],
  ['other checks do not count', 'acyclic rf\nundefined_unless empty loc', true],
] as const)('undefined at most where nothing is read: %s', ([, text, expected]) => {
  expect(isAntitone(compileModel(text, 'm.cat', () => undefined))).toBe(expected);
});
