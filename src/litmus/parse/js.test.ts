import { describe, expect, test } from 'vitest';
import { compileModel } from '../cat/compile.ts';
import { judge } from '../judge.ts';
import { parseTest } from './test.ts';

/** Allows every candidate: what remains is what the statements mean. */
const anything = compileModel('empty 0', 'anything', () => undefined);
const statesOf = (text: string): readonly string[] => judge(parseTest(text, 't.litmus'), anything).states;
/** The states of one thread, each row a statement; `observed` are its registers and elements. */
const run = (rows: string, observed: string, initial = ''): readonly string[] =>
  statesOf(
    `JS T\n{ ${initial} }\n P0 ;\n${rows
      .split('\n')
      .map((row) => ` ${row} ;\n`)
      .join('')}locations [${observed}]\n`,
  );
const r0 = (rows: string, initial = ''): string => run(rows, '0:r0', initial).join(' ');

describe('a thread', () => {
  test.for([
    ['assigns a register', 'r0 = 5', '0:r0=5;'],
    ['leaves a register that it never assigns at 0', 'r1 = 1', '0:r0=0;'],
    ['may declare registers', 'const r1 = 2\nlet r0 = r1', '0:r0=2;'],
    ['writes an element and reads it', 'x[0] = 7\nr0 = x[0]', '0:r0=7;'],
    ['writes other elements', 'x[1] = 7\nr0 = x[0]', '0:r0=0;'],
    ['indexes by a register', 'r1 = 2\nx[r1] = 3\nr0 = x[r1 + 0]', '0:r0=3;'],
    ['indexes by what it reads', 'x[0] = 1\nx[1] = 9\nr0 = x[x[0]]', '0:r0=9;'],
    ['changes an element in place', 'x[0] = 5\nx[0] += 2\nx[0]--\nr0 = x[0]', '0:r0=6;'],
    ['changes a register in place', 'r0 = 5\nr0 -= 2\n++r0', '0:r0=4;'],
    ['chooses by if', 'if (x[0] === 0) { r0 = 1 } else { r0 = 2 }', '0:r0=1;'],
    ['chooses by else', 'if (x[0]) { r0 = 1 } else { r0 = 2 }', '0:r0=2;'],
    ['chooses without braces', 'if (x[0])\nr0 = 1\nelse r0 = 2', '0:r0=2;'],
    ['chooses within an expression', 'x[0] = 4\nr0 = x[0] > 3 ? x[0] : x[1]', '0:r0=4;'],
    ['has blocks over several rows', 'if (x[0] == 0) {\nr0 = 1\nx[0] = 2\n}\nr0 = x[0]', '0:r0=2;'],
    ['has several statements in a row of braces', 'if (x[0] == 0) { r0 = 1; r0 = r0 + 1; }', '0:r0=2;'],
    ['loops while', 'while (x[0] < 2) { x[0] = x[0] + 1 }\nr0 = x[0]', '0:r0=2;'],
    ['loops as often as it counts', 'for (r1 = 0; r1 < 10; r1++) { r0 = r0 + r1 }', '0:r0=45;'],
    ['loops at least once', 'do { r0 = r0 + 1 } while (r0 < 1)', '0:r0=1;'],
    ['leaves a loop', 'while (true) { r0++; if (r0 === 3) { break } }', '0:r0=3;'],
    ['goes on with the next round', 'for (r1 = 0; r1 < 4; r1++) { if (r1 === 2) { continue } r0 = r0 + r1 }', '0:r0=4;'],
    ['does not evaluate what need not be', 'r1 = x[0] && (Atomics.add(x, 1, 1) + 1)\nr0 = x[1]', '0:r0=0;'],
    ['evaluates what must be', 'r1 = x[0] || Atomics.add(x, 1, 1)\nr0 = x[1]', '0:r0=1;'],
    ['may use signs of columns in brackets', 'r0 = (1 | 2)', '0:r0=3;'],
    ['computes', 'r0 = (1 + 2) * 3 - 10 / 2 % 3', '0:r0=7;'],
    ['shifts', 'r0 = ((1 << 4) >> 1) + (-1 >>> 31)', '0:r0=9;'],
    ['has operators on bits', 'r0 = ((6 & 3) ^ ~0)', '0:r0=-3;'],
    ['compares', 'r0 = 1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3 && 1 != 2 && !(1 == 2)', '0:r0=true;'],
    ['has notes', 'r0 = 1 // | one ;\nr0 = r0 + 1 /* ; */', '0:r0=2;'],
    ['pauses', 'Atomics.pause()\nr0 = 1', '0:r0=1;'],
    ['begins with a register', 'r0 = r0 + 1', '0:r0=6;', '0:r0 = 5'],
    ['finds what is there at first', 'r0 = x[0] + x[3]', '0:r0=3;', 'x = 1; x[3] = 2'],
    ['finds it in brackets too', 'r0 = x[0]', '0:r0=4;', '[x] = 4'],
  ] as const)('%s', ([, rows, expected, initial]) => {
    expect(r0(rows, initial)).toBe(expected);
  });
});

