import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileModel, judge, parseTest } from '../index.ts';

const root = new URL('../../../litmus/', import.meta.url);
const tests = readdirSync(new URL('tests/js/', root)).map((file) =>
  parseTest(readFileSync(new URL(`tests/js/${file}`, root), 'utf8'), file),
);
const textOf = (model: string): string => readFileSync(new URL(`models/${model}.cat`, root), 'utf8');
const modelOf = (text: string) => compileModel(text, 'model.cat', () => undefined);
/** The tests whose condition does not hold, of those with this name or of all. */
const failing = (text: string, only?: string): readonly string[] => {
  const model = modelOf(text);
  const asked = tests.filter(({ name }) => only === undefined || name === only);
  return asked.filter((each) => judge(each, model).verdict === 'No').map(({ name }) => name);
};

test('what the examples say of ECMAScript is so', () => {
  expect(tests.length).toBeGreaterThan(0);
  expect(failing(textOf('js'))).toEqual([]);
});

test('in ECMAScript 2017 what was repaired later was not so', () => {
  expect(failing(textOf('js-2017'))).toEqual([
    // Programs without races, and even what only Atomics access, were not sequentially consistent.
    'R+observer+flag',
    // A plain write between two atomic ones counted, as it does not on Armv8.
    'armv8',
    'sc-drf',
    // The critical sections of waiters synchronized nobody.
    'wait-lost+plain',
    'wait-lost',
    'wait-message',
  ]);
});

/**
 * What is not in the list, since nothing can tell: without `as happens-before` the last axiom finds the same cycles, and what is there at first
 * may as well come before everything.
 */
const MUTANTS: readonly (readonly [name: string, from: string, to: string, test: string])[] = [
  ['what is read at the end is in no order with the threads', ' | critical | asw', ' | critical', 'counter'],
  ['critical sections synchronize nobody', ' | critical | asw', ' | asw', 'wait-message'],
  ['no read synchronizes with a write', 'let sw = [SC]; (rf & loc); [SC] | critical', 'let sw = critical', 'MP+atomic-flag'],
  ['Atomics of different sizes synchronize', 'let sw = [SC]; (rf & loc); [SC]', 'let sw = [SC]; rf; [SC]', 'mixed-size-order'],
  ['plain reads synchronize', 'let sw = [SC]; (rf & loc); [SC]', 'let sw = [SC]; (rf & loc)', 'MP+plain-read'],
  ['plain writes synchronize', 'let sw = [SC]; (rf & loc); [SC]', 'let sw = (rf & loc); [SC]', 'overwritten-release'],
  ['what is there at first is in no order', '(po | sw | first)+', '(po | sw)+', 'MP+atomic-flag'],
  ['the order of a thread does not count', '(po | sw | first)+', '(sw | first)+', 'MP+atomic-flag'],
  ['who synchronizes does not count', '(po | sw | first)+', '(po | first)+', 'MP+atomic-flag'],
  ['happens-before is not transitive', '(po | sw | first)+', 'po | sw | first', 'MP+atomic-flag'],
  ['reads see the future', 'irreflexive hb; rf as coherent-reads\n', '', 'future'],
  ['reads see what was overwritten', 'irreflexive fr-along(hb); hb as coherent-reads\n', '', 'MP+atomic-flag'],
  ['integers tear', 'empty (whole; whole^-1) \\ id as tear-free\n', '', 'tearing-integer'],
  ['writes of floats do not tear', '[NoTear \\ IW]; (rf & loc); [NoTear]', '((W \\ IW) * R) & rf & loc; [NoTear]', 'tearing-float'],
  ['reads of floats do not tear', '[NoTear \\ IW]; (rf & loc); [NoTear]', '[NoTear \\ IW]; (rf & loc)', 'tearing-read'],
  ['different sizes do not tear', '[NoTear \\ IW]; (rf & loc); [NoTear]', '[NoTear \\ IW]; rf; [NoTear]', 'mixed-size'],
  ['a cell is written at first as a whole', '[NoTear \\ IW]; (rf & loc)', '[NoTear]; (rf & loc)', 'tearing-init'],
  ['plain writes are in the order of Atomics', 'let V = W & SC', 'let V = W \\ IW', 'armv8'],
  ['the order of Atomics is not around happens-before', 'acyclic hb | tot', 'acyclic tot', 'SB+atomics'],
  ['writes are in no order', 'acyclic hb | tot', 'acyclic hb', 'R+observer+flag'],
  ['the first case is left out', ' | synchronized | late-read', ' | late-read', 'R+observer'],
  ['the second case is left out', ' | late-read | early-write', ' | early-write', 'sc-drf'],
  ['the third case is left out', ' | late-read | early-write', ' | late-read', 'SB+atomics'],
  ['the first case is for plain reads', '([SC]; (rf & loc); [SC])^-1; tot', '(rf & loc)^-1; tot', 'R+observer+plain'],
  ['the first case is for all sizes', '([SC]; (rf & loc); [SC])^-1; tot', '([SC]; rf; [SC])^-1; tot', 'R+observer+mixed'],
  ['the second case is for who did not see the write', '(hb; (rf & hb)^-1)', '(hb; rf^-1)', 'CoWR+observer'],
  ['the second case is for all locations', '(hb; (rf & hb)^-1) & loc', '(hb; (rf & hb)^-1)', 'armv8'],
  [
    'the second case is for plain writes that are read',
    '(rf & hb)^-1) & loc; [V]) \\ id',
    '(rf & hb)^-1) & loc) \\ id',
    'overwritten-plain',
  ],
  ['the second case is for plain writes', '([V]; (hb; (rf', '((hb; (rf', 'armv8'],
  ['the third case is for who did not see the write', '((rf & hb)^-1; hb)', '(rf^-1; hb)', 'R+plain'],
  ['the third case is for all locations', '((rf & hb)^-1; hb) & loc', '((rf & hb)^-1; hb)', 'SB+store-between'],
  ['the third case is for plain reads', '([SC]; ((rf & hb)^-1; hb)', '(((rf & hb)^-1; hb)', 'SB+plain-read'],
  ['the third case is for plain writes', '((rf & hb)^-1; hb) & loc; [V]', '((rf & hb)^-1; hb) & loc; [W]', 'SB+plain-write'],
];

describe('a mutant of js.cat', () => {
  test.for(MUTANTS)('in which %s is found by an example', ([, from, to, name]) => {
    const text = textOf('js');
    expect(text.split(from)).toHaveLength(2);
    expect(
      failing(
        text.replace(from, () => to),
        name,
      ),
    ).toEqual([name]);
  });
});
