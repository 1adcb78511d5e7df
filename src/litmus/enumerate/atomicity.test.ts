import { expect, test } from 'vitest';
import { compileModel, judge, parseTest } from '../index.ts';

const withAxiom = (axiom: string) => compileModel(`"x"\nacyclic po | rf | co | fr as sc\n${axiom} as atomicity\n`, 'sc', () => undefined);
const known = withAxiom('empty rmw & (fre; coe)');
/** The same, as it is not recognized: then all orders of writes are tried. */
const unknown = withAxiom('empty rmw \\ (rmw \\ (fre; coe))');

const rows = (threads: readonly string[]): string => {
  const cells = threads.map((thread) => thread.split('; '));
  const length = Math.max(...cells.map((column) => column.length));
  const heads = threads.map((_, i) => `P${i}`).join(' | ');
  return ` ${heads} ;\n${Array.from({ length }, (_, i) => ` ${cells.map((column) => column[i] ?? '').join(' | ')} ;\n`).join('')}`;
};

test.for([
  ['X86', '0:EAX=1; 1:EAX=1; 2:EAX=2;', ['LOCK XADD [x],EAX', 'LOCK XADD [x],EAX', 'MOV [x],EAX'], '0:EAX; 1:EAX; x;'],
  ['X86', '0:EAX=1; 1:EAX=2; 2:EAX=3;', ['XCHG [x],EAX', 'XCHG [x],EAX; MOV [x],$7', 'XCHG [x],EAX'], '0:EAX; 1:EAX; 2:EAX; x;'],
  ['X86', '1:EAX=5;', ['LOCK INC [x]; LOCK INC [x]', 'XCHG [x],EAX; MOV EBX,[x]'], '1:EAX; 1:EBX; x;'],
  [
    'AArch64',
    '0:X0=x; 1:X0=x; 0:X1=1; 1:X1=2; 1:X4=9;',
    ['LDXR W2,[X0]; STXR W3,W1,[X0]', 'LDXR W2,[X0]; STR W4,[X0]; STXR W3,W1,[X0]'],
    '0:X2; 0:X3; 1:X2; 1:X3; x;',
  ],
  [
    'AArch64',
    '0:X0=x; 1:X0=x; 0:X1=1; 1:X1=1;',
    ['LDADD W1,W2,[X0]; LDR W3,[X0]', 'LDADD W1,W2,[X0]; STR W1,[X0]'],
    '0:X2; 0:X3; 1:X2; x;',
  ],
  ['AArch64', '0:X0=x; 1:X0=x; 0:X1=1; 1:X1=2; 1:X2=1;', ['CAS W3,W1,[X0]', 'CAS W2,W1,[X0]; CAS W3,W1,[X0]'], '0:X3; 1:X2; 1:X3; x;'],
] as const)('atomic executions of %s are found without trying the others: %s %s', ([arch, initial, threads, observed]) => {
  const read = parseTest(`${arch} T\n{ ${initial} }\n${rows(threads)}locations [${observed}]\n`);
  expect([known.isAtomic, unknown.isAtomic]).toEqual([true, false]);
  const { states } = judge(read, known);
  expect(states.length).toBeGreaterThan(1);
  expect(states).toEqual(judge(read, unknown).states);
});

test('four threads that add twice each have one outcome, which takes no time', () => {
  const add = 'LOCK XADD [x],EAX; LOCK XADD [x],EBX';
  const registers = [0, 1, 2, 3].map((thread) => `${thread}:EAX=1; ${thread}:EBX=1;`).join(' ');
  expect(judge(parseTest(`X86 T\n{ ${registers} }\n${rows([add, add, add, add])}exists (x=8)\n`), known).states).toEqual(['[x]=8;']);
});