describe('Atomics', () => {
  test.for([
    ['load', 'r0 = Atomics.load(x, 0)', '0:r0=6; x[0]=6;'],
    ['store, and its value is what was given', 'r0 = Atomics.store(x, 0, 9)', '0:r0=9; x[0]=9;'],
    ['exchange', 'r0 = Atomics.exchange(x, 0, 9)', '0:r0=6; x[0]=9;'],
    ['add', 'r0 = Atomics.add(x, 0, 3)', '0:r0=6; x[0]=9;'],
    ['sub', 'r0 = Atomics.sub(x, 0, 7)', '0:r0=6; x[0]=-1;'],
    ['and', 'r0 = Atomics.and(x, 0, 3)', '0:r0=6; x[0]=2;'],
    ['or', 'r0 = Atomics.or(x, 0, 1)', '0:r0=6; x[0]=7;'],
    ['xor', 'r0 = Atomics.xor(x, 0, 3)', '0:r0=6; x[0]=5;'],
    ['compareExchange, when it is equal', 'r0 = Atomics.compareExchange(x, 0, 6, 9)', '0:r0=6; x[0]=9;'],
    ['compareExchange, when it is not', 'r0 = Atomics.compareExchange(x, 0, 5, 9)', '0:r0=6; x[0]=6;'],
    ['operands lose their fraction', 'r0 = Atomics.add(x, 0, 1.9)', '0:r0=6; x[0]=7;'],
  ] as const)('%s', ([, row, expected]) => {
    expect(run(row, '0:r0; x[0]', 'x = 6')).toEqual([expected]);
  });

  test('what is compared is the bytes: 255 and -1 are the same Int8', () => {
    expect(run('r0 = Atomics.compareExchange(a, 0, 255, 1)', '0:r0; a[0]', 'a = new Int8Array(b); a[0] = -1')).toEqual([
      '0:r0=-1; a[0]=1;',
    ]);
  });
});

