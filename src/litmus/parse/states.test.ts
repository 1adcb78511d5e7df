import { describe, expect, test } from 'vitest';
import { compileModel, judge, parseTest } from '../index.ts';

const coherent = compileModel('"only coherence"\ninclude "cos.cat"\n', 'coherent', () => undefined);
const judged = (text: string) => judge(parseTest(text), coherent);

/** The one final state of a test of one thread. */
function outcome(arch: string, initial: string, code: string, observed: string): string {
  const { states } = judged(`${arch} T\n{ ${initial} }\n P0 ;\n ${code} ;\nlocations [${observed}]\n`);
  expect(states).toHaveLength(1);
  return states[0]!;
}

const arrays = (condition: string): string =>
  `AArch64 T\n{ int x[3]={1,2}; int8_t y[2]; 0:X1=x; 0:X2=y; }\n P0 ;\n MOV W0,#-1 ;\n STR W0,[X1,#8] ;\n STRB W0,[X2] ;\n${condition}`;

describe('a value is shown as the type has it that the initial state declares, without one as an int', () => {
  test.for([
    ['', 'MOV W0,#-1', '0:X0;', '0:X0=-1;'],
    ['', 'MOV X0,#0x100000001', '0:X0;', '0:X0=1;'],
    ['uint32_t 0:X0;', 'MOV W0,#-1', '0:X0;', '0:X0=4294967295;'],
    ['int64_t 0:X0;', 'MOV W0,#-1', '0:X0;', '0:X0=4294967295;'],
    ['int64_t 0:X0;', 'MOV X0,#-1', '0:X0;', '0:X0=-1;'],
    ['uint64_t 0:X0;', 'MOV X0,#-1', '0:X0;', '0:X0=18446744073709551615;'],
    ['uint64_t 0:X0=0x202020202020202;', 'ADD X0,X0,#1', '0:X0;', '0:X0=144680345676153347;'],
    ['int8_t x; 0:X1=x;', 'MOV W0,#255 ;\n STRB W0,[X1]', 'x;', '[x]=-1;'],
    ['uint8_t x; 0:X1=x;', 'MOV W0,#255 ;\n STRB W0,[X1]', 'x;', '[x]=255;'],
    ['uint64_t x; 0:X1=x;', 'MOV W0,#255 ;\n STRB W0,[X1]', 'x;', '[x]=255;'],
    ['int64_t x=-1; 0:X1=x;', 'LDR X0,[X1]', '0:X0; x;', '0:X0=-1; [x]=-1;'],
    ['x=-1; 0:X1=x;', 'LDR W0,[X1] ;\n CMP W0,#-1 ;\n CSET W2,EQ', '0:X0; 0:X2; x;', '0:X0=-1; 0:X2=1; [x]=-1;'],
    ['int 0:X1=-1;', 'ADD X0,X1,#1', '0:X0;', '0:X0=0;'],
    ['int *p=x; 0:X1=p;', 'LDR X0,[X1]', '0:X0; p;', '0:X0=x; [p]=x;'],
    ['0:X1=x;', 'ADD X0,X1,#4 ;\n SUB X2,X1,#4', '0:X0; 0:X2;', '0:X0=x+4; 0:X2=x+-4;'],
    ['0:X1=x; 0:X2=y;', 'CMP X1,X2 ;\n CSET W0,EQ ;\n SUB X3,X1,X1', '0:X0; 0:X3;', '0:X0=0; 0:X3=0;'],
  ] as const)('AArch64, %s: %s', ([initial, code, observed, expected]) => {
    expect(outcome('AArch64', initial, code, observed)).toBe(expected);
  });

  test.for([
    ['int64_t x; int8_t y;', 'movq $-1,(x) ;\n movb $-1,(y)', 'x; y;', '[x]=-1; [y]=-1;'],
    ['uint64_t x; 0:rbx=0x202020202020202;', 'movq %rbx,(x)', 'x;', '[x]=144680345676153346;'],
    ['', 'movl $-1,%eax', '0:rax;', '0:rax=-1;'],
    ['int64_t 0:rax;', 'movl $-1,%eax', '0:rax;', '0:rax=4294967295;'],
  ] as const)('X86_64, %s: %s', ([initial, code, observed, expected]) => {
    expect(outcome('X86_64', initial, code, observed)).toBe(expected);
  });

  test.for([
    ['x=-1;', 'MOV EAX,[x]', '0:EAX; x;', '0:EAX=-1; [x]=-1;'],
    ['x=0xffffffff;', 'MOV EAX,[x]', '0:EAX;', '0:EAX=-1;'],
    ['uint32_t x=-1;', 'NOP', 'x;', '[x]=4294967295;'],
  ] as const)('X86, %s: %s', ([initial, code, observed, expected]) => {
    expect(outcome('X86', initial, code, observed)).toBe(expected);
  });

  test('C computes with 64 bits', () => {
    const text = `C T
{ uint64_t x; int64_t 0:r0; }
P0 (uint64_t* x) {
  uint64_t r0 = 0xffffffffULL * 0x100000001;
  *x = r0 + 1;
  int r1 = 0x7fffffff + 1;
}
locations [0:r0; 0:r1; x;]`;
    expect(judged(text).states).toEqual(['0:r0=-1; 0:r1=-2147483648; [x]=0;']);
  });

  test('an array is shown as a whole, and may be compared so', () => {
    expect(judged(arrays('locations [x; y; x[1];]')).states).toEqual(['x={1,2,-1}; y={-1,0}; x[1]=2;']);
    expect(judged(arrays('exists x={1,2,-1} /\\ y={255,0}')).verdict).toBe('Ok');
    expect(judged(arrays('exists x={1,2,0}')).verdict).toBe('No');
    // As a number it is its first element.
    expect(judged(arrays('exists x=1 /\\ y<>255')).states).toEqual(['x=1; y=-1;']);
    expect(judged(arrays('exists x!={1,2,0} /\\ x[2]=0xffffffff')).verdict).toBe('Ok');
  });

  test('addresses come after numbers, in the order of their names', () => {
    const text =
      'AArch64 T\n{ int *p=z; 0:X1=p; 0:X2=b; 1:X1=p; 1:X2=a; 1:X3=1; }\n P0 | P1 ;\n STR X2,[X1] | STR X2,[X1] ;\n | STR X3,[X1] ;\nlocations [p;]';
    expect(judged(text).states).toEqual(['[p]=1;', '[p]=b;']);
  });
});

