/** The driver of test262, on a small suite of our own in its format. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runOnce } from '../../scripts/conform/run-all.ts';
import { readMetadata } from '../../scripts/conform/metadata.ts';

const DRIVER = fileURLToPath(new URL('../../scripts/conform.ts', import.meta.url));
const CHECKOUT = fileURLToPath(new URL('checkout', import.meta.url));
const LIMIT_MS = 120_000;

function conform(...args: string[]): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, ['--conditions=lockwright-source', DRIVER, ...args]);
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (out += String(chunk)));
  return new Promise((resolve) => void child.once('close', (code) => resolve({ code, out })));
}

test(
  'the same tests pass on the native and on the instrumented globals, agents and promises included, except for one that is made to tell them apart',
  async () => {
    const { code, out } = await conform(CHECKOUT);
    expect(out.trimEnd().split('\n').at(-1)).toBe('22 pass on both, 6 on neither, 2 differ');
    expect(out).toContain('differs.js (strict)\n  native        passes\n  instrumented  fails: threw Test262Error: is native');
    expect(out.match(/^test.*/gm)).toEqual(expect.arrayContaining(['test/built-ins/Atomics/differs.js']));
    expect(code).toBe(1);
  },
  LIMIT_MS,
);

test('a word chooses files; the exit code is 0 where the same pass, and 2 where there is nothing to run', async () => {
  expect(await conform(CHECKOUT, 'SharedArrayBuffer/')).toEqual({ code: 0, out: '2 pass on both, 0 on neither, 0 differ\n' });
  const none = await conform(CHECKOUT, 'no such file');
  expect([none.code, none.out]).toEqual([2, expect.stringContaining('there is no such test')]);
  const nowhere = await conform(`${CHECKOUT}/test`);
  expect([nowhere.code, nowhere.out]).toEqual([2, expect.stringContaining('takes a checkout of https://github.com/tc39/test262')]);
});

test.for([
  ['both-fail.js', 'threw Test262Error: 0 should be 1. fails on purpose'],
  ['wait/async-fails.js', 'on purpose'],
  ['wait/agent-throws.js', 'an agent threw Error: on purpose'],
] as const)('%s fails with its reason', async ([file, reason]) => {
  const run = { checkout: CHECKOUT, file: `test/built-ins/Atomics/${file}`, isStrict: false, form: 'instrumented' } as const;
  expect(await runOnce(run)).toBe(reason);
});

test('what a test says of itself is read: lists in brackets, over lines, and with hyphens', () => {
  const metadata = readMetadata(`// by somebody
/*---
esid: a
description: >
  flags: [not, these]
includes: [a.js,
  b.js]
flags:
- async # a remark
  # another
- raw
negative:
  phase: runtime
  type: TypeError
---*/`);
  expect(metadata).toEqual({ flags: ['async', 'raw'], includes: ['a.js', 'b.js'], negative: { phase: 'runtime', type: 'TypeError' } });
  expect(readMetadata('no metadata')).toEqual({ flags: [], includes: [], negative: undefined });
});
