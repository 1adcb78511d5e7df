import { describe, expect, test } from 'vitest';
import { compileModel, judge, parseTest } from '../index.ts';

/** Every execution in which each location is coherent. */
const anything = compileModel('"no axiom but coherence"\ninclude "cos.cat"\n', 'anything', () => undefined);
const inOrder = compileModel('"in order"\nacyclic po | rf | co | fr as order\n', 'in-order', () => undefined);

const oneThread = (body: string, observed: string, init = '', parameters = 'int* x, int* y'): string =>
  `C one-thread\n{ ${init} }\nP0 (${parameters}) { ${body} }\nlocations [${observed}]\n`;

/** The one final state of a test with one thread. */
function outcome(text: string): string {
  const { states } = judge(parseTest(text), anything);
  expect(states).toHaveLength(1);
  return states[0]!;
}

const statesOf = (text: string): readonly string[] => judge(parseTest(text), inOrder).states;

const compareExchange = (function_: string, orders = '') =>
  oneThread(`int r0 = ${function_}(x, y, 2${orders});`, '0:r0; x; y', 'x = 5; y = EXPECTED;', 'atomic_int* x, int* y');

const reader = (body: string) => `C T\n{}\nP0 (int* x, int* y) { *x = 1; *y = 1; }\nP1 (int* x, int* y) { ${body} }\nexists (1:r0=2)\n`;

const inBody = (body: string) => `C T\n{}\nP0 (int* x) {\n  ${body}\n}\n`;

describe('expressions', () => {
  test.for([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 - 2 - 1', 4],
    ['-7 / 2', -3],
    ['7 % 4', 3],
    ['1 << 4 | 2', 18],
    ['-1 >> 1', -1],
    ['6 & 3 ^ 1', 3],
    ['6 & (3 ^ 1)', 2],
    ['~5 + !5 + !0', -5],
    ['1 == 1 != 0', 1],
    ['3 < 4 && 4 <= 4 && 5 > 4 && 5 >= 6', 0],
    ['2 || 1 / 0', 1],
    ['0 || 3', 1],
    ['1 ? 5 : 6', 5],
    ['0 ? 5 : 0 ? 6 : 7', 7],
    ['(1, 2)', 2],
    ['0x10 + (int) 3', 19],
    ['(char) 300', 44],
    ['(signed char) 200', -56],
    ['(unsigned char) -1', 255],
    ['(_Bool) 1 + true + false', 2],
    ['(_Bool) 256', 1],
    ['(unsigned short) -1 > 0', 1],
    ['(unsigned) -1 > 0', 1],
    ['(unsigned) -1 / 2 == 0x7fffffff', 1],
    ['-1 < 1u', 0],
    ['(unsigned char) 255 + 1', 256],
    ['(unsigned) -1 + 1', 0],
    ['-(1u) > 0', 1],
    ['~0u >> 31', 1],
    ['-1 < 1l', 1],
    ['1u - 2 < 0', 0],
    ['1u - 2l < 0', 1],
    ['(unsigned long) -1 > 1', 1],
    ['(unsigned long) -1 >> 63', 1],
    ['(unsigned long) -1 % 10', 5],
    ['(long) (unsigned) -1 > 0', 1],
    ['(int) 0xffffffff < 0', 1],
    ['-1 == 0xffffffff', 1],
    ['-1 == 4294967295', 0],
    ['(1 ? -1 : 1u) > 0', 1],
    ['NULL == 0', 1],
    ['*x + y[0]', 9],
    ['*(x + 0) * *(&x[0])', 16],
    ['(x + 4) - x', 4],
    ['(4 + x) - 4 == x', 1],
    ['&x[3] - x', 12],
    ['x == x && x != y', 1],
    ['(*x)++ + *x', 9],
    ['++*x', 5],
    ['x ^ x', 0],
  ] as const)('%s is %d', ([expression, value]) => {
    expect(outcome(oneThread(`int r0 = ${expression};`, '0:r0', 'x = 4; y = 5;'))).toBe(`0:r0=${value};`);
  });

  test.for([
    ['=', 5],
    ['+=', 11],
    ['-=', 1],
    ['*=', 30],
    ['/=', 1],
    ['%=', 1],
    ['&=', 4],
    ['|=', 7],
    ['^=', 3],
    ['<<=', 192],
    ['>>=', 0],
  ] as const)('an assignment with %s, to a variable and to memory', ([operator, value]) => {
    expect(outcome(oneThread(`int r0 = 6; r0 ${operator} 5; *x ${operator} 5;`, '0:r0; x', 'x = 6;'))).toBe(`0:r0=${value}; [x]=${value};`);
  });

  test('a step before or behind a variable gives the new or the old value', () => {
    expect(outcome(oneThread('int r0 = 3; int r1 = r0++ * 10 + r0; int r2 = --r0;', '0:r0; 0:r1; 0:r2'))).toBe('0:r0=3; 0:r1=34; 0:r2=3;');
  });

  test.for([
    ['0 && (*x = 1)', '[x]=0; [y]=0;'],
    ['1 || (*x = 1)', '[x]=0; [y]=1;'],
    ['1 && (*x = 1)', '[x]=1; [y]=1;'],
    ['0 || (*x = 0)', '[x]=0; [y]=0;'],
  ] as const)('the second operand of %s counts only where the first one does not decide', ([condition, expected]) => {
    expect(outcome(oneThread(`if (${condition}) *y = 1;`, 'x; y'))).toBe(expected);
  });
});

