/** The little language of the checker's acceptance programs: what it means in JavaScript and in C, and how it complains. */
import { describe, expect, test } from 'vitest';
import { toC } from '../../bench/check/to-c.ts';
import { findMcFile, readMcFile } from '../../scripts/lib/mc-file.ts';
import { compileMc, javaScriptOf } from '../../scripts/lib/mc-javascript.ts';
import { parseMc } from '../../scripts/lib/mc-language.ts';
import { runMc } from '../../scripts/lib/mc-run.ts';
import type { McModel, McSource } from '../../scripts/lib/mc-syntax.ts';
import { explore } from '../../src/check/index.ts';

const source = (...body: string[]): McSource => ({
  name: 'sample',
  params: { N: 3 },
  init: { x: 0, a: [0, 7] },
  mutexes: ['m'],
  threads: [{ name: 'T', body }],
});
const javaScript = (...body: string[]): string => javaScriptOf(parseMc(source(...body)));

/** The JavaScript of a program of two copies of a thread. */
const copies = (body: string): string => {
  const { threads, ...rest } = source(body);
  return javaScriptOf(parseMc({ ...rest, threads: [{ ...threads[0]!, count: 2 }] }));
};

/** What a single thread finds, told by which assertions hold. A program that touches no memory would be refused. */
const check = async (...body: string[]) => (await explore(compileMc(source('store(a[0], 0, rlx)', ...body)), { model: 'rc11' })).error;

describe('the little language', () => {
  test('statements follow each other in a line, on lines, or after semicolons', () => {
    const body = ['r = load(x, acq) s = r + 1; store(x, s, rel)', 'fence(sc)'];
    expect(parseMc(source(...body)).threads[0]!.statements.map(({ is }) => is)).toEqual(['load', 'set', 'store', 'fence']);
  });

  test('orders are declared, and plain accesses are ordinary ones', () => {
    expect(javaScript('r = load(a[1], acq)')).toContain("r_r = Atomics.load(l_a, 1, 'acquire');");
    expect(javaScript('store(x, 1, na)')).toContain('l_x[0] = 1;');
    expect(javaScript('r = cas(x, 0, N, acqrel)')).toContain("Atomics.compareExchange(l_x, 0, 0, p_N, 'acqRel')");
  });

  test('copies that do not ask for their index are one function, and others are not', () => {
    expect(copies('store(x, 1, rlx)')).toContain('threads: [t_T, t_T]');
    expect(copies('store(x, me, rlx)')).toContain('threads: [t_T(0), t_T(1)]');
  });

  test.each([
    ['multiplication binds before addition, comparison before &&', 'assert(1 + 2 * 3 == 7 && 10 - 2 - 3 == 5)'],
    ['division truncates and integers have 32 bits', 'r = 2147483647 + 1 assert(r < 0 && 0 - 7 / 2 == 0 - 3)'],
    ['a condition is 0 or 1 where a number is wanted', 'r = 2 < 3 assert(r + 1 == 2) assert(!(r == 0))'],
    ['registers start at 0, arrays have their initial values', 'r = load(a[q + 1], rlx) assert(q == 0 && r == 7)'],
    ['loops exclude their end, and break leaves them', 's = 0 for i in 0..N { if (i == 2) { break } s = s + i } assert(s == 1)'],
    ['a spin loop ends when its condition is true', 'spin { r = faa(x, 1, rlx) } until (r == 2) assert(r == 2)'],
    ['a compare-exchange returns the old value', 'r = cas(a[1], 7, 8, sc) s = cas(a[1], 7, 9, sc) assert(r == 7 && s == 8)'],
    ['return ends the thread', 'if (1) { return } else { assert(0) } assert(0)'],
    ['mutexes are locks', 'lock(m) r = load(x, na) store(x, r + 1, na) unlock(m)'],
  ])('%s', async (_, body) => {
    expect(await check(body)).toBeNull();
  });

  test('a failed assertion is one', async () => {
    expect(await check('r = load(x, rlx)', 'assert(r == 1)')).toMatchObject({ kind: 'assertion' });
  });

  test.each([
    [['r = load(x, acq)', 's = load(y, acq)'], "line 2: there is no location 'y'"],
    [['r = load(x, seq)'], "line 1: there is no memory order 'seq': it is one of na, rlx, acq, rel, acqrel, sc"],
    [['lock(n)'], "line 1: there is no mutex 'n'"],
    [['break'], "line 1: 'break' outside of a loop"],
    [['r = store(x, 1, rlx)'], "line 1: 'store' returns nothing"],
    [['x = 1'], "line 1: 'x' is a location: use load or store"],
    [['if (1) {', 'r = 1'], 'line 2: the program ends in the middle of a statement'],
    [['r = 1 ? 2'], "line 1: '?' means nothing here"],
    [['r = (1'], "line 1: expected ')', but found 'the end'"],
  ])('%j is refused: %s', (body, message) => {
    expect(() => parseMc(source(...body))).toThrow(`program sample, thread T, ${message}`);
  });

  test('the C has the same accesses with the same orders', () => {
    const c = toC(source('r = cas(x, 0, 1, acqrel)', 'store(a[1], r, na)', 'assume(r == 0)'));
    expect(c).toContain('&l_x, &expected, 1, memory_order_acq_rel, memory_order_acquire)');
    expect(c).toContain('*(int *)&l_a[1] = r_r;');
    expect(c).toContain('__VERIFIER_assume((r_r == 0));');
  });
});

const file = findMcFile();
const programs = file === undefined ? [] : readMcFile(file).filter(({ scale }) => scale !== true);

/** Skipped where the acceptance data is absent: see `npm run check:public`. */
describe.skipIf(programs.length === 0)('the acceptance programs have the executions and errors that are expected', () => {
  test.each(programs.map(({ name }) => name))('%s', async (name) => {
    const program = programs.find((known) => known.name === name)!;
    for (const model of ['SC', 'TSO', 'RC11'] satisfies McModel[]) {
      const { agrees, error, result } = await runMc(program, model);
      expect({ model, agrees, error, executions: result.executions }).toMatchObject({ model, agrees: true });
    }
  });
});