test.for([
  ['0:X0=-1', 'Ok'],
  ['0:X0=0xffffffff', 'Ok'],
  ['0:X0=4294967295', 'Ok'],
  ['P0:X0=-1', 'Ok'],
  ['0:x0 == -1', 'Ok'],
  ['0:W0=-1', 'Ok'],
  ['0:XZR=0', 'Ok'],
  ['0:X0=0:X2', 'Ok'],
  ['0:X0=P0:X2', 'Ok'],
  ['[x]=[y]', 'Ok'],
  ['x=*y', 'Ok'],
  ['0:X1=x', 'Ok'],
  ['0:X1=&x', 'Ok'],
  ['0:X0<>1', 'Ok'],
  ['0:X0!=1', 'Ok'],
  ['~0:X0=1 /\\ true', 'Ok'],
  ['not (0:X0=1 \\/ false)', 'Ok'],
  // As in herd, `=>` binds more strongly than `/\\`, and that more strongly than `\\/`.
  ['0:X0=1 => x=1 /\\ x=0', 'Ok'],
  ['0:X0=1 => x=1 /\\ x=1', 'No'],
  ['x=0 \\/ x=1 => false', 'Ok'],
  ['x=0 \\/ x=1 /\\ false', 'Ok'],
  ['x=1 => x=2 => false', 'Ok'],
] as const)('the condition %s is %s', ([condition, verdict]) => {
  const text = `AArch64 T\n{ 0:X1=x; }\n P0 ;\n MOV W0,#-1 ;\n MOV W2,W0 ;\nforall ${condition}\n`;
  expect(judged(text).verdict).toBe(verdict);
});