describe('statements', () => {
  test.for([
    ['if (1) r0 = 1; else r0 = 2;', 1],
    ['if (0) r0 = 1; else if (1) r0 = 2; else r0 = 3;', 2],
    ['if (1) { if (0) r0 = 1; else r0 = 2; }', 2],
    ['while (r0 < 5) r0++;', 5],
    ['do r0++; while (r0 < 0);', 1],
    ['for (int i = 0; i < 4; i++) { r0 += i; }', 6],
    ['for (;;) { r0++; if (r0 == 2) break; }', 2],
    ['for (int i = 0; i < 4; i++) { if (i == 1) continue; r0 += i; }', 5],
    ['while (r0 < 2) { r0++; for (int i = 0; i < 2; i++) continue; }', 2],
    ['r0 = 1; return; r0 = 2;', 1],
    ['while (1) { r0 = 7; return 0; }', 7],
    ['; {} { r0 = 3; ; }', 3],
    ['(void) *x; r0 = 2;', 2],
    ['int r1 = 2, *r2 = x, r3; r0 = r1 + *r2;', 2],
    ['unsigned long long r1 = 5; const volatile int r2 = 1; r0 = r1 + r2;', 6],
    ['char r1 = 257; r0 = r1;', 1],
    ['uint8_t r1 = 255; r1++; r0 = r1 + 5;', 5],
    ['uint8_t r1 = 200; r1 += 100; r0 = r1;', 44],
    ['uint32_t r1 = 0; r1--; r0 = r1 > 7;', 1],
    ['uint64_t r1 = 0; r1--; r0 = r1 > 7;', 1],
    ['int64_t r1 = 0; r1--; r0 = r1 > 7;', 0],
    ['bool r1 = 6; r0 = r1;', 1],
    ['long r1 = 4294967297; int r2 = r1; r0 = r2 == 1;', 1],
    ['// a note (* \n r0 = 1; /* another (* */', 1],
  ] as const)('%s', ([body, value]) => {
    expect(outcome(oneThread(`int r0 = 0; ${body}`, '0:r0'))).toBe(`0:r0=${value};`);
  });

  test('a variable of a block is named in conditions like any other', () => {
    expect(outcome(oneThread('if (1) { int r1 = 3; }', '0:r1'))).toBe('0:r1=3;');
  });

  test('a variable that is first assigned need not be declared, as in herd', () => {
    expect(outcome(oneThread('r0 = 3;', '0:r0'))).toBe('0:r0=3;');
  });

  test('a loop that waits goes round at most twice, as in herd', () => {
    const text = `C T\n{}\nP0 (atomic_int* x) { int r0 = 0; while (atomic_load(x) == 0) r0++; }
      P1 (atomic_int* x) { atomic_store(x, 1); }\nforall (true)\nlocations [0:r0]`;
    expect(() => parseTest(text)).toThrow(/expected the end of the test/);
    expect(statesOf(text.replace(/forall \(true\)\n(.*)/, '$1\nforall (true)'))).toEqual(['0:r0=0;', '0:r0=1;', '0:r0=2;']);
  });
});

