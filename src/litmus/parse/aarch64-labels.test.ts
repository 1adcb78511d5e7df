import { describe, expect, test } from 'vitest';
import { coherentStates, coherentVerdict, registersAfter } from './test-aarch64.ts';

test('a loop on what an exclusive store leaves goes round as one on a read does', () => {
  expect(registersAfter('L: ADD W1,W1,#1 ;\n LDXR W4,[X0] ;\n STXR W5,W2,[X0] ;\n CBNZ W5,L', '0:X1;')).toEqual([
    '0:X1=2;',
    '0:X1=3;',
    '0:X1=4;',
  ]);
});

describe('AArch64: labels are values', () => {
  test.for([
    ['ADR X4,L ;\n L: NOP', '0:X4;', '0:X4=label:"P0:L";'],
    ['ADR X4,L ;\n BR X4 ;\n MOV W1,#7 ;\n L: NOP', '0:X1;', '0:X1=1;'],
    ['BL F ;\n MOV W2,#7 ;\n B E ;\n F: MOV W1,#7 ;\n RET ;\n E: NOP', '0:X1; 0:X2;', '0:X1=7; 0:X2=7;'],
    ['BL L ;\n L: NOP', '0:X30;', '0:X30=label:"P0:L";'],
    ['ADR X4,F ;\n BLR X4 ;\n MOV W2,#7 ;\n B E ;\n F: MOV W1,#7 ;\n RET X30 ;\n E: NOP', '0:X1; 0:X2;', '0:X1=7; 0:X2=7;'],
    ['ADR X30,F ;\n BLR X30 ;\n MOV W2,#7 ;\n B E ;\n F: MOV W1,#7 ;\n RET ;\n E: NOP', '0:X1; 0:X2;', '0:X1=7; 0:X2=7;'],
    ['RET ;\n MOV W1,#7', '0:X1;', '0:X1=1;'],
    ['B .+8 ;\n MOV W1,#7 ;\n NOP', '0:X1;', '0:X1=1;'],
    ['ADD W1,W1,#1 ;\n SUBS W3,W3,#1 ;\n CBNZ W3,.-8', '0:X1;', '0:X1=4;'],
    ['MOV W3,#9 ;\n L: ADD W1,W1,#1 ;\n SUBS W3,W3,#1 ;\n B.NE L', '0:X1;', '0:X1=10;'],
    ['ADR X4,L ;\n LDR W5,[X4] ;\n L: add w1, w1, #1', '0:X5;', '0:X5=instr:"ADD W1,W1,#1";'],
    ['ADR X4,L ;\n LDR W5,[X4] ;\n L: BEQ M ;\n NOP ;\n M: NOP', '0:X5;', '0:X5=instr:"B.EQ .+8";'],
    ['ADR X4,L ;\n STR X4,[X0] ;\n LDR X5,[X0] ;\n BR X5 ;\n MOV W1,#7 ;\n L: NOP', '0:X1;', '0:X1=1;'],
  ] as const)('%s', ([code, observed, state]) => {
    expect(registersAfter(code, observed)).toEqual([state]);
  });

  test('a register may hold the label of another thread at first: then its code is run', () => {
    const text = `AArch64 T
{ 0:X1=P1:F; }
 P0        | P1           ;
 BLR X1    | B E          ;
 MOV W2,#1 | F: MOV W3,#1 ;
           | RET          ;
           | E: NOP       ;
locations [0:X2; 0:X3; 1:X3;]
`;
    expect(coherentStates(text)).toEqual(['0:X2=1; 0:X3=1; 1:X3=0;']);
  });

  test('a jump to a label that only another thread has runs the code there, and what that jumps to', () => {
    const text = `AArch64 T
{ }
 P0          | P1           ;
 ADR X1,F    | B E          ;
 BL F        | F: MOV W3,#1 ;
 B X         | B G          ;
 G:          | E: NOP       ;
 ADD W3,W3,#2 |             ;
 RET         |              ;
 X: NOP      |              ;
locations [0:X1; 0:X3; 1:X3;]
`;
    expect(coherentStates(text)).toEqual(['0:X1=label:"P1:F"; 0:X3=3; 1:X3=0;']);
  });

  test.for([
    ['BL F', 'x;', 'x;', "4:2: no thread has a label 'F'"],
    ['BR X4', 'x;', 'x;', '4:2: found a jump to 0, expected the address of a label of this thread'],
    ['ADR X4,L ;\n L: STR X5,[X4]', 'x;', 'x;', '5:5: found an access to label:"P0:L", expected one to a location'],
    ['ADR X4,L ;\n LDR X5,[X4] ;\n L:', 'x;', 'x;', '5:2: found an access to label:"P0:L", expected one to a location'],
    ['CBZ W1,.+12', 'x;', 'x;', '4:2: the thread has no instruction there'],
    ['CBZ W1,.8', 'x;', 'x;', "4:10: found '8', expected '+' or '-'"],
    ['NOP', 'x;', '0:X1=Q1:L;', "2:8: found 'Q1:', expected a label of a thread, such as P1:L0"],
  ] as const)('%s is refused, and the error says where', ([code, observed, initial, message]) => {
    expect(() => registersAfter(code, observed, initial)).toThrow(message);
  });
});

/** A thread that loads the instruction of another one. */
const text = (value: string) => `AArch64 T
{ 0:X4=P1:L; 0:X6=instr:"B .+4"; 0:X7=NOP; }
 P0          | P1     ;
 LDR W5,[X4] | L: B M ;
 CMP W5,W6   | M: NOP ;
 CSET W8,EQ  |        ;
exists (0:X5=instr:"${value}" /\\ 0:X8=1)
`;

test('instructions are values that conditions and the initial state may name', () => {
  expect(coherentVerdict(text('B .+4'))).toBe('Ok');
  expect(coherentVerdict(text('NOP'))).toBe('No');
  expect(() => coherentVerdict(text('B .+4').replace('instr:"B .+4"', 'instr:B'))).toThrow("found 'B', expected an instruction in quotes");
});
