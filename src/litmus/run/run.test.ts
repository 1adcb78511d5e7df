import { describe, expect, test } from 'vitest';
import { parseTest } from '../parse/test.ts';
import { Histogram } from './histogram.ts';
import { interleavings } from './interleave.ts';
import { loopOf, programOf } from './loop.ts';
import { CannotRun } from './cannot-run.ts';
import { suspectOf } from './suspect.ts';

const parse = (threads: string, observed: string, initial = '') => parseTest(`JS T\n{ ${initial} }\n${threads}\nlocations [${observed}]\n`);
const SB = parse(' P0 | P1 ;\n x[0] = 1 | y[0] = 1 ;\n r0 = y[0] | r0 = x[0] ;', '0:r0; 1:r0;');
const INSTANCES = 8;

/** Runs the threads one after the other, in an order. */
function outcomes(
  of: ReturnType<typeof parse>,
  order = of.threads.map((_, thread) => thread),
): readonly (readonly [string, number, string])[] {
  const program = programOf(of);
  const histogram = new Histogram(of, program, INSTANCES);
  const loops = program.threads.map((_, thread) => loopOf(of, program, thread, histogram.memory, 0));
  histogram.prepare(() => 0.5);
  for (const thread of order) loops[thread]!(INSTANCES);
  histogram.collect();
  return histogram.seen().map(({ state, count, class: how }) => [state, count, how] as const);
}

describe('the loops of threads', () => {
  test('do in each instance what the test says', () => {
    expect(outcomes(SB)).toEqual([['0:r0=0; 1:r0=1;', INSTANCES, 'sequential']]);
    expect(outcomes(SB, [1, 0])).toEqual([['0:r0=1; 1:r0=0;', INSTANCES, 'sequential']]);
  });

  test.for([
    ['Atomics.store(x, 0, 7) ;\n r0 = Atomics.load(x, 0)', '0:r0; x[0];', '0:r0=7; x[0]=7;'],
    ['r0 = Atomics.add(x, 0, 2) ;\n r1 = Atomics.sub(x, 0, 1)', '0:r0; 0:r1; x[0];', '0:r0=5; 0:r1=7; x[0]=6;'],
    ['r0 = Atomics.exchange(x, 0, 9)', '0:r0; x[0];', '0:r0=5; x[0]=9;'],
    ['r0 = Atomics.compareExchange(x, 0, 5, 1)', '0:r0; x[0];', '0:r0=5; x[0]=1;'],
    ['r0 = Atomics.compareExchange(x, 0, 4, 1)', '0:r0; x[0];', '0:r0=5; x[0]=5;'],
    ['r0 = x[0] + 1 ;\n x[1] = r0 * 2', 'x[1];', 'x[1]=12;'],
    [
      'r0 = x[0] * 1e300 ;\n r1 = 9007199254740993n ;\n r2 = 18446744073709551615n',
      '0:r0; 0:r1; 0:r2;',
      '0:r0=5e+300; 0:r1=9007199254740993; 0:r2=18446744073709551615;',
    ],
    ['if (x[0] == 5) { x[0] = 1 } else { x[0] = 2 }', 'x[0];', 'x[0]=1;'],
  ] as const)('%s', ([code, observed, expected]) => {
    expect(outcomes(parse(` P0 ;\n ${code} ;`, observed, 'x[0] = 5'))).toEqual([[expected, INSTANCES, 'sequential']]);
  });
});

/** One thread in C, or in machine code with registers that point to x and y. */
const inC = (code: string, initial = 'int x = 5;') => `C T\n{ ${initial} }\nP0 (atomic_int* x, atomic_int* y) {\n${code}\n}\n`;
const inX86 = (code: string) => `X86 T\n{ x=5; 0:EAX=5; 0:EBX=9; }\n P0 ;\n ${code} ;\n`;
const inArm = (code: string) => `AArch64 T\n{ int x=5; int y[2]; 0:X1=x; 0:X2=y; 0:W3=9; 0:W4=5; }\n P0 ;\n ${code} ;\n`;

