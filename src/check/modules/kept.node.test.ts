/** Instances of modules are used for several runs of a thread only while nothing in them has changed. */
import { afterAll, expect, test } from 'vitest';
import { explore, instrumented } from 'lockwright/check';
import { keepingModules } from '../modules-kept.ts';
import { counted, words } from '../test-explore.ts';
import { ModuleFolder } from './test-folder.ts';

const folder = new ModuleFolder();
afterAll(() => folder.remove());

let files = 0;

async function load(text: string): Promise<any> {
  const name = `./file-${files++}.mjs`;
  folder.write(name, text);
  return instrumented(name, folder.from);
}

test.for([
  ['a variable', 'let n = 0; export const next = () => n++;'],
  ['an object', 'const state = { n: 0 }; export const next = () => state.n++;'],
  ['an object in a list', 'const states = [{ n: 0 }]; export const next = () => states[0].n++;'],
  ['a map', 'const map = new Map([[1, 0]]); export const next = () => { const n = map.get(1); map.set(1, n + 1); return n; };'],
  ['a set', 'const set = new Set(); export const next = () => { const n = set.size; set.add(n); return n; };'],
  ['a static property', 'class C { static n = 0; } export const next = () => C.n++;'],
  [
    'a weak map',
    'const key = {}; const map = new WeakMap([[key, 0]]); export const next = () => { const n = map.get(key); map.set(key, n + 1); return n; };',
  ],
  ['a closure', 'export const next = ((n) => () => n++)(0);'],
  ['a private field', 'class C { #n = 0; next() { return this.#n++; } } const one = new C(); export const next = () => one.next();'],
  ['a generator', 'const numbers = (function* () { for (let n = 0; ; n++) yield n; })(); export const next = () => numbers.next().value;'],
  ['another module', `export { next } from './counter.mjs';`],
] as const)('a count in %s begins at 0 in each run', async ([, text]) => {
  folder.write('counter.mjs', 'export let n = 0; export const next = () => n++;');
  const { next } = await load(text);
  const result = await explore(() => {
    const shared = words();
    const count = (): string => [next(), Atomics.add(shared, 0, 1), next()].join(' ');
    return { threads: [count, count, count], finally: () => next() as unknown };
  });
  expect(result.error?.message).toBeUndefined();
  expect(Object.keys(counted(result)).every((outcome) => /^0 \d 1 0 \d 1 0 \d 1$/.test(outcome))).toBe(true);
  expect(result.executions).toBe(6);
});

test('a module without state is evaluated a few times only', async () => {
  const { add } = await load(
    'globalThis.evaluations = (globalThis.evaluations ?? 0) + 1; export const add = (array) => Atomics.add(array, 0, 1);',
  );
  const { uses } = keepingModules;
  await explore(() => {
    const shared = words();
    return { threads: [() => add(shared) as unknown, () => add(shared) as unknown, () => add(shared) as unknown] };
  });
  expect(keepingModules.uses - uses).toBeGreaterThan(3);
  expect((globalThis as unknown as { evaluations: number }).evaluations).toBeLessThan(10);
});

test('state that cannot be seen, and that makes a thread do something else, begins the exploration anew without it', async () => {
  const { act } = await load(`
    const alias = [count];
    function count() { alias[0].calls = (alias[0].calls ?? 0) + 1; return alias[0].calls; }
    export function act(array) { const calls = count(); Atomics.add(array, calls > 1 ? 1 : 0, 1); return calls; }`);
  const result = await explore(() => {
    const shared = words();
    return { threads: [() => act(shared) as unknown, () => act(shared) as unknown] };
  });
  expect(result.error?.message).toBeUndefined();
  expect(counted(result)).toEqual({ '1 1': 2 });
  expect(keepingModules.isAllowed).toBe(true);
});
