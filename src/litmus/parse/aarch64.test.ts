import { describe, expect, test } from 'vitest';
import { registersAfter as states } from './test-aarch64.ts';

describe('AArch64: what each instruction leaves in registers and memory', () => {
  test.for([
    // Moves and arithmetic
    ['MOV W4,#7', '0:X4;', '0:X4=7;'],
    ['MOV X4,#0x10', '0:X4;', '0:X4=16;'],
    ['MOV W4,7', '0:X4;', '0:X4=7;'],
    ['MOV W4,W2', '0:X4;', '0:X4=2;'],
    ['MOV X4,X0', '0:X4;', '0:X4=x;'],
    ['MOV W4,WZR', '0:X4;', '0:X4=0;'],
    ['MOVZ W4,#3', '0:X4;', '0:X4=3;'],
    ['MOVZ W4,#3,LSL #16', '0:X4;', '0:X4=196608;'],
    ['MOVN W4,#0', '0:X4;', '0:X4=-1;'],
    ['MOV W4,#1 ;\n MOVK W4,#2,LSL #16', '0:X4;', '0:X4=131073;'],
    ['MVN W4,W1', '0:X4;', '0:X4=-2;'],
    ['NEG W4,W1', '0:X4;', '0:X4=-1;'],
    ['ADD W4,W1,W2', '0:X4;', '0:X4=3;'],
    ['ADD W4,W1,#4', '0:X4;', '0:X4=5;'],
    ['ADD W4,W1,W2,LSL #2', '0:X4;', '0:X4=9;'],
    ['ADD X4,X1,W2,SXTW', '0:X4;', '0:X4=3;'],
    ['ADD X4,X1,W2,UXTW #1', '0:X4;', '0:X4=5;'],
    ['SUB W4,W3,W1', '0:X4;', '0:X4=2;'],
    ['SUB W4,W1,W3', '0:X4;', '0:X4=-2;'],
    ['MUL W4,W2,W3', '0:X4;', '0:X4=6;'],
    ['AND W4,W3,W2', '0:X4;', '0:X4=2;'],
    ['AND W4,W3,#1', '0:X4;', '0:X4=1;'],
    ['ORR W4,W1,W2', '0:X4;', '0:X4=3;'],
    ['EOR W4,W3,W1', '0:X4;', '0:X4=2;'],
    ['EOR W4,W3,W3', '0:X4;', '0:X4=0;'],
    ['BIC W4,W3,W1', '0:X4;', '0:X4=2;'],
    ['ORN W4,WZR,W1', '0:X4;', '0:X4=-2;'],
    ['EON W4,W1,W1', '0:X4;', '0:X4=-1;'],
    ['LSL W4,W1,#3', '0:X4;', '0:X4=8;'],
    ['LSR W4,W3,#1', '0:X4;', '0:X4=1;'],
    ['MOV W5,#-8 ;\n ASR W4,W5,#1', '0:X4;', '0:X4=-4;'],
    ['LSL W4,W1,W3', '0:X4;', '0:X4=8;'],
    ['MOV W5,#33 ;\n LSLV W4,W1,W5', '0:X4;', '0:X4=2;'],
    ['ROR W4,W3,#1', '0:X4;', '0:X4=-2147483647;'],
    ['RORV W4,W3,W1', '0:X4;', '0:X4=-2147483647;'],
    ['MADD W4,W2,W3,W1', '0:X4;', '0:X4=7;'],
    ['MSUB W4,W2,W3,W1', '0:X4;', '0:X4=-5;'],
    ['UDIV W4,W3,W2', '0:X4;', '0:X4=1;'],
    ['UDIV W4,W3,WZR', '0:X4;', '0:X4=0;'],
    ['MOV W5,#-7 ;\n SDIV W4,W5,W2', '0:X4;', '0:X4=-3;'],
    ['MOV W5,#-7 ;\n UDIV W4,W5,W2', '0:X4;', '0:X4=2147483644;'],
    ['UXTB W4,W3', '0:X4;', '0:X4=3;'],
    ['MOV W5,#255 ;\n SXTB W4,W5', '0:X4;', '0:X4=-1;'],
    ['MOV W5,#-1 ;\n SXTW X4,W5', '0:X4;', '0:X4=-1;'],
    ['MOV W5,#258 ;\n UXTB W4,W5', '0:X4;', '0:X4=2;'],
    ['MOV W5,#0x123 ;\n UBFX W4,W5,#4,#4', '0:X4;', '0:X4=2;'],
    ['MOV W5,#0xf0 ;\n SBFX W4,W5,#4,#4', '0:X4;', '0:X4=-1;'],
    ['NOP', '0:X1;', '0:X1=1;'],
    ['HINT #0 ;\n WFE ;\n SEV', '0:X1;', '0:X1=1;'],
    // Fields of bits, by two positions or by a position and a width
    ['MOV W5,#0x123 ;\n UBFM W4,W5,#4,#7', '0:X4;', '0:X4=2;'],
    ['MOV W5,#0x123 ;\n UBFM W4,W5,#28,#3', '0:X4;', '0:X4=48;'],
    ['MOV W5,#0x1f0 ;\n SBFM W4,W5,#4,#7', '0:X4;', '0:X4=-1;'],
    ['MOV W5,#0x18 ;\n SBFM W4,W5,#28,#3', '0:X4;', '0:X4=-128;'],
    ['MOV W5,#0xfff ;\n MOV W4,#0x123 ;\n BFM W5,W4,#4,#7', '0:X5;', '0:X5=4082;'],
    ['MOV W5,#0xfff ;\n MOV W4,#0x123 ;\n BFI W5,W4,#4,#4', '0:X5;', '0:X5=3903;'],
    ['MOV W5,#0xfff ;\n MOV W4,#0x123 ;\n BFXIL W5,W4,#4,#8', '0:X5;', '0:X5=3858;'],
    ['MOV W5,#0xfff ;\n BFC W5,#4,#4', '0:X5;', '0:X5=3855;'],
    ['MOV W5,#0x123 ;\n UBFIZ W4,W5,#8,#4', '0:X4;', '0:X4=768;'],
    ['MOV W5,#0x18 ;\n SBFIZ W4,W5,#8,#4', '0:X4;', '0:X4=-2048;'],
    ['MOV W4,#1 ;\n MOV W5,#0x120 ;\n EXTR W4,W4,W5,#4', '0:X4;', '0:X4=268435474;'],
    // Orders of bits and bytes, and counts
    ['RBIT W4,W1', '0:X4;', '0:X4=-2147483648;'],
    ['MOV W5,#0x1234 ;\n REV W4,W5', '0:X4;', '0:X4=873594880;'],
    ['MOV W5,#0x1234 ;\n REV16 W4,W5', '0:X4;', '0:X4=13330;'],
    ['MOV X5,#0x1234 ;\n REV32 X4,X5', '0:X4;', '0:X4=873594880;'],
    ['MOV X5,#1 ;\n REV X4,X5 ;\n LSR X4,X4,#56', '0:X4;', '0:X4=1;'],
    ['CLZ W4,W3', '0:X4;', '0:X4=30;'],
    ['CLZ X4,XZR', '0:X4;', '0:X4=64;'],
    ['CLZ W4,W1 ;\n MOV W5,#-1 ;\n CLZ W5,W5', '0:X4; 0:X5;', '0:X4=31; 0:X5=0;'],
    ['MOV W5,#-4 ;\n CLS W4,W5', '0:X4;', '0:X4=29;'],
    ['MOV W5,#12 ;\n CTZ W4,W5', '0:X4;', '0:X4=2;'],
    ['MOV W5,#-1 ;\n CNT W4,W5', '0:X4;', '0:X4=32;'],
    ['MOV W5,#-7 ;\n ABS W4,W5', '0:X4;', '0:X4=7;'],
    // Long products
    ['MNEG W4,W2,W3', '0:X4;', '0:X4=-6;'],
    ['MOV W5,#-2 ;\n SMULL X4,W5,W3', '0:X4;', '0:X4=-6;'],
    ['MOV W5,#-2 ;\n UMULL X4,W5,W3 ;\n LSR X4,X4,#32', '0:X4;', '0:X4=2;'],
    ['MOV W5,#-2 ;\n SMADDL X4,W5,W3,X1', '0:X4;', '0:X4=-5;'],
    ['SMSUBL X4,W2,W3,X1', '0:X4;', '0:X4=-5;'],
    ['UMNEGL X4,W2,W3', '0:X4;', '0:X4=-6;'],
    ['MOV X5,#-1 ;\n UMULH X4,X5,X3 ;\n SMULH X5,X5,X3', '0:X4; 0:X5;', '0:X4=2; 0:X5=-1;'],
    // The carry
    ['CMP W1,W2 ;\n ADC W4,W1,W2 ;\n SBC W5,W1,W2', '0:X4; 0:X5;', '0:X4=3; 0:X5=-2;'],
    ['CMP W2,W1 ;\n ADC W4,W1,W2 ;\n SBC W5,W1,W2', '0:X4; 0:X5;', '0:X4=4; 0:X5=-1;'],
    ['CMP W2,W1 ;\n NGC W4,W2', '0:X4;', '0:X4=-2;'],
    [
      'MOV W5,#-1 ;\n CMP W2,W1 ;\n ADCS W4,W5,WZR ;\n CSET W5,CS ;\n CSET W6,EQ ;\n CSET W7,VS',
      '0:X4; 0:X5; 0:X6; 0:X7;',
      '0:X4=0; 0:X5=1; 0:X6=1; 0:X7=0;',
    ],
    [
      'MOV W5,#0x7fffffff ;\n CMP W2,W1 ;\n ADCS W4,W5,WZR ;\n CSET W5,CS ;\n CSET W6,MI ;\n CSET W7,VS',
      '0:X5; 0:X6; 0:X7;',
      '0:X5=0; 0:X6=1; 0:X7=1;',
    ],
    ['NEGS W4,W2 ;\n CSET W5,MI', '0:X4; 0:X5;', '0:X4=-2; 0:X5=1;'],
    // Comparisons on a condition, and the flags as a register
    ['CMP W1,#1 ;\n CCMP W2,#2,#0,EQ ;\n CSET W4,EQ', '0:X4;', '0:X4=1;'],
    ['CMP W1,#1 ;\n CCMP W2,W3,#4,NE ;\n CSET W4,EQ', '0:X4;', '0:X4=1;'],
    ['CMP W1,#1 ;\n CCMP W2,W3,#0,NE ;\n CSET W4,EQ', '0:X4;', '0:X4=0;'],
    ['MOV W5,#-2 ;\n CMP W1,#1 ;\n CCMN W2,W5,#0,EQ ;\n CSET W4,EQ', '0:X4;', '0:X4=1;'],
    ['CMP W1,W1 ;\n MRS X4,NZCV', '0:X4;', '0:X4=1610612736;'],
    ['MOV X4,#0x40000000 ;\n MSR NZCV,X4 ;\n CSET W5,EQ', '0:X5;', '0:X5=1;'],
    ['MSR TPIDR_EL0,X3 ;\n MRS X4,TPIDR_EL0', '0:X4;', '0:X4=3;'],
    // Flags, jumps and selections
    ['CMP W1,#1 ;\n CSET W4,EQ', '0:X4;', '0:X4=1;'],
    ['CMP W1,W2 ;\n CSET W4,NE', '0:X4;', '0:X4=1;'],
    ['CMP W1,W2 ;\n CSET W4,LT', '0:X4;', '0:X4=1;'],
    ['CMP W1,W2 ;\n CSET W4,HI', '0:X4;', '0:X4=0;'],
    ['CMN W1,#1 ;\n CSET W4,EQ', '0:X4;', '0:X4=0;'],
    ['TST W3,#2 ;\n CSET W4,NE', '0:X4;', '0:X4=1;'],
    ['SUBS W5,W1,#1 ;\n CSET W4,EQ', '0:X4; 0:X5;', '0:X4=1; 0:X5=0;'],
    ['ADDS W5,W1,#1 ;\n CSET W4,MI', '0:X4; 0:X5;', '0:X4=0; 0:X5=2;'],
    [
      'MOV W1,#-2147483648 ;\n MOV W2,#-3 ;\n ADDS W0,W1,W2 ;\n CSET W3,MI ;\n CSET W4,EQ ;\n CSET W5,CS ;\n CSET W6,VS',
      '0:X3; 0:X4; 0:X5; 0:X6;',
      '0:X3=0; 0:X4=0; 0:X5=1; 0:X6=1;',
    ],
    ['ANDS W5,W1,W2 ;\n CSET W4,EQ', '0:X4;', '0:X4=1;'],
    ['CMP W1,#1 ;\n CSEL W4,W2,W3,EQ', '0:X4;', '0:X4=2;'],
    ['CMP W1,#2 ;\n CSEL W4,W2,W3,EQ', '0:X4;', '0:X4=3;'],
    ['CMP W1,#2 ;\n CSINC W4,W2,W3,EQ', '0:X4;', '0:X4=4;'],
    ['CMP W1,#2 ;\n CSINV W4,W2,W3,EQ', '0:X4;', '0:X4=-4;'],
    ['CMP W1,#2 ;\n CSNEG W4,W2,W3,EQ', '0:X4;', '0:X4=-3;'],
    ['CMP W1,#1 ;\n CINC W4,W2,EQ', '0:X4;', '0:X4=3;'],
    ['CMP W1,#1 ;\n CSETM W4,EQ', '0:X4;', '0:X4=-1;'],
    ['CMP W1,#1 ;\n B.EQ L ;\n MOV W1,#9 ;\n L:', '0:X1;', '0:X1=1;'],
    ['CMP W1,#1 ;\n BNE L ;\n MOV W1,#9 ;\n L:', '0:X1;', '0:X1=9;'],
    ['B L ;\n MOV W1,#9 ;\n L: NOP', '0:X1;', '0:X1=1;'],
    ['CBZ W1,L ;\n MOV W1,#9 ;\n L:', '0:X1;', '0:X1=9;'],
    ['CBNZ W1,L ;\n MOV W1,#9 ;\n L:', '0:X1;', '0:X1=1;'],
    ['CBNZ X1,L ;\n MOV W1,#9 ;\n L:', '0:X1;', '0:X1=1;'],
    ['TBZ W1,#0,L ;\n MOV W1,#9 ;\n L:', '0:X1;', '0:X1=9;'],
    ['TBNZ W1,#0,L ;\n MOV W1,#9 ;\n L:', '0:X1;', '0:X1=1;'],
    ['RET ;\n MOV W1,#9', '0:X1;', '0:X1=1;'],
    // Loads and stores
    ['LDR W4,[X0]', '0:X4;', '0:X4=5;'],
    ['LDR X4,[X0]', '0:X4;', '0:X4=5;'],
    ['LDR WZR,[X0]', '0:X1;', '0:X1=1;'],
    ['LDR W4,[X0,#0]', '0:X4;', '0:X4=5;'],
    ['LDUR W4,[X0]', '0:X4;', '0:X4=5;'],
    ['EOR W5,W1,W1 ;\n LDR W4,[X0,W5,SXTW]', '0:X4;', '0:X4=5;'],
    ['EOR X5,X1,X1 ;\n LDR W4,[X0,X5]', '0:X4;', '0:X4=5;'],
    ['EOR X5,X1,X1 ;\n LDR W4,[X0,X5,LSL #2]', '0:X4;', '0:X4=5;'],
    ['LDRB W4,[X0]', '0:X4;', '0:X4=5;'],
    ['LDRH W4,[X0]', '0:X4;', '0:X4=5;'],
    ['LDRSW X4,[X0]', '0:X4;', '0:X4=5;'],
    ['LDAR W4,[X0]', '0:X4;', '0:X4=5;'],
    ['LDARB W4,[X0]', '0:X4;', '0:X4=5;'],
    ['LDAPR W4,[X0]', '0:X4;', '0:X4=5;'],
    ['LDAPUR W4,[X0]', '0:X4;', '0:X4=5;'],
    ['MOV W5,#-1 ;\n STRB W5,[X0] ;\n LDAPURSB W4,[X0]', '0:X4;', '0:X4=-1;'],
    ['LDXR W4,[X0]', '0:X4;', '0:X4=5;'],
    ['LDAXR W4,[X0]', '0:X4;', '0:X4=5;'],
    ['STR W2,[X0]', 'x;', '[x]=2;'],
    ['STR WZR,[X0]', 'x;', '[x]=0;'],
    ['STR X2,[X0]', 'x;', '[x]=2;'],
    ['STUR W2,[X0]', 'x;', '[x]=2;'],
    ['STRB W2,[X0]', 'x;', '[x]=2;'],
    ['STRH W2,[X0]', 'x;', '[x]=2;'],
    ['STLR W2,[X0]', 'x;', '[x]=2;'],
    ['STLRH W2,[X0]', 'x;', '[x]=2;'],
    ['STLUR W2,[X0]', 'x;', '[x]=2;'],
    ['MOV X5,X0 ;\n STR W2,[X5],#4', '0:X5; x;', '0:X5=x+4; [x]=2;'],
    ['MOV X5,X0 ;\n LDR W4,[X5,#0]!', '0:X4; 0:X5;', '0:X4=5; 0:X5=x;'],
    ['PRFM PLDL1KEEP,[X0]', 'x;', '[x]=5;'],
    // Atomic instructions, in their four orders
    ['SWP W2,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=2;'],
    ['SWPA W2,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=2;'],
    ['SWPL W2,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=2;'],
    ['SWPAL W2,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=2;'],
    ['SWP W2,WZR,[X0]', 'x;', '[x]=2;'],
    ['SWPB W2,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=2;'],
    ['CAS W2,W3,[X0]', '0:X2; x;', '0:X2=5; [x]=5;'],
    ['MOV W2,#5 ;\n CAS W2,W3,[X0]', '0:X2; x;', '0:X2=5; [x]=3;'],
    ['MOV W2,#5 ;\n CASA W2,W3,[X0]', '0:X2; x;', '0:X2=5; [x]=3;'],
    ['MOV W2,#5 ;\n CASL W2,W3,[X0]', '0:X2; x;', '0:X2=5; [x]=3;'],
    ['MOV W2,#5 ;\n CASAL W2,W3,[X0]', '0:X2; x;', '0:X2=5; [x]=3;'],
    ['LDADD W2,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=7;'],
    ['LDADDA W2,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=7;'],
    ['LDADDL W2,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=7;'],
    ['LDADDAL W2,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=7;'],
    ['LDADDH W2,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=7;'],
    ['LDEOR W1,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=4;'],
    ['LDSET W2,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=7;'],
    ['LDCLR W1,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=4;'],
    ['LDSMAX W2,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=5;'],
    ['LDSMIN W2,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=2;'],
    ['LDUMAX W2,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=5;'],
    ['LDUMIN W2,W4,[X0]', '0:X4; x;', '0:X4=5; [x]=2;'],
    ['STADD W2,[X0]', 'x;', '[x]=7;'],
    ['STADDL W2,[X0]', 'x;', '[x]=7;'],
    ['STEOR W1,[X0]', 'x;', '[x]=4;'],
    ['STSET W2,[X0]', 'x;', '[x]=7;'],
    ['STCLR W1,[X0]', 'x;', '[x]=4;'],
    // Barriers
    ['DMB SY', '0:X1;', '0:X1=1;'],
    ['DMB LD', '0:X1;', '0:X1=1;'],
    ['DMB ST', '0:X1;', '0:X1=1;'],
    ['DMB ISH', '0:X1;', '0:X1=1;'],
    ['DMB ISHLD', '0:X1;', '0:X1=1;'],
    ['DMB ISHST', '0:X1;', '0:X1=1;'],
    ['DSB SY', '0:X1;', '0:X1=1;'],
    ['DSB ISH', '0:X1;', '0:X1=1;'],
    ['ISB', '0:X1;', '0:X1=1;'],
    ['SVC #0', '0:X1;', undefined],
  ] as const)('%s', ([code, observed, expected]) => {
    if (expected === undefined) expect(() => states(code, observed)).toThrow("4:2: found 'SVC', expected an instruction of AArch64");
    else expect(states(code, observed)).toEqual([expected]);
  });

  test('a store-exclusive may fail, and does when nothing is reserved', () => {
    expect(states('LDXR W4,[X0] ;\n STXR W5,W2,[X0]', '0:X4; 0:X5; x;')).toEqual(['0:X4=5; 0:X5=0; [x]=2;', '0:X4=5; 0:X5=1; [x]=5;']);
    expect(states('LDAXR W4,[X0] ;\n STLXR W5,W2,[X0]', '0:X5; x;')).toEqual(['0:X5=0; [x]=2;', '0:X5=1; [x]=5;']);
    expect(states('LDXRB W4,[X0] ;\n STXRB W5,W2,[X0]', '0:X5; x;')).toEqual(['0:X5=0; [x]=2;', '0:X5=1; [x]=5;']);
    expect(states('STXR W5,W2,[X0]', '0:X5; x;')).toEqual(['0:X5=1; [x]=5;']);
    expect(states('LDXR W4,[X0] ;\n STXR W5,W2,[X1]', '0:X5; y;', 'x=5; y=6; 0:X0=x; 0:X1=y; 0:X2=2;')).toEqual(['0:X5=1; [y]=6;']);
  });

  test('a loop goes round until it is left', () => {
    const loop = 'L: LDXR W4,[X0] ;\n ADD W5,W4,#1 ;\n STXR W6,W5,[X0] ;\n CBNZ W6,L';
    expect(states(loop, 'x;')).toEqual(['[x]=6;']);
  });

  test('elements of arrays have addresses, and pairs of them are loaded and stored at once', () => {
    const array = 'int t[2]={5,6}; 0:X0=t; 0:X1=1; 0:X2=2;';
    expect(states('LDR W4,[X0,#4]', '0:X4;', array)).toEqual(['0:X4=6;']);
    expect(states('LDP W4,W5,[X0]', '0:X4; 0:X5;', array)).toEqual(['0:X4=5; 0:X5=6;']);
    expect(states('STP W1,W2,[X0]', 't[0]; t[1];', array)).toEqual(['t[0]=1; t[1]=2;']);
    expect(states('LDIAPP W4,W5,[X0]', '0:X4; 0:X5;', array)).toEqual(['0:X4=5; 0:X5=6;']);
    expect(states('STILP W1,W2,[X0]', 't[1];', array)).toEqual(['t[1]=2;']);
    expect(states('LDR X4,[X2]', '0:X4; v[1];', '0:X2=v[0]; int64_t v[2] = {22,44};')).toEqual(['0:X4=22; v[1]=44;']);
  });

  test('a register of 32 bits gets the lowest of what is in memory', () => {
    const initial = 'uint64_t x=0x100000002; 0:X0=x; uint64_t 0:X1; uint64_t 0:X2=0x300000004; uint64_t 0:X3;';
    expect(states('LDR W1,[X0] ;\n ADD X3,X1,#1', '0:X1; 0:X3;', initial)).toEqual(['0:X1=2; 0:X3=3;']);
    expect(states('SWP W2,W1,[X0]', '0:X1; x;', initial)).toEqual(['0:X1=2; [x]=4;']);
    expect(states('LDXP W1,W3,[X0]', '0:X1;', initial)).toEqual(['0:X1=2;']);
  });

  test('registers may have a type, and locations hold addresses', () => {
    expect(states('LDR X4,[X0] ;\n LDR W5,[X4]', '0:X4; 0:X5;', 'int y=6; int *p=&y; 0:X0=p;')).toEqual(['0:X4=y; 0:X5=6;']);
    expect(states('MOV X1,X0', '0:X1;', 'int64_t 0:X0=-1;')).toEqual(['0:X1=-1;']);
  });

  test.for([
    ['LDRX W4,[X0]', "4:2: found 'LDRX', expected an instruction of AArch64"],
    ['LDR W4,X0', "4:9: found 'X0', expected '[' before an address"],
    ['LDR W31,[X0]', "4:6: AArch64 has no register 'W31'"],
    ['DMB XY', "4:6: found 'XY', expected SY, LD, ST, ISH, ISHLD or ISHST"],
    ['CBZ W1', "4:9: found the end of this part, expected ','"],
    ['CBZ W1,M', "4:2: no thread has a label 'M'"],
    ['ADD W4,W1', "4:12: found the end of this part, expected ','"],
    ['CSEL W4,W1,W2,XX', "4:16: found 'XX', expected a condition such as EQ or NE"],
    ['STLXR W5,W2', "4:14: found the end of this part, expected ','"],
    ['MOV W1,#1 W2', "4:12: found 'W2', expected the end of the instruction"],
  ] as const)('%s is no instruction, and the error says where', ([code, message]) => {
    expect(() => states(code, 'x;')).toThrow(message);
  });
});
