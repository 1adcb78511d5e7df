import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileModel, judge, parseTest } from '../index.ts';
import { forbidsTearing } from './tearing.ts';

const models = new URL('../../../litmus/models/', import.meta.url);
const textOf = (name: string): string => readFileSync(new URL(`${name}.cat`, models), 'utf8');
const modelOf = (text: string) => compileModel(text, 'model', () => undefined);

test.for(['js', 'js-2017', 'sc'])('%s forbids that integers tear', (name) => {
  expect(forbidsTearing(modelOf(textOf(name)))).toBe(true);
});

test('a model without that axiom does not, and then all mixtures are tried', () => {
  const axiom = 'empty (whole; whole^-1) \\ id as tear-free';
  expect(textOf('js')).toContain(axiom);
  const model = modelOf(textOf('js').replace(axiom, ''));
  expect(forbidsTearing(model)).toBe(false);
  const text = 'JS T\n{ a = new Uint16Array(b) }\n P0 | P1 | P2 ;\n a[0] = 0x0101 | a[0] = 0x0202 | r0 = a[0] ;\nlocations [2:r0]';
  expect(judge(parseTest(text), model).states).toHaveLength(9);
  expect(judge(parseTest(text), modelOf(textOf('js'))).states).toHaveLength(7);
});

test('plain and atomic accesses to one cell, all of whose bytes change, are judged without trying every byte of every write', () => {
  const text = `JS T
{ x = 1 }
 P0                        | P1                        ;
 r0 = Atomics.and(x, 0, 1) | r0 = Atomics.sub(x, 0, 1) ;
 x[0] = 0                  | r1 = Atomics.load(x, 0)   ;
 x[0] = 0                  | r2 = Atomics.load(x, 0)   ;
locations [0:r0; 1:r0; 1:r1; 1:r2]`;
  const { states, flags } = judge(parseTest(text), modelOf(textOf('js')));
  expect(flags).toEqual(['data-race']);
  expect(states).toContain('0:r0=1; 1:r0=0; 1:r1=-1; 1:r2=0;');
  expect(states.filter((state) => /1:r[12]=(?!-1;|0;|1;)/.test(state))).toEqual([]);
});