describe('atomic functions', () => {
  test.for([
    ['int r0 = atomic_load(x);', '0:r0=5; [x]=5;'],
    ['int r0 = atomic_load_explicit(x, memory_order_consume);', '0:r0=5; [x]=5;'],
    ['int r0 = 1; atomic_store(x, 2);', '0:r0=1; [x]=2;'],
    ['int r0 = 1; atomic_init(x, 2);', '0:r0=1; [x]=2;'],
    ['int r0 = 1; atomic_store_explicit(x, r0 + 1, memory_order_release);', '0:r0=1; [x]=2;'],
    ['int r0 = atomic_exchange(x, 2);', '0:r0=5; [x]=2;'],
    ['int r0 = atomic_exchange_explicit(x, 2, memory_order_acq_rel);', '0:r0=5; [x]=2;'],
    ['int r0 = atomic_fetch_add(x, 2);', '0:r0=5; [x]=7;'],
    ['int r0 = atomic_fetch_sub_explicit(x, 2, memory_order_relaxed);', '0:r0=5; [x]=3;'],
    ['int r0 = atomic_fetch_or_explicit(x, 2, memory_order_relaxed);', '0:r0=5; [x]=7;'],
    ['int r0 = atomic_fetch_and(x, 4);', '0:r0=5; [x]=4;'],
    ['int r0 = atomic_fetch_xor(x, 1);', '0:r0=5; [x]=4;'],
    ['int r0 = atomic_flag_test_and_set(x);', '0:r0=5; [x]=1;'],
    ['int r0 = 1; atomic_flag_clear_explicit(x, memory_order_release);', '0:r0=1; [x]=0;'],
    ['atomic_thread_fence(memory_order_seq_cst); int r0 = 1; atomic_signal_fence(memory_order_acquire);', '0:r0=1; [x]=5;'],
    ['fence(memory_order_seq_cst); unsigned r0 = 0x10UL;', '0:r0=16; [x]=5;'],
  ] as const)('%s', ([body, expected]) => {
    expect(outcome(oneThread(body, '0:r0; x', 'x = 5;', 'atomic_int* x'))).toBe(expected);
  });

  test('a compare-and-exchange that succeeds returns 1, and leaves what it expected', () => {
    const text = compareExchange('atomic_compare_exchange_strong_explicit', ', memory_order_acq_rel, memory_order_acquire');
    expect(outcome(text.replace('EXPECTED', '5'))).toBe('0:r0=1; [x]=2; [y]=5;');
    expect(outcome(compareExchange('SCAS').replace('EXPECTED', '5'))).toBe('0:r0=1; [x]=2; [y]=5;');
    const withOrders = compareExchange('WCAS', ', memory_order_acq_rel, memory_order_acquire');
    expect(statesOf(withOrders.replace('EXPECTED', '5'))).toContain('0:r0=1; [x]=2; [y]=5;');
  });

  test('one that fails returns 0, and writes what it found', () => {
    expect(outcome(compareExchange('atomic_compare_exchange_strong').replace('EXPECTED', '4'))).toBe('0:r0=0; [x]=5; [y]=5;');
  });

  test('a weak one may fail although it found what it expected', () => {
    for (const name of ['atomic_compare_exchange_weak', 'WCAS'])
      expect(statesOf(compareExchange(name).replace('EXPECTED', '5'))).toEqual(['0:r0=0; [x]=5; [y]=5;', '0:r0=1; [x]=2; [y]=5;']);
  });

  test.for([
    [5, '0:r0=1; 0:r1=5; [x]=2;'],
    [4, '0:r0=0; 0:r1=5; [x]=5;'],
  ] as const)('what it expects may be in a local variable: %d', ([expected, state]) => {
    const body = `int r1 = ${expected}; int r0 = atomic_compare_exchange_strong(x, &r1, 2);`;
    expect(outcome(oneThread(body, '0:r0; 0:r1; x', 'x = 5;', 'atomic_int* x'))).toBe(state);
  });

  test('orders are the sets that models know: in a read, a write, one event of both, and a fence', () => {
    const { code } = parseTest(`C T\n{}\nP0 (atomic_int* x) {
      atomic_load_explicit(x, memory_order_acquire); atomic_store_explicit(x, 1, memory_order_release); *x = 1;
      atomic_fetch_add_explicit(x, 1, memory_order_acq_rel); atomic_thread_fence(memory_order_relaxed); atomic_store(x, 2); }\n`)
      .threads[0]!;
    const tags = code.map((now) => ('access' in now ? now.access.tags : 'read' in now ? now.read.tags : 'tags' in now ? now.tags : []));
    expect(tags).toEqual([['ACQ', 'A'], ['REL', 'A'], [], ['ACQ_REL', 'A'], ['RLX'], ['SC', 'A']]);
  });
});

