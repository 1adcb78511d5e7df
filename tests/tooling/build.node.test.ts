import { expect, test } from 'vitest';
import { withBuiltUrls } from '../../scripts/build/rename-urls.ts';
import { findReferences } from '../../scripts/lib/references.ts';

test('the URL of a TypeScript module becomes the URL of the built one, and nothing else moves', () => {
  const code = `const u = new URL("./entry.ts", import.meta.url), v = new URL('../a/b.ts', import.meta.url);`;
  expect(withBuiltUrls(code)).toBe(`const u = new URL("./entry.js", import.meta.url), v = new URL('../a/b.js', import.meta.url);`);
});

test.for([
  ['a URL that is not of a module', `new URL('./entry.ts', 'https://example.org')`],
  ['a URL elsewhere', `new URL('https://example.org/x.ts', import.meta.url)`],
  ['a text that speaks of one', `const text = "new URL('./x.ts', import.meta.url)";`],
  ['a comment that speaks of one', `// new URL('./x.ts', import.meta.url)`],
  ['another file', `new URL('./ops.wasm', import.meta.url)`],
] as const)('the build leaves %s alone', ([, code]) => {
  expect(withBuiltUrls(code)).toBe(code);
});

test('each way of referring to a module is found, with its kind', () => {
  const code = `
    import a from './a.ts'; import './b.ts'; import type { C } from './c.ts'; import { type D } from './d.ts';
    export * from './e.ts'; export type * from './f.ts'; export { type G } from './g.ts';
    type H = import('./h.ts').H; const i = import('./i.ts'); const j = new URL('./j.ts', import.meta.url); export { a };`;
  expect(findReferences(code, 'ts').map(({ specifier, kind }) => `${specifier} ${kind}`)).toEqual([
    './a.ts import',
    './b.ts import',
    './c.ts type',
    './d.ts type',
    './e.ts import',
    './f.ts type',
    './g.ts type',
    './h.ts type',
    './i.ts dynamic',
    './j.ts url',
  ]);
});
