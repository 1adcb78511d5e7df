import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileModel, judge, parseTest } from './index.ts';

const file = new URL('../../litmus/models/aarch64.cat', import.meta.url);
const aarch64 = compileModel(readFileSync(file, 'utf8'), 'aarch64', () => undefined);

/** The final states of two threads, of which x and y are arrays of two words. */
const states = (rows: string, observed: string, initial = ''): readonly string[] =>
  judge(
    parseTest(
      `AArch64 T\n{ int x[2]; int y[2]; 0:X0=x; 1:X0=x; 0:X9=y; 1:X9=y; ${initial} }\n P0 | P1 ;\n${rows}\nlocations [${observed}]\n`,
    ),
    aarch64,
  ).states;

/** A message of two words, and a load of both at an address that depends on whether it came. */
const message = (load: string) =>
  `MOV W1,#1 | LDR W1,[X9] ;\n STP W1,W1,[X0] | EOR W2,W1,W1 ;\n DMB ST | ADD X3,X0,W2,SXTW ;\n STR W1,[X9] | ${load} W4,W5,[X3] ;`;

describe('AArch64: accesses to two words', () => {
  const writers = [
    ['STP', 'MOV W3,#1 | LDXP W1,W2,[X0] ;\n STP W3,W3,[X0] | ;'],
    ['LDP', 'LDXP W1,W2,[X0] | LDP W1,W2,[X0] ;\n MOV W3,#1 | ;\n STXP W4,W3,W3,[X0] | ;'],
  ] as const;
  test.for(writers)('%s is two accesses, of which one may be seen without the other', ([, rows]) => {
    const seen = states(rows, '1:X1; 1:X2;');
    expect(seen).toEqual(['1:X1=0; 1:X2=0;', '1:X1=0; 1:X2=1;', '1:X1=1; 1:X2=0;', '1:X1=1; 1:X2=1;']);
  });

  test.for([
    ['LDXP', 'STXP'],
    ['LDAXP', 'STLXP'],
  ])('%s sees both words that %s wrote, or none of them', ([load, store]) => {
    const rows = `${load} W1,W2,[X0] | ${load} W1,W2,[X0] ;\n MOV W3,#1 | ;\n ${store} W4,W3,W3,[X0] | ;`;
    expect(states(rows, '1:X1; 1:X2;')).toEqual(['1:X1=0; 1:X2=0;', '1:X1=1; 1:X2=1;']);
  });

  test('STXP writes only if nobody wrote to either word since LDXP', () => {
    const rows = 'LDXP W1,W2,[X0] | MOV W3,#7 ;\n MOV W3,#1 | STR W3,[X0,#4] ;\n STXP W4,W3,W3,[X0] | ;';
    // Where it succeeds the 7 comes before what was read, or after what was written.
    expect(states(rows, '0:X2; 0:X4; x;')).toEqual([
      '0:X2=0; 0:X4=0; x={1,7};',
      '0:X2=0; 0:X4=1; x={0,7};',
      '0:X2=7; 0:X4=0; x={1,1};',
      '0:X2=7; 0:X4=1; x={0,7};',
    ]);
  });

  test('an exclusive store of another size, or to another place, fails', () => {
    expect(states('LDXR W1,[X0] | NOP ;\n STXR W4,X3,[X0] | ;', '0:X4;')).toEqual(['0:X4=1;']);
    expect(states('LDXP W1,W2,[X0] | NOP ;\n STXP W4,W3,W3,[X9] | ;', '0:X4;')).toEqual(['0:X4=1;']);
  });

  test('with the variant CU an exclusive store may succeed anywhere', () => {
    const text =
      'AArch64 T\nVariant=CU\n{ 0:X0=x; 0:X2=y; 0:X1=1; }\n P0 ;\n LDXR W3,[X0] ;\n STXR W4,W1,[X2] ;\n STXR W5,W1,[X0] ;\nlocations [x;y;]\n';
    const { states: found } = judge(parseTest(text), aarch64);
    expect(found).toEqual(['[x]=0; [y]=0;', '[x]=0; [y]=1;', '[x]=1; [y]=0;', '[x]=1; [y]=1;']);
    expect(judge(parseTest(text.replace('CU', 'precise')), aarch64).states).toEqual(['[x]=0; [y]=0;']);
  });

  test('a test of accesses that overlap in part is refused', () => {
    const text = 'AArch64 T\nCom=Rf\nvariant=memtag, Mixed\n{ }\n P0 ;\n NOP ;\nexists (0:X0=0)\n';
    expect(() => parseTest(text)).toThrow("3:1: found the variant 'mixed', expected a test whose accesses do not overlap in part");
  });

  test('of two CASP that expect the same, one succeeds', () => {
    const rows = 'CASP W2,W3,W4,W5,[X0] | CASP W2,W3,W4,W5,[X0] ;';
    const found = states(rows, 'x;', '0:X4=1; 0:X5=1; 1:X4=2; 1:X5=2;');
    expect(found).toEqual(['x={1,1};', 'x={2,2};']);
  });

  test('CASP succeeds only if both words are as expected, and leaves what it read', () => {
    const initial = 'z={5,6}; 0:X0=z; 0:X4=8; 0:X5=9;'.replace('z=', 'int z[2]=');
    expect(states('CASP W2,W3,W4,W5,[X0] | NOP ;', '0:X2; 0:X3; z;', `${initial} 0:X2=5; 0:X3=7;`)).toEqual(['0:X2=5; 0:X3=6; z={5,6};']);
    expect(states('CASP W2,W3,W4,W5,[X0] | NOP ;', '0:X2; 0:X3; z;', `${initial} 0:X2=5; 0:X3=6;`)).toEqual(['0:X2=5; 0:X3=6; z={8,9};']);
  });

  test('LDP waits for the address, LDNP need not', () => {
    expect(states(message('LDP'), '1:X1; 1:X4; 1:X5;')).not.toContain('1:X1=1; 1:X4=0; 1:X5=1;');
    expect(states(message('LDNP'), '1:X1; 1:X4; 1:X5;')).toContain('1:X1=1; 1:X4=0; 1:X5=1;');
  });

  test('a load of two words may replace the register that its address is in', () => {
    expect(states('LDP X0,X1,[X0] | NOP ;', '0:X0; 0:X1;', 'uint64_t t[2]={3,4}; 0:X0=t;')).toEqual(['0:X0=3; 0:X1=4;']);
  });
});