describe('initial states, parameters and conditions', () => {
  test('locations, pointers, arrays and registers have the values that are given', () => {
    const init = 'int *p = &x; atomic_t x = ATOMIC_INIT(3); long z[2] = {4, 5}; [y] = -1; 0:r9 = 7; foo_t w = 1;';
    const parameters = 'int** p, atomic_int* x, long* z, _Atomic(int)* w, volatile int* y';
    const body = 'int* r0 = *p; int r1 = *r0; int r2 = z[1] + r9; long* r3 = &z[1]; *r3 = 6;';
    expect(outcome(oneThread(body, '0:r0; 0:r1; 0:r2; z[0]; z[1]; p; w; y', init, parameters))).toBe(
      '0:r0=x; 0:r1=3; 0:r2=12; [p]=x; [w]=1; [y]=-1; z[0]=4; z[1]=6;',
    );
  });

  test('parameters may be declared as an array, without a name, or as void', () => {
    expect(outcome(`C T\n{}\nvoid P0 (int x[2]) { x[1] = 3; }\nstatic void P1 (void) { }\nlocations [x[1]]\n`)).toBe('x[1]=3;');
  });

  test.for([
    [0, ['0:r0=7;']],
    [4, ['0:r0=8;']],
    [1, []],
  ] as const)('a pointer moves by bytes, as in herd, and executions in which it points at no element are left out: %d', ([by, states]) => {
    const init = `x = ${by}; atomic_int y[2] = {7, 8};`;
    expect(statesOf(oneThread('int r0 = atomic_load(y + *x);', '0:r0', init, 'int* x, atomic_int* y'))).toEqual(states);
  });

  test.for([
    ['exists (0:r0=2 /\\ x=1 /\\ [x]=1 /\\ *x=1)', 'Ok'],
    ['forall x=1 \\/ false', 'Ok'],
    ['~exists (not (0:r0 != 2))', 'No'],
    ['exists (0:r0=x)', 'No'],
  ] as const)('%s: %s', ([condition, verdict]) => {
    expect(judge(parseTest(`C T\n{}\nP0 (int* x) { int r0 = 2; *x = 1; }\n${condition}`), anything).verdict).toBe(verdict);
  });

  test('a test without a condition has one state for each set of observed places', () => {
    expect(judge(parseTest('C T\n{}\nP0 (int* x) { *x = 1; }\n'), anything)).toMatchObject({ verdict: 'Ok', states: [''] });
  });

  test('regions behind the threads, and code before them, are left out', () => {
    expect(
      outcome('C T\n{ int x = 0 }\n{ int foo(void) { return 1; } }\nP0(int *x) { *x = 1; }\n\nregions: x:PROP\n\nforall ( x = 1 )\n'),
    ).toBe('[x]=1;');
  });

  test('a filter leaves out states', () => {
    const text = `C T\n{}\nP0 (int* x) { *x = 1; }\nP1 (int* x) { int r0 = *x; }\nfilter (1:r0=1)\nexists (1:r0=1)\n`;
    expect(statesOf(text)).toEqual(['1:r0=1;']);
  });
});

