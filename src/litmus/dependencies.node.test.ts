import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileModel, judge, parseTest } from './index.ts';

const aarch64 = compileModel(readFileSync(new URL('../../litmus/models/aarch64.cat', import.meta.url), 'utf8'), 'aarch64', () => undefined);

/** Whether thread 1 may read `flag` as it is set by thread 0, and then do what needs to come before that. */
function isAllowed(first: string, second: string, exists: string, initial = ''): boolean {
  const [a, b] = [first, second].map((code) => code.split('; '));
  const rows = Array.from({ length: Math.max(a!.length, b!.length) }, (_, i) => ` ${a![i] ?? ''} | ${b![i] ?? ''} ;`);
  const registers = [0, 1].map((thread) => `${thread}:X10=data; ${thread}:X11=flag; ${thread}:X12=z; ${thread}:X13=w; ${thread}:W9=1;`);
  const text = `AArch64 T\n{ ${registers.join(' ')} ${initial} }\n P0 | P1 ;\n${rows.join('\n')}\nexists (${exists})`;
  return judge(parseTest(text), aarch64).verdict === 'Ok';
}

/** Thread 0 has written the data before the flag; does thread 1, by what lies between, still see the old data after the new flag? */
const readsOld = (between: string, initial = '') =>
  isAllowed('STR W9,[X10]; STLR W9,[X11]', `LDR W0,[X11]; ${between}`, '1:X0=1 /\\ 1:X7=0', initial);

/** Thread 0 has read the data before it writes the flag; does thread 1, by what lies between, write the data before it sees the flag? */
const writesEarly = (between: string, initial = '') =>
  isAllowed('LDR W0,[X10]; STLR W9,[X11]', `LDR W0,[X11]; ${between}`, '0:X0=1 /\\ 1:X0=1', initial);

describe('what orders a later read, and what a later write, in AArch64', () => {
  test.for([
    ['nothing', 'LDR W7,[X10]', 'STR W9,[X10]', true, true],
    ['an address', 'EOR W1,W0,W0; LDR W7,[X10,W1,SXTW]', 'EOR W1,W0,W0; STR W9,[X10,W1,SXTW]', false, false],
    ['a branch', 'CBNZ W0,L; L:; LDR W7,[X10]', 'CBNZ W0,L; L:; STR W9,[X10]', true, false],
    ['a branch and ISB', 'CBNZ W0,L; L:; ISB; LDR W7,[X10]', 'CBNZ W0,L; L:; ISB; STR W9,[X10]', false, false],
    ['a barrier', 'DMB LD; LDR W7,[X10]', 'DMB LD; STR W9,[X10]', false, false],
    ['a barrier of stores', 'DMB ST; LDR W7,[X10]', 'DMB ST; STR W9,[X10]', true, true],
    // What a selection decides orders writes only, as a branch does.
    [
      'a selection',
      'CMP W0,#1; CSEL W1,W2,W3,EQ; LDR W7,[X10,W1,SXTW]',
      'CMP W0,#1; CSEL W1,W2,W3,EQ; STR W9,[X10,W1,SXTW]',
      true, false,
    ],
    [
      'a selected value',
      'CMP W1,#1; CSEL W1,W2,W0,EQ; EOR W1,W1,W1; LDR W7,[X10,W1,SXTW]',
      'CMP W1,#1; CSEL W1,W2,W0,EQ; EOR W1,W1,W1; STR W9,[X10,W1,SXTW]',
      false, false,
    ],
    [
      'a value through memory',
      'STR W0,[X12]; LDR W1,[X12]; EOR W1,W1,W1; LDR W7,[X10,W1,SXTW]',
      'STR W0,[X12]; LDR W1,[X12]; EOR W1,W1,W1; STR W9,[X10,W1,SXTW]',
      false, false,
    ],
    [
      'the address of an exclusive pair',
      'EOR W1,W0,W0; ADD X2,X12,W1,SXTW; LDXR W3,[X2]; STXR W4,W9,[X2]; LDR W7,[X10]',
      'EOR W1,W0,W0; ADD X2,X12,W1,SXTW; LDXR W3,[X2]; STXR W4,W9,[X2]; STR W9,[X10]',
      true, false,
    ],
  ] as const)('%s', ([, reading, writing, read, write]) => {
    expect([readsOld(reading), writesEarly(writing)]).toEqual([read, write]);
  }); // prettier-ignore
});

