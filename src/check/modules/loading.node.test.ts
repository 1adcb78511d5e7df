import { afterAll, describe, expect, test } from 'vitest';
import { instrumented } from 'lockwright/check';
import { ModuleFolder } from './test-folder.ts';

const folder = new ModuleFolder();
afterAll(() => folder.remove());

let files = 0;

/** A file of that text, and files beside it. */
async function load(text: string, others: Record<string, string> = {}, ending = 'mjs'): Promise<any> {
  const place = `case-${files++}`;
  for (const [name, other] of Object.entries(others)) folder.write(`${place}/${name}`, other);
  folder.write(`${place}/main.${ending}`, text);
  return instrumented(`./${place}/main.${ending}`, folder.from);
}

describe('ES modules', () => {
  test('export in all ways', async () => {
    const library = await load(
      `export const a = 1, { b, c: [d, ...e], f = 6 } = { b: 2, c: [3, 4, 5] };
       export function g() { return 'g'; }
       export class H {}
       export let i = 0; export function up() { i++; }
       const j = 'j', k = 'k';
       export { j, k as 'with space', j as l };
       export { inner, inner as renamed, default as other } from './other.mjs';
       export * from './other.mjs';
       export * as all from './other.mjs';
       export default { k }`,
      { 'other.mjs': `export const inner = 'inner', a = 'not this'; export default async () => 'async';` },
    );
    library.up();
    expect([
      library.a,
      library.b,
      library.d,
      [...library.e],
      library.f,
      library.g(),
      library.i,
      library.j,
      library['with space'],
      library.l,
    ]).toEqual([1, 2, 3, [4, 5], 6, 'g', 1, 'j', 'k', 'j']);
    expect([library.inner, library.renamed, await library.other(), library.all.inner, library.default.k]).toEqual([
      'inner',
      'inner',
      'async',
      'inner',
      'k',
    ]);
  });

  test.for([
    ['export default function () { return this === undefined; }', true],
    ['export default (1, () => "arrow")', 'arrow'],
    ['export default class { static toString() { return "class"; } }\n(0, 1)', 'class'],
    ['export default function named() { return named.name; }', 'named'],
    ['export default async function () {}', undefined],
  ] as const)('export as default: %s', async ([text, expected]) => {
    const { default: fn } = await load(text);
    expect(expected === 'class' ? String(fn) : expected === undefined ? await fn() : fn()).toBe(expected);
  });

  test('import in all ways, and live', async () => {
    const { results } = await load(
      `import fallback, { count, up as raise, self } from './other.mjs';
       import * as all from './other.mjs';
       import data from './data.json' with { type: 'json' };
       const results = [count];
       raise()
       self()
       if (count === 1) raise(); else raise()
       results.push(count, all.count, fallback, data.list.length, self(), { count }.count, (() => { const count = 'shadow'; return count; })());
       export { results };`,
      {
        'other.mjs': `export let count = 0; export const up = () => ++count; export default 'fallback'; export function self() { return this; }`,
        'data.json': `{ "list": [1, 2, 3] }`,
      },
    );
    expect([...results]).toEqual([0, 2, 2, 'fallback', 3, undefined, 2, 'shadow']);
  });

  test('may import each other: functions are there before anything is evaluated', async () => {
    const { order } = await load(`import { log } from './a.mjs'; export const order = log;`, {
      'a.mjs': `import { b } from './b.mjs'; export const log = []; export function hoisted() { return 'hoisted'; } log.push(b);`,
      'b.mjs': `import { hoisted, log } from './a.mjs'; let early; try { early = log; } catch (error) { early = error.name; } export const b = [hoisted(), early].join();`,
    });
    expect([...order]).toEqual(['hoisted,ReferenceError']);
  });

  test('know where they are, and import others later', async () => {
    const { url, later, resolved } = await load(
      `export const { url } = import.meta; export const later = async () => (await import('./later.mjs')).value; export const resolved = import.meta.resolve('./later.mjs');`,
      { 'later.mjs': 'export const value = 5;' },
    );
    expect([new URL(url).pathname.endsWith('main.mjs'), await later(), new URL(resolved).pathname.endsWith('later.mjs')]).toEqual([
      true,
      5,
      true,
    ]);
  });

  test('may be TypeScript', async () => {
    const { sum } = await load(`type N = number;\nexport const sum = (a: N, b: N): N => a + b;`, {}, 'mts');
    expect(sum(1, 2)).toBe(3);
  });

  test('cannot assign to what they import', async () => {
    await expect(load(`import { a } from './a.mjs'; a = 2;`, { 'a.mjs': 'export let a = 1;' })).rejects.toThrow(TypeError);
  });
});

describe('CommonJS modules', () => {
  test('require each other, ES modules and JSON, also in a circle', async () => {
    const { seen } = await load(
      `'use strict'; exports.early = 1; const b = require('./b.cjs'); exports.seen = [b.early, b.es, b.n, typeof this, __filename.endsWith('main.cjs'), module.exports === exports];`,
      {
        'b.cjs': `const a = require('./main.cjs'); module.exports = { early: a.early, es: require('./es.mjs').value, n: require('./n').n };`,
        'es.mjs': 'export const value = 2;',
        'n.json': '{ "n": 3 }',
      },
      'cjs',
    );
    expect([...seen]).toEqual([1, 2, 3, 'object', true, true]);
  });

  test('are the default of what imports them', async () => {
    const { a, whole } = await load(`import whole, { a } from './c.cjs'; export { a, whole };`, { 'c.cjs': 'exports.a = 1;' });
    expect([a, whole.a]).toEqual([1, 1]);
  });
});

describe('what cannot be instrumented is refused by name', () => {
  test.for([
    ['an await at the top level', 'await 0; export {};', {}, 'main.mjs cannot be instrumented: it awaits at its top level'],
    ['machine code', `import './code.node';`, { 'code.node': '' }, 'code.node cannot be instrumented: it is machine code'],
    ['WebAssembly', `import './code.wasm';`, { 'code.wasm': '' }, 'code.wasm cannot be instrumented: it is WebAssembly'],
    ['what is no JavaScript', 'export const = 1;', {}, 'main.mjs cannot be instrumented: Unexpected token'],
    ['JSX', `import './view.jsx';`, { 'view.jsx': '' }, 'view.jsx cannot be instrumented: it has to be compiled first'],
    ['code from the network', `import 'https://example.org/a.js';`, {}, 'only files can be instrumented'],
    ['a star over CommonJS', `export * from './c.cjs';`, { 'c.cjs': '' }, 'whose names are known only when it runs'],
  ] as const)('%s', async ([, text, others, message]) => {
    await expect(load(text, others as Record<string, string>)).rejects.toMatchObject({
      code: 'NOT_INSTRUMENTABLE',
      message: expect.stringContaining(message) as string,
    });
  });

  test.for([
    ['no-such-package', `cannot import 'no-such-package'`],
    ['./no-such-file.js', 'there is no file'],
    ['node:fs', 'node:fs is a part of Node'],
  ])('%s', async ([name, message]) => {
    await expect(instrumented(name!, folder.from)).rejects.toMatchObject({
      code: 'NOT_INSTRUMENTABLE',
      message: expect.stringContaining(message!) as string,
    });
  });

  test('a name without who asks for it', async () => {
    await expect(instrumented('some-package')).rejects.toThrow(`instrumented('some-package', import.meta)`);
  });
});