describe('order of evaluation', () => {
  test('operands are in no order: the second one may be read first', () => {
    expect(statesOf(reader('int r0 = *x + 2 * *y;'))).toEqual(['1:r0=0;', '1:r0=1;', '1:r0=2;', '1:r0=3;']);
  });

  test('those of && and of a comma, and statements, are in order', () => {
    expect(statesOf(reader('int r1, r2; (r1 = *y, r2 = *x); int r0 = r2 + 2 * r1;'))).toEqual(['1:r0=0;', '1:r0=1;', '1:r0=3;']);
    expect(statesOf(reader('int r0 = *y ? 2 + *x : *x;'))).toEqual(['1:r0=0;', '1:r0=1;', '1:r0=3;']);
    expect(statesOf(reader('int r0 = 3; if (*y && !*x) r0 = 2;'))).toEqual(['1:r0=3;']);
  });

  test('what is written comes after what it is computed from', () => {
    const text = `C T\n{}\nP0 (int* x, int* y) { *y = *x; }\nP1 (int* x, int* y) { *x = *y; }\nexists (x=1)\n`;
    expect(statesOf(text)).toEqual(['[x]=0;']);
  });

  test('each round of a loop has an order of its own', () => {
    const text = reader('int r0 = 0; for (int i = 0; i < 2; i++) { r0 = r0 * 4 + *x + 2 * *y; }');
    // Between the rounds nothing goes back: after 3 comes 3 again.
    expect(statesOf(text).filter((state) => /r0=1[2-4];/.test(state))).toEqual([]);
  });
});

describe('errors', () => {
  test.for([
    ['C T\n{}\nP1 (int* x) {}\n', "3:1: found 'P1', expected 'P0'"],
    ['C T\n{}\nP0 int* x) {}\n', "3:4: found 'int', expected '('"],
    ['C T\n{}\nP0 (x) {}\n', "3:5: found 'x', expected a type"],
    ['C T\n{}\nP0 (int* 3) {}\n', "3:10: found '3', expected the name of a location"],
    ['C T\n{}\nP0 (int* x int* y) {}\n', "3:12: found 'int', expected ','"],
    ['C T\n{}\nP0 (int* x) *x = 1;\n', "3:13: found '*', expected '{'"],
    ['C T\n{}\nP0 (int* x) { *x = 1;\n', "expected '}' at the end of the thread"],
    ['C T\n{}\nexists (x=1)\n', "found no thread, expected 'P0'"],
    [inBody('*x = 1'), "5:1: found '}', expected ';'"],
    [inBody('*x = ;'), "4:8: found ';', expected an expression"],
    [inBody('1 = *x;'), '4:5: found'],
    [inBody('int r0 = z;'), "4:12: found 'z', expected a local variable or a parameter of this thread"],
    [inBody('int = 3;'), "4:7: found '=', expected the name of a local variable"],
    [inBody('int r[3];'), "4:7: found the array 'r'"],
    [inBody('foo(x);'), "4:3: found the function 'foo', expected one of <stdatomic.h>"],
    [inBody('atomic_load_explicit(x);'), "4:25: found ')', expected ','"],
    [inBody('atomic_load_explicit(x, acquire);'), "4:27: found 'acquire', expected a memory order: memory_order_relaxed"],
    [inBody('atomic_store(x);'), "4:17: found ')', expected ','"],
    [inBody('atomic_store(x, 1, 2);'), "4:20: found ',', expected ')'"],
    [inBody('if *x { }'), "4:6: found '*', expected '('"],
    [inBody('while (1 { }'), "expected ')'"],
    [inBody('for (;;;) { }'), "4:10: found ';'"],
    [inBody('do *x = 1; until (1);'), "4:14: found 'until', expected 'while'"],
    [inBody('break;'), "4:3: found 'break', expected a statement: this one stands only in a loop"],
    [inBody('int r0 = 1; int r1 = &r0 + 1;'), "no '&' of a local variable"],
    [inBody('int* r0 = x + 1;'), "4:18: found ';', expected a multiple of 4 before this, since pointers move by bytes"],
    [inBody('int* r0 = x; r0++;'), 'to move by 1 elements, write p[1]'],
    [inBody('int r0 = &1;'), "a place after '&'"],
    [inBody('int r0 = x->y;'), "4:14: found '>', expected an expression"],
  ] as const)('%j: %s', ([text, message]) => {
    expect(() => parseTest(text, 't.litmus')).toThrow(message);
  });

  test('a location that is no parameter is an error that says so', () => {
    expect(() => parseTest('C T\n{ y = 0; }\nP0 (int* x) { y = 1; }\n')).toThrow(
      "found 'y', expected a local variable or a parameter of this thread; to use the location, make it a parameter: int* y",
    );
  });
});