/** An access to the data whose address depends on a register. */
const after = (kind: 'LDR W7' | 'STR W9', register: string): string => `EOR W1,${register},${register}; ${kind},[X10,W1,SXTW]`;

test.for([
  ['DMB SY', false],
  ['DMB ISH', false],
  ['DMB LD', true],
  ['DMB ST', true],
  ['DMB NSH', true],
  ['DSB SY', false],
  ['DSB ST', false],
  ['DSB ISHST', false],
  ['DSB LD', true],
  ['ISB', true],
] as const)('a write and a later read with %s between them', ([barrier, allowed]) => {
  const thread = (mine: string, other: string) => `STR W9,[${mine}]; ${barrier}; LDR W7,[${other}]`;
  expect(isAllowed(thread('X10', 'X11'), thread('X11', 'X10'), '0:X7=0 /\\ 1:X7=0')).toBe(allowed);
});

describe('compare-and-exchange: what its register gets', () => {
  test('is what was read where it fails, which does not depend on what was expected', () => {
    const fails = 'z=5;';
    expect(readsOld(`EOR W1,W0,W0; CAS W1,W9,[X12]; ${after('LDR W7', 'W1')}`, fails)).toBe(true);
    expect(writesEarly(`EOR W1,W0,W0; CAS W1,W9,[X12]; ${after('STR W9', 'W1')}`, fails)).toBe(true);
    expect(readsOld(`EOR W1,W0,W0; ADD X2,X12,W1,SXTW; CAS W3,W9,[X2]; ${after('LDR W7', 'W3')}`, fails)).toBe(false);
  });

  test('is what was expected or what was read where it succeeds: no later access can rely on either', () => {
    expect(readsOld(`EOR W1,W0,W0; CAS W1,W9,[X12]; ${after('LDR W7', 'W1')}`)).toBe(true);
    expect(writesEarly(`EOR W1,W0,W0; CAS W1,W9,[X12]; ${after('STR W9', 'W1')}`)).toBe(true);
    expect(readsOld(`EOR W1,W0,W0; ADD X2,X12,W1,SXTW; CAS W3,W9,[X2]; ${after('LDR W7', 'W3')}`)).toBe(true);
    // But whether it succeeds is known before a later write.
    expect(writesEarly(`EOR W1,W0,W0; ADD X2,X12,W1,SXTW; CAS W3,W9,[X2]; ${after('STR W9', 'W3')}`)).toBe(false);
  });

  test('has nothing to do with what it writes', () => {
    expect(writesEarly(`EOR W1,W0,W0; CAS W3,W1,[X12]; ${after('STR W9', 'W3')}`)).toBe(true);
    expect(readsOld(`EOR W1,W0,W0; CAS W3,W1,[X12]; LDR W5,[X12]; ${after('LDR W7', 'W5')}`)).toBe(false);
  });
});

test('an exchange does not carry what it writes to what it reads, an addition writes what it reads', () => {
  expect(writesEarly(`SWP W0,W1,[X12]; ${after('STR W9', 'W1')}`)).toBe(true);
  expect(
    isAllowed('LDR W0,[X10]; STLR W9,[X11]', 'LDADD W9,W0,[X11]; LDR W1,[X11]; EOR W1,W1,W1; STR W9,[X10,W1,SXTW]', '0:X0=1 /\\ 1:X0=1'),
  ).toBe(false);
});
