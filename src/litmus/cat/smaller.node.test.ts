import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileModel } from './compile.ts';
import { allowsWithoutReads } from './smaller.ts';

const allows = (text: string): boolean => allowsWithoutReads(compileModel(text, 'm.cat', () => undefined));

test.for(['sc', 'x86tso', 'aarch64', 'rc11'])('%s allows with fewer reads what it allows with more', (name) => {
  expect(allows(readFileSync(new URL(`../../../litmus/models/${name}.cat`, import.meta.url), 'utf8'))).toBe(true);
});

test.for([
  ['ways through reads forbid', 'acyclic (po; [R]; po) | rf', true],
  ['ways through reads take away', 'empty po \\ (po; [R]; po)', false],
  ['ways through writes take away', 'empty po \\ (po; [W]; po)', true],
  ['ways through whatever reads come from take away', 'empty po \\ (po; rf)', true],
  ['ways through whatever is read take away', 'empty po \\ (rf; po)', false],
  ['a closure through reads takes away', 'empty po \\ (rf | po)+', false],
  ['a closure through writes takes away', 'empty po \\ co+', true],
  ['who is followed by a read is taken away', 'empty [W \\ domain(po; [R])]', false],
  ['who reads a write is taken away', 'empty [R \\ range(rf)]', true],
  ['something must be there', '~empty rf', false],
  ['what orders a race goes', 'acyclic rf\nundefined_unless empty loc \\ (po | rf)+', true],
  ['what is undefined goes through reads', 'undefined_unless empty po; [R]; po', false],
  ['a flag may be about reads', 'flag ~empty rf as f', false],
  ['a choice', 'with o from generate_orders(W, po)\nacyclic o', false],
  ['recursion that forbids', 'let rec a = po | a; rf\nacyclic a', true],
  ['recursion that takes away', 'let rec a = po | a; rf\nempty loc \\ a', false],
] as const)('what is allowed stays allowed with fewer reads: %s', ([, text, expected]) => {
  expect(allows(text)).toBe(expected);
});
