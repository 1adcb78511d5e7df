/** Litmus tests on real threads, on hosts where the test suite does not run. */
import { readFileSync } from 'node:fs';
import { compileModel, judge, parseTest, runTest } from 'lockwright/litmus';
import { check } from './lib/check.ts';

const read = (path: string): string => readFileSync(new URL(`../../litmus/${path}`, import.meta.url), 'utf8');
const SECONDS = 0.5;

for (const [path, model] of [
  ['c/SB.litmus', 'rc11'],
  ['c/SB+fences.litmus', 'rc11'],
  ['x86/SB+xchgs.litmus', 'x86tso'],
  ['js/SB+atomics.litmus', 'js'],
] as const) {
  const test = parseTest(read(`tests/${path}`), path);
  const judgement = judge(
    test,
    compileModel(read(`models/${model}.cat`), model, () => undefined),
  );
  const { instances, seen } = await runTest(test, judgement, { seconds: SECONDS });
  check(`${path} has all its instances in some outcome`, instances > 0 && seen.reduce((sum, { count }) => sum + count, 0) === instances);
  check(
    `${path} has no outcome that ${model} forbids`,
    seen.every(({ allowed }) => allowed),
  );
}

const forEver = parseTest('C T\n{ }\nP0 (int* x) { while (*x == 0) { } }\nP1 (int* x) { int r0 = *x; }\nexists (1:r0=0)\n');
const judgement = { verdict: 'Ok', states: [], undefinedBehaviour: false, flags: [] } as const;
const message = await runTest(forEver, judgement, { seconds: SECONDS, graceSeconds: SECONDS }).then(
  () => '',
  (error: unknown) => String(error),
);
check('threads that do not end are ended', message.includes('its threads were ended after 1 s'));
