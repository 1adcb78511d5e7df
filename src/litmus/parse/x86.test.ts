import { describe, expect, test } from 'vitest';
import { compileModel, judge, parseTest } from '../index.ts';

const coherent = compileModel('"only coherence"\ninclude "cos.cat"\n', 'coherent', () => undefined);

/** The one final state of a test of one thread. */
function outcome(text: string): string {
  const { states } = judge(parseTest(text), coherent);
  expect(states).toHaveLength(1);
  return states[0]!;
}

const run32 = (code: string, observed: string, initial = 'x=5; 0:EAX=3; 0:EBX=7;') =>
  outcome(`X86 T\n{ ${initial} }\n P0 ;\n ${code} ;\nlocations [${observed}]\n`);

const run64 = (code: string, observed: string, initial = 'x=5; 0:rax=3; 0:rbx=7;') =>
  outcome(`X86_64 T\n{ ${initial} }\n P0 ;\n ${code} ;\nlocations [${observed}]\n`);

describe('X86: what each instruction leaves in registers and memory', () => {
  test.for([
    ['MOV EAX,$1', '0:EAX;', '0:EAX=1;'],
    ['MOV EAX,1', '0:EAX;', '0:EAX=1;'],
    ['MOV EAX,$-1', '0:EAX;', '0:EAX=-1;'],
    ['MOV EAX,EBX', '0:EAX;', '0:EAX=7;'],
    ['mov eax,ebx', '0:EAX;', '0:EAX=7;'],
    ['MOV EAX,[x]', '0:EAX;', '0:EAX=5;'],
    ['LEA EAX,[EBX+4]', '0:EAX;', '0:EAX=11;'],
    ['IMUL EAX,EBX', '0:EAX;', '0:EAX=21;'],
    ['MOV [x],$2', 'x;', '[x]=2;'],
    ['MOV [x],EBX', 'x;', '[x]=7;'],
    ['MOVB [x],$2', 'x;', '[x]=2;'],
    ['MOVW [x],$2', 'x;', '[x]=2;'],
    ['MOVL [x],$2', 'x;', '[x]=2;'],
    ['MOVQ [x],$2', 'x;', '[x]=2;'],
    ['MOVT [x],$2', 'x;', '[x]=2;'],
    ['XCHG [x],EAX', '0:EAX; x;', '0:EAX=5; [x]=3;'],
    ['XCHG EAX,[x]', '0:EAX; x;', '0:EAX=5; [x]=3;'],
    ['XCHG EAX,EBX', '0:EAX; 0:EBX;', '0:EAX=7; 0:EBX=3;'],
    ['XADD [x],EAX', '0:EAX; x;', '0:EAX=5; [x]=8;'],
    ['LOCK XADD [x],EAX', '0:EAX; x;', '0:EAX=5; [x]=8;'],
    ['CMPXCHG [x],EBX', '0:EAX; x;', '0:EAX=5; [x]=5;'],
    ['LOCK CMPXCHG [x],EBX', '0:EAX; x;', '0:EAX=5; [x]=5;'],
    ['MOV EAX,$5 ;\n LOCK CMPXCHG [x],EBX', '0:EAX; x;', '0:EAX=5; [x]=7;'],
    ['INC [x]', 'x;', '[x]=6;'],
    ['LOCK INC [x]', 'x;', '[x]=6;'],
    ['INC EAX', '0:EAX;', '0:EAX=4;'],
    ['DEC [x]', 'x;', '[x]=4;'],
    ['DEC EAX', '0:EAX;', '0:EAX=2;'],
    ['NEG EAX', '0:EAX;', '0:EAX=-3;'],
    ['NOT EAX', '0:EAX;', '0:EAX=-4;'],
    ['ADD EAX,$2', '0:EAX;', '0:EAX=5;'],
    ['ADD EAX,[x]', '0:EAX;', '0:EAX=8;'],
    ['LOCK ADD [x],$2', 'x;', '[x]=7;'],
    ['SUB EAX,$2', '0:EAX;', '0:EAX=1;'],
    ['AND EAX,$1', '0:EAX;', '0:EAX=1;'],
    ['OR EAX,$8', '0:EAX;', '0:EAX=11;'],
    ['XOR EAX,EBX', '0:EAX;', '0:EAX=4;'],
    ['XOR EAX,EAX', '0:EAX;', '0:EAX=0;'],
    ['MFENCE', '0:EAX;', '0:EAX=3;'],
    ['LFENCE', '0:EAX;', '0:EAX=3;'],
    ['SFENCE', '0:EAX;', '0:EAX=3;'],
    ['NOP', '0:EAX;', '0:EAX=3;'],
    ['READ [x]', '0:EAX;', '0:EAX=3;'],
    ['MOV %a,[x] ;\n MOV EAX,%a', '0:EAX; 0:%a;', '0:EAX=5; 0:%a=5;'],
    ['CMP EAX,$3 ;\n JE L ;\n MOV EAX,$9 ;\n L:', '0:EAX;', '0:EAX=3;'],
    ['CMP EAX,$4 ;\n JE L ;\n MOV EAX,$9 ;\n L:', '0:EAX;', '0:EAX=9;'],
    ['CMP EAX,$4 ;\n JNE L ;\n MOV EAX,$9 ;\n L:', '0:EAX;', '0:EAX=3;'],
    ['CMP EAX,$4 ;\n JL L ;\n MOV EAX,$9 ;\n L:', '0:EAX;', '0:EAX=3;'],
    ['CMP EAX,$4 ;\n JG L ;\n MOV EAX,$9 ;\n L:', '0:EAX;', '0:EAX=9;'],
    ['CMP EAX,$3 ;\n JLE L ;\n MOV EAX,$9 ;\n L:', '0:EAX;', '0:EAX=3;'],
    ['CMP EAX,$3 ;\n JGE L ;\n MOV EAX,$9 ;\n L:', '0:EAX;', '0:EAX=3;'],
    ['CMP EAX,$3 ;\n JA L ;\n MOV EAX,$9 ;\n L:', '0:EAX;', '0:EAX=9;'],
    ['CMP EAX,$3 ;\n JAE L ;\n MOV EAX,$9 ;\n L:', '0:EAX;', '0:EAX=3;'],
    ['CMP EAX,$4 ;\n JB L ;\n MOV EAX,$9 ;\n L:', '0:EAX;', '0:EAX=3;'],
    ['CMP EAX,$3 ;\n JBE L ;\n MOV EAX,$9 ;\n L:', '0:EAX;', '0:EAX=3;'],
    ['JMP L ;\n MOV EAX,$9 ;\n L:', '0:EAX;', '0:EAX=3;'],
    ['TEST EAX,EAX ;\n JZ L ;\n MOV EAX,$9 ;\n L:', '0:EAX;', '0:EAX=9;'],
    ['DEC EAX ;\n JNZ L ;\n MOV EAX,$9 ;\n L:', '0:EAX;', '0:EAX=2;'],
    ['CMP EAX,$4 ;\n CMOVC EAX,EBX', '0:EAX;', '0:EAX=7;'],
    ['CMP EAX,$3 ;\n CMOVC EAX,EBX', '0:EAX;', '0:EAX=3;'],
    ['CMP EAX,$3 ;\n SETNB [x]', 'x;', '[x]=1;'],
    ['CMP EAX,$4 ;\n SETNB EAX', '0:EAX;', '0:EAX=0;'],
  ] as const)('%s', ([code, observed, expected]) => {
    expect(run32(code, observed)).toBe(expected);
  });

  test('an address may be in a register', () => {
    expect(run32('MOV EBX,[EAX]', '0:EBX;', 'x=5; 0:EAX=x;')).toBe('0:EBX=5;');
    expect(run32('MOV (EAX),$1', 'x;', 'x=5; 0:EAX=x;')).toBe('[x]=1;');
  });

  test.for([
    ['MOVE EAX,$1', "4:2: found 'MOVE' with 2 operands, expected an instruction of x86"],
    ['MOV EAX', "4:2: found 'MOV' with 1 operands"],
    ['MOV $1,EAX', "4:2: found 'MOV' with 2 operands"],
    ['MOV [x,$1', "4:8: found ',', expected ']'"],
    ['JE', '4:5: found the end of this part, expected a label'],
    ['JE L', "4:2: no thread has a label 'L'"],
  ] as const)('%s is no instruction, and the error says where', ([code, message]) => {
    expect(() => run32(code, 'x;')).toThrow(message);
  });
});

