import { expect, test } from 'vitest';
import { compileModel } from '../cat/compile.ts';
import { judge } from '../judge.ts';
import { textOfNotation, textsOfNotation } from './js-notation.ts';
import { parseTest } from './test.ts';

const statementOf = (operation: string, tearing = false): string =>
  textOfNotation({ name: 'T', threads: [[operation]], tearing })
    .split('\n')[3]!
    .trim()
    .slice(0, -2);

test.for([
  ['W x 1', 'x[0] = 1'],
  ['Wsc x 1', 'Atomics.store(x, 0, 1)'],
  ['r0=R x', 'r0 = x[0]'],
  ['r0 = Rsc x', 'r0 = Atomics.load(x, 0)'],
  ['r1=X x 2', 'r1 = Atomics.exchange(x, 0, 2)'],
  ['r1=ADD x -1', 'r1 = Atomics.add(x, 0, -1)'],
  ['r1=CAS x 0 1', 'r1 = Atomics.compareExchange(x, 0, 0, 1)'],
  ['W x:1@3 1', 'new Uint8Array(x.buffer)[3] = 1'],
  ['Wsc x:2@2 514', 'Atomics.store(new Uint16Array(x.buffer), 1, 514)'],
  ['r0=Rsc x:4@4', 'r0 = Atomics.load(new Uint32Array(x.buffer), 1)'],
  ['r0=R x:8@8', 'r0 = new BigUint64Array(x.buffer)[1]'],
  ['r0=R x:2@1', 'r0 = new DataView(x.buffer).getUint16(1, true)'],
] as const)('%s is %s', ([operation, statement]) => {
  expect(statementOf(operation)).toBe(statement);
});

test('plain accesses that tear are those of a DataView', () => {
  expect(statementOf('W x:2@0 257', true)).toBe('new DataView(x.buffer).setUint16(0, 257, true)');
  expect(statementOf('r0=Rsc x:2@0', true)).toBe('r0 = Atomics.load(new Uint16Array(x.buffer), 0)');
});

test('all registers are in the states, and what is asked for is the condition', () => {
  const text = textOfNotation({ name: 'SB', threads: [['W x 1', 'r0=R y'], ['W y 1', 'r0=R x', 'r1=R x']], exists: '0:r0=0; 1:r0=0' }); // prettier-ignore
  const { states, verdict } = judge(
    parseTest(text),
    compileModel('empty 0', 'anything', () => undefined),
  );
  expect(states).toHaveLength(8);
  expect(states[0]).toBe('0:r0=0; 1:r0=0; 1:r1=0;');
  expect(verdict).toBe('Ok');
});

test('tests come one by one, as a list, or in an object', () => {
  const one = { name: 'A', threads: [['W x 1']] };
  for (const json of [one, [one], { tests: [one] }]) {
    expect(textsOfNotation(JSON.stringify(json)).map(({ name, text }) => [name, text().split('\n')[0]])).toEqual([['A', 'JS A']]);
  }
});

test.for([
  ['V x 1', "found 'V'"],
  ['W x', "found 'W x', expected 1 values"],
  ['R x', "found 'R x', expected 0 values, and a register"],
  ['r0=W x 1', 'expected 1 values, and a register unless it is a write'],
  ['W x:2 1', "found 'W x:2 1', expected an operation such as"],
] as const)('what is no operation is an error: %s', ([operation, message]) => {
  expect(() => statementOf(operation)).toThrow(message);
});

test('what has no threads is an error that names it', () => {
  const texts = textsOfNotation('{ "tests": [{ "name": "prose" }, {}] }');
  expect(texts[0]!.text).toThrow("litmus: prose: found no 'threads'");
  expect(texts[1]!.text).toThrow("litmus: test 2: found no 'threads'");
});
