import { expect, test } from 'vitest';
import { compileModel } from './compile.ts';
import { growsOnly, isAntitone, isMonotone, narrows, narrowsWithReads, racesMostUnordered } from './monotone.ts';

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

test.for([
  ['what orders writes only forbids', 'acyclic po | rf | co | fr', true],
  ['more order takes away from something', 'empty po \\ co', false],
  ['the writes that are last become fewer', 'empty [FW]; po', false],
  ['the writes that are not last become more', 'empty [W \\ FW]; rf; [F]', true],
  ['an assertion could be wrong of a part', 'assert empty rf', false],
  ['what is chosen may be chosen in another way', 'with o from generate_orders(W, po)\nacyclic o', false],
  ['what is undefined does not forbid', 'acyclic rf\nundefined_unless empty loc \\ rf', true],
] as const)('what is forbidden of a part of an execution is forbidden of all: %s', ([, text, expected]) => {
  expect(growsOnly(compileModel(text, 'm.cat', () => undefined))).toBe(expected);
});

test.for([
  ['a race, less what program order and reading order', 'undefined_unless empty (loc & ext) \\ (po | rf)+', true],
  ['program order must be', 'undefined_unless empty po & loc', false],
  ['a dependency must be', 'undefined_unless empty addr; loc', false],
  ['a set, of which it is not known with what', 'undefined_unless empty NA', false],
] as const)('races are most where nothing is in order: %s', ([, text, expected]) => {
  expect(racesMostUnordered(compileModel(text, 'm.cat', () => undefined))).toBe(expected);
});

const WITH = 'with o from generate_orders(W, po)\n';
test.for([
  ['what is chosen only forbids', `${WITH}acyclic o | rf`, true],
  ['what stands before does not count', `empty po \\ rf\n${WITH}acyclic o`, true],
  ['more of it takes away from something', `${WITH}empty po \\ o`, false],
  ['something of it must be there', `${WITH}~empty o`, false],
  ['an assertion could be wrong of a part', `${WITH}assert empty o`, false],
  ['only the last choice is made in parts', `${WITH}with p from generate_orders(W, o)\nempty po \\ o\nacyclic p`, true],
  ['nothing is chosen', 'acyclic po', false],
] as const)('what is forbidden of a part of what is chosen is forbidden of all: %s', ([, text, expected]) => {
  expect(narrows(compileModel(text, 'm.cat', () => undefined))).toBe(expected);
});

test.for([
  ['with a choice', `${WITH}acyclic o | rf`, true],
  ['more reads take away from something', `${WITH}empty po \\ rf`, false],
  ['there is an order of writes, of which less may allow more', 'empty po \\ co', false],
  ['there is one that only forbids', 'acyclic po | co | rf', true],
  ['an assertion could be wrong of a part', 'assert empty rf', false],
] as const)('what is forbidden when some reads have a source is forbidden when all have: %s', ([, text, expected]) => {
  expect(narrowsWithReads(compileModel(text, 'm.cat', () => undefined))).toBe(expected);
});