describe('what other languages say is done in JavaScript', () => {
  test.for([
    [inC('int r0 = atomic_load(x); *x = r0 + 1;'), '0:r0; x;', '0:r0=5; [x]=6;'],
    [inC('int r0 = atomic_fetch_add_explicit(x, 2, memory_order_relaxed);'), '0:r0; x;', '0:r0=5; [x]=7;'],
    [inC('int r0 = atomic_exchange(x, -1);'), '0:r0; x;', '0:r0=5; [x]=-1;'],
    [inC('int e = 5; int r0 = atomic_compare_exchange_strong(x, &e, 7);'), '0:r0; 0:e; x;', '0:e=5; 0:r0=1; [x]=7;'],
    [inC('int e = 4; int r0 = atomic_compare_exchange_strong(x, &e, 7);'), '0:r0; 0:e; x;', '0:e=5; 0:r0=0; [x]=5;'],
    [inC('*y = 4; int r0 = atomic_compare_exchange_weak(x, y, 7);'), '0:r0; x; y;', '0:r0=0; [x]=5; [y]=5;'],
    [inC('int r0 = 0; while (*x > 0) { *x = *x - 1; r0 = r0 + 1; }'), '0:r0;', '0:r0=5;'],
    [inC('int r0 = 0; if (*x == 5) r0 = 1; atomic_thread_fence(memory_order_seq_cst);'), '0:r0;', '0:r0=1;'],
    ['C T\n{ int *p = &x; int x = 3; }\nP0 (int** p) {\n int* q = *p; int r0 = *q; }\n', '0:r0;', '0:r0=3;'],
    [
      inC('int r0 = atomic_fetch_add((atomic_uchar*) x, 1); int r1 = *(unsigned char*) x;', 'uint8_t x = 255;'),
      '0:r0; 0:r1; x;',
      '0:r0=255; 0:r1=0; [x]=0;',
    ],
    [inC('unsigned short r0 = *(unsigned short*) x; int r1 = r0 > 0;', 'uint16_t x = 65535;'), '0:r0; 0:r1;', '0:r0=65535; 0:r1=1;'],
    [
      inC('*(unsigned*) x = 0 - 1; int r0 = *(unsigned*) x > 5; int r1 = *x < 0;', 'uint32_t x = 0;'),
      '0:r0; 0:r1; x;',
      '0:r0=1; 0:r1=1; [x]=4294967295;',
    ],
    [inC('*(_Bool*) x = 256; int r0 = *(_Bool*) x;', '_Bool x = 0;'), '0:r0; x;', '0:r0=1; [x]=1;'],
    [
      'C T\n{ uint64_t x = 18446744073709551615; uint64_t 0:r0; int64_t 0:r1; }\nP0 (uint64_t* x) { uint64_t r0 = *x; long r1 = r0 - 9007199254740993; *x = r0 / 3; }\n',
      '0:r0; 0:r1; x;',
      '0:r0=18446744073709551615; 0:r1=-9007199254740994; [x]=6148914691236517205;',
    ],
    [inX86('MOV [y],$1 ;\n MFENCE ;\n MOV ECX,[x]'), '0:ECX; y;', '0:ECX=5; [y]=1;'],
    [inX86('XCHG [x],EBX'), '0:EBX; x;', '0:EBX=5; [x]=9;'],
    [inX86('LOCK INC [x]'), 'x;', '[x]=6;'],
    [inX86('LOCK CMPXCHG [x],EBX'), '0:EAX; x;', '0:EAX=5; [x]=9;'],
    [inArm('LDAR W0,[X1] ;\n STR W3,[X2,#4]'), '0:X0; y[1];', '0:X0=5; y[1]=9;'],
    [inArm('SUB W5,W4,#5 ;\n LDR W0,[X1,W5,SXTW] ;\n DMB SY'), '0:X0;', '0:X0=5;'],
    [inArm('CAS W4,W3,[X1]'), '0:X4; x;', '0:X4=5; [x]=9;'],
    [inArm('LDXR W0,[X1] ;\n ADD W0,W0,#1 ;\n STXR W5,W0,[X1]'), '0:X0; 0:X5; x;', '0:X0=6; 0:X5=0; [x]=6;'],
    [inArm('LDAXR W0,[X1] ;\n STR W3,[X1] ;\n STLXR W5,W4,[X1]'), '0:X5; x;', '0:X5=1; [x]=9;'],
    [inArm('STXR W5,W3,[X1]'), '0:X5; x;', '0:X5=1; [x]=5;'],
    [inArm('LDXR W0,[X1] ;\n STXR W5,W3,[X2] ;\n STXR W6,W3,[X1]'), '0:X5; 0:X6; x; y[0];', '0:X5=1; 0:X6=1; [x]=5; y[0]=0;'],
    [inArm('LDXR W0,[X1] ;\n STXR W5,W3,[X1] ;\n STXR W6,W4,[X1]'), '0:X5; 0:X6; x;', '0:X5=0; 0:X6=1; [x]=9;'],
    [inArm('LDADDAL W3,W0,[X1]'), '0:X0; x;', '0:X0=5; [x]=14;'],
    [inArm('SUB W3,W4,#6 ;\n STR W3,[X1]'), 'x;', '[x]=-1;'],
  ] as const)('%s', ([text, observed, expected]) => {
    const of = parseTest(`${text}locations [${observed}]\n`);
    expect(outcomes(of)).toEqual([[expected, INSTANCES, 'sequential']]);
  });

  test('what the filter leaves out is not counted', () => {
    expect(outcomes(parseTest(`${inC('int r0 = *x;')}filter (0:r0=4)\nexists (0:r0=5)\n`))).toEqual([]);
  });
});