describe('memory', () => {
  test.for([
    ['Int8Array', '200', '-56'],
    ['Uint8Array', '-1', '255'],
    ['Uint8ClampedArray', '300', '255'],
    ['Uint8ClampedArray', '2.5', '2'],
    ['Int16Array', '40000', '-25536'],
    ['Uint16Array', '-1', '65535'],
    ['Int32Array', '0xFFFFFFFF', '-1'],
    ['Uint32Array', '-1', '4294967295'],
    ['BigInt64Array', '0xFFFFFFFFFFFFFFFFn', '-1'],
    ['BigUint64Array', '-1n', '18446744073709551615'],
    ['BigUint64Array', '12', '12'],
    ['Float16Array', '1.0009765625', '1.0009765625'],
    ['Float32Array', '0.1', '0.10000000149011612'],
    ['Float64Array', '0.1', '0.1'],
    ['Float64Array', '-Infinity', '-Infinity'],
  ] as const)('an element of a %s that gets %s is %s', ([type, written, read]) => {
    expect(r0('a[1] = v0\nr0 = a[1]'.replace('v0', written), `a = new ${type}(b)`)).toBe(`0:r0=${read};`);
  });

  test('views of one buffer share its bytes, the least significant first', () => {
    const initial = 'b = new SharedArrayBuffer(8); w = new Uint32Array(b, 4); a = new Uint8Array(b)';
    expect(run('w[0] = 0x01020304\nr0 = a[4]\nr1 = a[7]', '0:r0; 0:r1', initial)).toEqual(['0:r0=4; 0:r1=1;']);
  });

  test('a view may be made in place, of a buffer or of what another view shows', () => {
    expect(r0('x[0] = 0x0102\nr0 = new Uint8Array(x.buffer, 1)[0]')).toBe('0:r0=1;');
    expect(r0('Atomics.store(new Uint16Array(b), 1, 3)\nr0 = new Uint8Array(b)[2]')).toBe('0:r0=3;');
  });

  test('a view may come with its buffer', () => {
    expect(r0('a[7] = 3\nr0 = a[7]', 'a = new Uint8Array(new SharedArrayBuffer(8))')).toBe('0:r0=3;');
  });

  test('a DataView has the most significant byte first unless it is told otherwise', () => {
    const initial = 'v = new DataView(b); a = new Uint8Array(b)';
    expect(r0('v.setInt16(1, 0x0102)\nr0 = a[1]', initial)).toBe('0:r0=1;');
    expect(r0('v.setInt16(1, 0x0102, true)\nr0 = a[1]', initial)).toBe('0:r0=2;');
    expect(r0('a[0] = 1\nr0 = v.getUint16(0)', initial)).toBe('0:r0=256;');
    expect(r0('a[0] = 1\nr0 = new DataView(b, 0).getUint16(0, true)', initial)).toBe('0:r0=1;');
    expect(r0('v.setFloat64(3, 1.5)\nr0 = v.getFloat64(3)', initial)).toBe('0:r0=1.5;');
  });
});

test('an index that is known only when it runs must be a whole number from 0 on', () => {
  expect(() => run('r1 = 0 - x[0] - 1\nr0 = x[r1]', '0:r0')).toThrow('litmus: thread 0 accesses element -1 of memory');
});

test('registers are named in the order of their numbers, then memory by its name', () => {
  expect(run('r2 = 1\nr10 = 2\nx[1] = 3', 'x[1]; 0:r10; x[0]; 0:r2')).toEqual(['0:r2=1; 0:r10=2; x[0]=0; x[1]=3;']);
});

test.for([
  ['a number', 'r0 = 3', '0:r0=3'],
  ['a negative number', 'r0 = -3', '0:r0=-3'],
  ['a fraction', 'r0 = 1.5', '0:r0=1.5'],
  ['a hexadecimal number', 'r0 = 255', '0:r0=0xff'],
  ['a BigInt', 'r0 = 5n', '0:r0=5n /\\ 0:r0=5'],
  ['a truth', 'r0 = x[0] === 0', '0:r0=true'],
  ['a text', 'r0 = Atomics.wait(x, 0, 1)', '0:r0="not-equal"'],
  ['no number', 'r0 = 0 / 0', '0:r0=NaN'],
  ['another register', 'r0 = 2; r1 = 2', '0:r0=0:r1'],
  ['another value', 'r0 = 2', '0:r0!=3 /\\ 0:r0<>3'],
] as const)('a condition may name %s', ([, statement, condition]) => {
  const rows = statement.split('; ').join(' ;\n ');
  expect(judge(parseTest(`JS T\n{ }\n P0 ;\n ${rows} ;\nforall (${condition})`), anything).verdict).toBe('Ok');
});