describe('X86_64: what each instruction leaves in registers and memory', () => {
  test.for([
    ['movl $1,%eax', '0:rax;', '0:rax=1;'],
    ['movq $1,%rax', '0:rax;', '0:rax=1;'],
    ['mov $1,%eax', '0:rax;', '0:rax=1;'],
    ['movl %ebx,%eax', '0:rax;', '0:rax=7;'],
    ['movl (x),%eax', '0:rax;', '0:rax=5;'],
    ['movl [x],%eax', '0:rax;', '0:rax=5;'],
    ['movl x(%rip),%eax', '0:rax;', '0:rax=5;'],
    ['movl $2,(x)', 'x;', '[x]=2;'],
    ['movb $2,(x)', 'x;', '[x]=2;'],
    ['movw $2,(x)', 'x;', '[x]=2;'],
    ['movq $2,(x)', 'x;', '[x]=2;'],
    ['movl %ebx,(x)', 'x;', '[x]=7;'],
    ['movntil %ebx,(x)', 'x;', '[x]=7;'],
    ['movntiq %rbx,(x)', 'x;', '[x]=7;'],
    ['xchgl %eax,(x)', '0:rax; x;', '0:rax=5; [x]=3;'],
    ['xchgl (x),%eax', '0:rax; x;', '0:rax=5; [x]=3;'],
    ['xchgq %rax,(x)', '0:rax; x;', '0:rax=5; [x]=3;'],
    ['uxchl %eax,(x)', '0:rax; x;', '0:rax=5; [x]=3;'],
    ['lock xaddl %eax,(x)', '0:rax; x;', '0:rax=5; [x]=8;'],
    ['lock cmpxchgl %ebx,(x)', '0:rax; x;', '0:rax=5; [x]=5;'],
    ['movl $5,%eax ;\n lock cmpxchgl %ebx,(x)', '0:rax; x;', '0:rax=5; [x]=7;'],
    ['lock cmpxchgl (x),%ebx', '0:rax; x;', '0:rax=5; [x]=5;'],
    ['clflush (x)', 'x;', '[x]=5;'],
    ['incl (x)', 'x;', '[x]=6;'],
    ['lock incl (x)', 'x;', '[x]=6;'],
    ['decl %eax', '0:rax;', '0:rax=2;'],
    ['addl $2,%eax', '0:rax;', '0:rax=5;'],
    ['lock addl $2,(x)', 'x;', '[x]=7;'],
    ['subl $2,%eax', '0:rax;', '0:rax=1;'],
    ['andl $1,%eax', '0:rax;', '0:rax=1;'],
    ['orl $8,%eax', '0:rax;', '0:rax=11;'],
    ['xorl %ebx,%eax', '0:rax;', '0:rax=4;'],
    ['mfence', '0:rax;', '0:rax=3;'],
    ['lfence', '0:rax;', '0:rax=3;'],
    ['sfence', '0:rax;', '0:rax=3;'],
    ['nop', '0:rax;', '0:rax=3;'],
    ['cmpl $3,%eax ;\n je L ;\n movl $9,%eax ;\n L:', '0:rax;', '0:rax=3;'],
    ['cmpl $4,%eax ;\n jl L ;\n movl $9,%eax ;\n L:', '0:rax;', '0:rax=3;'],
    ['cmpl $4,%eax ;\n jg L ;\n movl $9,%eax ;\n L:', '0:rax;', '0:rax=9;'],
    ['cmp $1,%eax ;\n jne L ;\n movl $9,%eax ;\n L:', '0:rax;', '0:rax=3;'],
    ['testl %eax,%eax ;\n js L ;\n movl $9,%eax ;\n L:', '0:rax;', '0:rax=9;'],
    ['jmp L ;\n movl $9,%eax ;\n L:', '0:rax;', '0:rax=3;'],
    ['ret ;\n movl $9,%eax', '0:rax;', '0:rax=3;'],
    ['cmpl $4,%eax ;\n cmovcl %ebx,%eax', '0:rax;', '0:rax=7;'],
    ['cmpl $3,%eax ;\n setnb (x)', 'x;', '[x]=1;'],
    ['movl 4,%eax', '0:rax;', '0:rax=4;'],
    ['mov eax,ebx', '0:rbx;', '0:rbx=3;'],
    ['shl $2,%eax', '0:rax;', '0:rax=12;'],
    ['shrl $1,%eax', '0:rax;', '0:rax=1;'],
    ['nopl 0(%rcx,%rcx,1)', '0:rax;', '0:rax=3;'],
    ['nopw %cs:0(%rcx,%rcx,1)', '0:rax;', '0:rax=3;'],
    ['movl %fs:(x),%eax', '0:rax;', '0:rax=5;'],
    ['lock ; incl (x)', 'x;', '[x]=6;'],
    ['endbr64 ;\n prefetcht0 (x) ;\n clwb (x)', '0:rax;', '0:rax=3;'],
    // Addresses, products, and moves to wider registers
    ['leaq 4(%rbx,%rax,2),%rcx', '0:rcx;', '0:rcx=17;'],
    ['leaq (x),%rcx', '0:rcx;', '0:rcx=x;'],
    ['leal -1(%rax),%ecx', '0:rcx;', '0:rcx=2;'],
    ['imull %ebx,%eax', '0:rax;', '0:rax=21;'],
    ['imull $-2,%ebx,%eax', '0:rax;', '0:rax=-14;'],
    ['movl $0x1ff,%ecx ;\n movzbl %cl,%eax', '0:rax;', '0:rax=255;'],
    ['movl $0x1ff,%ecx ;\n movsbl %cl,%eax', '0:rax;', '0:rax=-1;'],
    ['movl $-1,%ecx ;\n movslq %ecx,%rax ;\n shrq $60,%rax', '0:rax;', '0:rax=15;'],
    ['movl $-1,%ecx ;\n movsbl %cl,%eax ;\n shrq $32,%rax', '0:rax;', '0:rax=0;'],
    ['movzwl (x),%eax', '0:rax;', '0:rax=5;'],
    ['movsx %bl,%eax', '0:rax;', '0:rax=7;'],
    ['movabsq $0x100000000,%rax ;\n shrq $32,%rax', '0:rax;', '0:rax=1;'],
    ['movl $-1,%eax ;\n cltq ;\n shrq $60,%rax', '0:rax;', '0:rax=15;'],
    ['movntdqa (x),%xmm0 ;\n movd %xmm0,%eax', '0:rax;', '0:rax=5;'],
    // Parts of registers
    ['movl $-1,%eax ;\n addq $1,%rax ;\n shrq $32,%rax', '0:rax;', '0:rax=1;'],
    ['movq $-1,%rax ;\n movl $0,%eax ;\n shrq $32,%rax', '0:rax;', '0:rax=0;'],
    ['movq $-1,%rax ;\n movw $0,%ax', '0:rax;', '0:rax=-65536;'],
    ['movl $0x1234,%eax ;\n movb $0x56,%al', '0:rax;', `0:rax=${0x1256};`],
    ['movl $0x1234,%eax ;\n movb $0x56,%ah', '0:rax;', `0:rax=${0x5634};`],
    ['movl $0x1234,%eax ;\n movb %ah,%bl', '0:rbx;', `0:rbx=${0x12};`],
    ['movl $0x1ff,%eax ;\n incb %al', '0:rax;', `0:rax=${0x100};`],
    ['movl $0x105,%eax ;\n lock cmpxchgb %bl,(x)', '0:rax; x;', `0:rax=${0x105}; [x]=7;`],
    ['movl $0x100,%eax ;\n xchgb %al,(x)', '0:rax; x;', `0:rax=${0x105}; [x]=0;`],
    ['cmpl $-1,%eax ;\n jg L ;\n movl $9,%eax ;\n L:', '0:rax;', '0:rax=3;'],
  ] as const)('%s', ([code, observed, expected]) => {
    expect(run64(code, observed)).toBe(expected);
  });

  test('an address may be in registers, with an offset, an index and a scale', () => {
    expect(run64('movl (%rcx),%eax', '0:rax;', 'x=5; 0:rcx=x;')).toBe('0:rax=5;');
    expect(run64('movl 4(%rcx),%eax', '0:rax;', 'int t[2]={5,6}; 0:rcx=t;')).toBe('0:rax=6;');
    expect(run64('movq 0(%rcx,%rbx,8),%rax', '0:rax;', 'int64_t t[2]={5,-1}; 0:rcx=t; 0:rbx=1;')).toBe('0:rax=-1;');
    expect(run64('movl (%rcx,%rbx),%eax', '0:rax;', 'int t[2]={5,6}; 0:rcx=t; 0:rbx=4;')).toBe('0:rax=6;');
  });

  test('a register may have the type of its value', () => {
    expect(run64('movq %rcx,%rax', '0:rax;', 'int64_t 0:rcx=-1;')).toBe('0:rax=-1;');
  });

  test.for([
    ['movz $1,%eax', "4:2: found 'movz' with 2 operands, expected an instruction of x86-64"],
    ['movl $1', "4:2: found 'movl' with 1 operands"],
    ['movl $1,%zax', "4:11: X86_64 has no register 'zax'"],
    ['movl $1,(x', "4:13: found the end of this part, expected ')'"],
    ['movl %zs:0(%rax),%eax', "4:8: X86_64 has no register 'zs'"],
    ['movl $1.5,%eax', "4:8: found '1.5', expected a number"],
  ] as const)('%s is no instruction, and the error says where', ([code, message]) => {
    expect(() => run64(code, 'x;')).toThrow(message);
  });
});