test('an outcome is classed by how it can come about at best', () => {
  const { found, areAll } = interleavings(SB, SB.js!, [64, 64]);
  expect(areAll).toBe(true);
  expect([...found]).toEqual([
    ['0:r0=0; 1:r0=1;', 'sequential'],
    ['0:r0=1; 1:r0=0;', 'sequential'],
    ['0:r0=1; 1:r0=1;', 'interleaved'],
  ]);
});

test('where there are too many ways to take turns, what is not found is unknown', () => {
  const loop = 'int r0 = 0; while (r0 < 300) { r0 = r0 + 1; *x = r0; }';
  const long = parseTest(`C T\n{ }\nP0 (int* x) { ${loop} }\nP1 (int* x) { ${loop} }\nexists (x=300)\n`);
  expect(interleavings(long, programOf(long), [256]).areAll).toBe(false);
  expect(outcomes(long)).toEqual([['[x]=300;', INSTANCES, 'sequential']]);
});

function why(text: string): string {
  try {
    programOf(parseTest(text));
    return 'it can';
  } catch (error) {
    return error instanceof CannotRun ? error.message.slice(CannotRun.PREFIX.length) : String(error);
  }
}

test('what cannot be run says why', () => {
  expect(why(SB.text)).toBe('it can');
  expect(why('JS T\n{ }\n P0 ;\n r0 = Atomics.notify(x, 0, 1) ;\nexists (0:r0=0)')).toBe('it waits or notifies, which is not run');
  expect(why('C T\n{ }\nP0 (__int128* x) { *x = 1; }\nexists (x=1)')).toBe(
    'it accesses 16 bytes at once, and JavaScript has no access to more than 8',
  );
  expect(why('X86_64 T\n{ int x=0; }\n P0 ;\n movl $1,(x) ;\n movq $1,(x) ;\nexists ([x]=1)')).toBe(
    'x is accessed as 4 and as 8 bytes, and models take what is in a location as one value (the JS dialect has views of several sizes)',
  );
});

const loadOf = (order: string) =>
  parseTest(`C T\n{ }\nP0 (atomic_int* x) { int r0 = atomic_load_explicit(x, memory_order_${order}); }\nexists (0:r0=1)\n`);

describe('an outcome that the model forbids', () => {
  test.for([
    ['of plain accesses in the JS dialect is a fault of the engine', SB, 'weak', 'engine'],
    ['of relaxed accesses, which run as plain ones, may be one of the translation', loadOf('relaxed'), 'weak', 'translation'],
    ['of accesses that all go through Atomics is a fault of the engine', loadOf('acquire'), 'weak', 'engine'],
    ['of threads that take turns is a fault of the model', SB, 'interleaved', 'model'],
  ] as const)('%s', ([, of, how, expected]) => {
    expect(suspectOf(of, programOf(of), how)).toBe(expected);
  });
});