test.for([
  ['a statement that has no effect', '{ }\n P0 ;\n r0 ;', "4:5: found the end of this part, expected '='"],
  ['a register that is never assigned', '{ }\n P0 ;\n r0 = y ;', "4:7: the register 'y' is never assigned in this thread"],
  ['memory without an index', '{ y = 1 }\n P0 ;\n r0 = y ;', "4:7: 'y' is memory: expected an element such as y[0]"],
  ['an assignment to memory without an index', '{ y = 1 }\n P0 ;\n y = 2 ;', "4:2: 'y' is memory: expected an element of it, such as y[0]"],
  [
    'a type that there is not',
    '{ a = new Int24Array(b) }\n P0 ;\n r0 = 1 ;',
    "2:11: found the type 'Int24Array', expected one of Int8Array",
  ],
  [
    'a view at an offset that its type does not allow',
    '{ a = new Int32Array(b, 2) }\n P0 ;\n r0 = 1 ;',
    '2:11: a Int32Array cannot begin at byte 2',
  ],
  [
    'an element outside of its buffer',
    '{ b = new SharedArrayBuffer(4); a = new Int8Array(b) }\n P0 ;\n a[4] = 1 ;',
    '4:2: byte 4 to 5 lies outside',
  ],
  ['a buffer used as a view', '{ b = new SharedArrayBuffer(4) }\n P0 ;\n b[0] = 1 ;', "4:2: 'b' is a buffer: expected a view of it"],
  [
    'a name that is declared twice',
    '{ b = new SharedArrayBuffer(4); b = new SharedArrayBuffer(4) }\n P0 ;\n r0 = 1 ;',
    "2:33: 'b' is declared twice",
  ],
  ['Atomics on floats', '{ f = new Float32Array(b) }\n P0 ;\n r0 = Atomics.load(f, 0) ;', '4:7: Atomics takes no Float32'],
  [
    'a wait on bytes',
    '{ a = new Int8Array(b) }\n P0 ;\n Atomics.wait(a, 0, 0) ;',
    '4:2: Atomics.wait takes an Int32Array or a BigInt64Array',
  ],
  ['an atomic operation that there is not', '{ }\n P0 ;\n Atomics.inc(x, 0) ;', "4:2: found 'Atomics.inc', expected one of load, store"],
  ['too few arguments', '{ }\n P0 ;\n Atomics.store(x, 0) ;', "4:2: 'Atomics.store' has 1 arguments besides the view, expected 2"],
  ['a call of something else', '{ }\n P0 ;\n r0 = parseInt(1) ;', "4:7: found a call of 'parseInt', expected one of Atomics"],
  ['elements of a DataView', '{ v = new DataView(b) }\n P0 ;\n v[0] = 1 ;', '4:2: a DataView has no elements'],
  ['a break outside of a loop', '{ }\n P0 ;\n break ;', "4:2: found 'break' outside of a loop"],
  ['a brace that does not close', '{ }\n P0 ;\n if (x[0]) { ;\n r0 = 1 ;', "expected '}' at the end of what '{' begins"],
  ['an unfinished row', '{ }\n P0 ;\n r0 = 1\n', "expected ';' at the end of the row"],
  ['more columns than threads', '{ }\n P0 ;\n r0 = 1 | r0 = 2 ;', 'expected no more than 1 columns'],
  ['a thread with a wrong number', '{ }\n P1 ;\n r0 = 1 ;', "3:2: found 'P1', expected 'P0', which names the thread"],
  ['an initial value that is none', '{ x = y }\n P0 ;\n r0 = 1 ;', "2:7: found 'y', expected a value"],
  ['a place for a value in the condition', '{ }\n P0 ;\n r0 = 1 ;\nexists (0:r0=ok)', "5:14: found 'ok', expected a value"],
] as const)('an error says where and what was expected: %s', ([, text, message]) => {
  expect(() => parseTest(`JS T\n${text}\n`, 't.litmus')).toThrow(message);
});