describe('the frame of a test may be written in other ways', () => {
  const ROWS = ' P0 ;\n MOV EAX,[x] ;\n';
  test.for([
    ['a text on the first line', `X86 T "a text {"\n{ }\n${ROWS}exists (0:EAX=0)`],
    ['a text on the next line', `X86 T\n"a text"\nCycle=Fre {\n{ }\n${ROWS}exists (0:EAX=0)`],
    ['a name for papers', `X86 T(tex-name)\n{ }\n${ROWS}exists (0:EAX=0)`],
    ['no line of its own for the initial state', `X86 T { x=0; }\n${ROWS}exists (0:EAX=0)`],
    ['lines that are of no form', `X86 T\nanything at all\nA-b = c\n{}\n${ROWS}exists (0:EAX=0)`],
    ['notes everywhere', `(* a *)X86 T (* b *)\n(* { *)\n{ (* c *) }\n(* exists *)\n${ROWS}(* ; | *)\nexists (* d *) (0:EAX=0) (* e *)`],
    ['no line of its own for the condition', `X86 T\n{ }\n P0 ;\n MOV EAX,[x] ; exists (0:EAX=0)`],
    ['final', `X86 T\n{ }\n${ROWS}final (0:EAX=0)`],
    ['observed', `X86 T\n{ }\n${ROWS}observed 0:EAX=1; x=0; and 0:EAX=0; x=0;`],
    ['what other models say', `X86 T\n{ }\n${ROWS}exists (0:EAX=0) with tso: exists; sc: ~exists`],
    ['carriage returns', `X86 T\n{ }\n${ROWS}exists (0:EAX=0)\n`.replaceAll('\n', '\r\n')],
    ['threads with words behind them', `X86 T\n{ }\n P0:main ;\n MOV EAX,[x] ;\nexists (0:EAX=0)`],
    ['tabs', `X86\tT\n{\t}\n\tP0\t;\n\tMOV\tEAX,[x]\t;\nexists\t(0:EAX=0)`],
  ] as const)('%s', ([, text]) => {
    const read = parseTest(text);
    expect(read.name).toBe('T');
    expect(judged(text).verdict).toBe('Ok');
  });

  test('a test may be called as its file', () => {
    expect(parseTest(`X86 --\n{ }\n${ROWS}`, 'some/folder/SB+po.litmus').name).toBe('SB+po');
  });

  test('registers may be called as the test likes, and be the same in all threads', () => {
    const text = `AArch64 T
{ %x=x; %one=1; int *q=y; %q=q; }
 P0            | P1           ;
 STR %one,[%x] | LDR X0,[%q]  ;
               | LDR W1,[X0]  ;
exists (1:X0=y /\\ 1:X1=0 /\\ x=1 /\\ 0:%one=1)`;
    expect(judged(text)).toMatchObject({ verdict: 'Ok', states: ['0:%one=1; 1:X0=y; 1:X1=0; [x]=1;'] });
  });

  test.for([
    ['exists (2:EAX=0)', '5:9: the condition speaks of thread 2, but the test has the threads 0 to 0'],
    ['exists (0:EAX={1})', "5:15: found '{', expected a value: only an array"],
    ['exists 0:EAX', "5:13: found the end of this part, expected '='"],
    ['exists 0:FOO=1', "5:10: X86 has no register 'FOO'"],
    ['maybe 0:EAX=1', "expected ';' at the end of the row"],
    ['exists x=1 y=1', "5:12: found 'y', expected the end of the test"],
    ['exists x=1 with tso', "5:20: found the end of this part, expected ':'"],
  ] as const)('%s is an error that names line and column', ([condition, message]) => {
    expect(() => parseTest(`X86 T\n{ }\n${ROWS}${condition}`)).toThrow(message);
  });
});
