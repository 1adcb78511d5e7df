/** A check that is wrong in a file of tests that `node --test` or Vitest runs, as a user sees it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const DOOR = new URL('index.ts', import.meta.url).href;
const PROGRAM = `
import { check } from '${DOOR}';
check('two who write', () => {
  const data = new Int32Array(new SharedArrayBuffer(4));
  return { threads: [() => void (data[0] = 1), () => void (data[0] = 2)] };
});
`;

const VITEST = fileURLToPath(import.meta.resolve('vitest/package.json').replace('package.json', 'vitest.mjs'));
const LIMIT_MS = 60_000;

async function runTests(...args: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lockwright-declare-'));
  writeFileSync(join(folder, 'two.test.ts'), PROGRAM);
  // Neither runs tests of tests.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:NODE_TEST_CONTEXT|FORCE_COLOR|VITEST.*)$/.test(name)),
  );
  const child = spawn(process.execPath, ['--conditions=lockwright-source', ...args], { cwd: folder, env: { ...env, NO_COLOR: '1' } });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += String(chunk)));
  await new Promise((resolve) => child.once('close', resolve));
  rmSync(folder, { recursive: true });
  return printed;
}

test("with Node's runner the message is the report, with the command that replays it and without frames of the checker", async () => {
  const printed = await runTests('--test', '--test-reporter=tap', 'two.test.ts');
  expect(printed).toContain('not ok 1 - two who write');
  expect(printed).toMatch(/error: \|-\n +two who write is wrong\n *\n +data race on data\[0\] after 2 steps/);
  const [, id] = /replay: {2}npx lockwright replay (\w+)/.exec(printed)!;
  expect(printed).toContain(`; npx lockwright replay ${id}`); // the diagnostic
  expect(/stack: \|-\n([^]*?)\n {2}\.\.\./.exec(printed)![1]).not.toContain('/check/');
});

test(
  'with Vitest too, and the place is that of the fault',
  async () => {
    const printed = await runTests(VITEST, 'run', '--reporter=tap');
    expect(printed).toContain('not ok 1 - two who write');
    expect(printed).toMatch(/message: "two who write is wrong\n\ndata race on data\[0\] after 2 steps\n/);
    const [, id] = /replay: {2}npx lockwright replay (\w+)/.exec(printed)!;
    expect(printed).toMatch(new RegExp(`# notice: dataRace: .*; npx lockwright replay ${id}\n`)); // the note of the attachment
    expect(printed).toMatch(/at: ".*two\.test\.ts:5:\d+"/);
  },
  LIMIT_MS,
);
