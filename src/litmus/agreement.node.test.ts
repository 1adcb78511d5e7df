import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileModel, judge, parseTest } from './index.ts';
import { publicData } from './test-public.ts';

const models = new URL('../../litmus/models/', import.meta.url);
const data = publicData('litmus-public/');
const modelOf = (name: string) => compileModel(readFileSync(new URL(`${name}.cat`, models), 'utf8'), name, () => undefined);

describe.skipIf(data === undefined)('what herd7 says of public tests', () => {
  const rows = data === undefined ? [] : readFileSync(`${data}index.tsv`, 'utf8').trim().split('\n').slice(1).map(readRow);
  const x86tso = modelOf('x86tso');
  const compiled = { X86: x86tso, X86_64: x86tso, AArch64: modelOf('aarch64'), C: modelOf('rc11') };
  test.for(rows)('$file', ({ file, arch, verdict, states, undefinedBehaviour }) => {
    const found = judge(parseTest(readFileSync(data + file, 'utf8'), file), compiled[arch as 'X86']);
    // Of a program that is undefined, only that counts.
    const expected = undefinedBehaviour ? { undefinedBehaviour } : { verdict, states: inOrder(states), undefinedBehaviour };
    expect({ ...found, states: inOrder(found.states) }).toMatchObject(expected);
  });

  const sc = modelOf('sc');
  test.for(rows.filter(({ scStates }) => scStates !== ''))('$file, sequentially consistent', ({ file, scStates }) => {
    const { states } = judge(parseTest(readFileSync(data + file, 'utf8'), file), sc);
    expect(inOrder(states)).toEqual(inOrder(scStates.split('|')));
  });
});

function readRow(row: string) {
  const [file = '', arch = '', , , , , verdict = '', , , states = '', flag, , scStates = ''] = row.split('\t');
  return { file, arch, verdict, states: states.split('|'), undefinedBehaviour: flag === '1', scStates };
}

const inOrder = (states: readonly string[]): readonly string[] => states.map((state) => state.trim()).toSorted();

test('a test that cannot be read names line, column and what was expected', () => {
  expect(() => parseTest('X86 T\n{}\n P0 ;\n MOVE EAX,[x] ;\nexists (0:EAX=0)\n', 't.litmus')).toThrow(
    /^t\.litmus:4:2: found 'MOVE'.*expected/,
  );
});
