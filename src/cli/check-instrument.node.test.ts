import { mkdirSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { Folder } from './test-command.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const CHECK = new URL('../check/index.ts', import.meta.url).href;

mkdirSync(`${folder.path}/node_modules/flags`, { recursive: true });
folder.write(
  'node_modules/flags/package.json',
  '{ "name": "flags", "type": "module", "exports": { "import": "./index.js", "require": "./index.cjs" } }',
);
// What is taken when the module is loaded is not seen without --instrument.
const SET_AND_GET = `const { load, store } = Atomics; let calls = 0; const set = (words) => { calls++; store(words, 0, 1); }; const get = (words) => load(words, 0); const count = () => calls;`;
folder.write('node_modules/flags/index.js', `${SET_AND_GET} export { set, get, count };`);
folder.write('node_modules/flags/index.cjs', `${SET_AND_GET} Object.assign(exports, { set, get, count });`);
folder.write('own.js', `${SET_AND_GET} export { set, get, count };`);

const program = (load: string): string => `
  import { check } from '${CHECK}';
  ${load}
  check('never sees the flag', () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    return { threads: [() => set(words), () => get(words)], finally: ([, seen]) => { if (seen === 1 || count() > 0) throw new Error('saw ' + seen + ' ' + count()); } };
  });`;

folder.write('esm.check.js', program(`import { set, get, count } from 'flags';`));
folder.write(
  'cjs.check.js',
  program(`import { createRequire } from 'node:module'; const { set, get, count } = createRequire(import.meta.url)('flags');`),
);
folder.write('own.check.js', program(`import { set, get, count } from './own.js';`));

test.for([
  ['flags', 'esm.check.js'],
  ['flags', 'cjs.check.js'],
  ['./own.js', 'own.check.js'],
] as const)('--instrument %s reaches what %s imports, with state of its own for each thread', async ([name, file]) => {
  const { code, out, err } = await folder.run(['check', '--instrument', name, file]);
  expect(err).toBe('');
  expect(out).toContain('saw 1 0');
  expect(code).toBe(1);
});

test('several packages are named with commas, or one after the other', async () => {
  const { code, out, err } = await folder.run(['check', '--instrument', 'flags,./own.js', 'esm.check.js', 'own.check.js']);
  expect([code, err]).toEqual([1, '']);
  expect(out.match(/saw 1 0/g)!.length).toBeGreaterThanOrEqual(2);
});

test.for([
  ['a package that is not there', 'no-such', `the package 'no-such' is not installed`],
  ['a file that is not there', './no-such.js', 'there is no file no-such.js'],
  ['a part of Node', 'node:fs', 'node:fs is a part of Node'],
  ['a package that nothing imports', './own.js', './own.js: no file imports it, so nothing of it was checked'],
  ['an empty name', 'flags,', 'has an empty name'],
] as const)('%s is told', async ([, name, message]) => {
  const { code, err } = await folder.run(['check', '--instrument', name, 'esm.check.js']);
  expect(err).toContain(message);
  expect(code).not.toBe(0);
});
