import { describe, expect, test } from 'vitest';
import { coherentStates, registersAfter } from './test-aarch64.ts';

describe('AArch64: labels are values', () => {
  test.for([
    ['ADR X4,L ;\n L: NOP', '0:X4;', '0:X4=label:"P0:L";'],
    ['ADR X4,L ;\n BR X4 ;\n MOV W1,#7 ;\n L: NOP', '0:X1;', '0:X1=1;'],
    ['BL F ;\n MOV W2,#7 ;\n B E ;\n F: MOV W1,#7 ;\n RET ;\n E: NOP', '0:X1; 0:X2;', '0:X1=7; 0:X2=7;'],
    ['BL L ;\n L: NOP', '0:X30;', '0:X30=label:"P0:L";'],
    ['ADR X4,F ;\n BLR X4 ;\n MOV W2,#7 ;\n B E ;\n F: MOV W1,#7 ;\n RET X30 ;\n E: NOP', '0:X1; 0:X2;', '0:X1=7; 0:X2=7;'],
    ['ADR X30,F ;\n BLR X30 ;\n MOV W2,#7 ;\n B E ;\n F: MOV W1,#7 ;\n RET ;\n E: NOP', '0:X1; 0:X2;', '0:X1=7; 0:X2=7;'],
    ['RET ;\n MOV W1,#7', '0:X1;', '0:X1=1;'],
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

  test.for([
    ['BL F', 'x;', 'x;', "4:2: there is no label 'F' in this thread"],
    ['BR X4', 'x;', 'x;', '4:2: found a jump to 0, expected the address of a label of this thread'],
    ['ADR X4,L ;\n L: LDR X5,[X4]', 'x;', 'x;', '5:5: found an access to label:"P0:L", expected one to a location'],
    ['NOP', 'x;', '0:X1=Q1:L;', "2:8: found 'Q1:', expected a label of a thread, such as P1:L0"],
  ] as const)('%s is refused, and the error says where', ([code, observed, initial, message]) => {
    expect(() => registersAfter(code, observed, initial)).toThrow(message);
  });
});
