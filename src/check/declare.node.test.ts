/** A check that is wrong in a file that `node --test` runs, as a user sees it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const DOOR = new URL('index.ts', import.meta.url).href;
const PROGRAM = `
import { check } from '${DOOR}';
check('two who write', () => {
  const data = new Int32Array(new SharedArrayBuffer(4));
  return { threads: [() => void (data[0] = 1), () => void (data[0] = 2)] };
});
`;

function runTests(folder: string, file: string): Promise<string> {
  // Node does not run tests of tests.
  const { NODE_TEST_CONTEXT: _, FORCE_COLOR: __, ...env } = process.env;
  const child = spawn(process.execPath, ['--conditions=lockwright-source', '--test', '--test-reporter=tap', file], { cwd: folder, env });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += String(chunk)));
  return new Promise((resolve) => child.once('close', () => resolve(printed)));
}

test('the message of the failed test is the report, with the command that replays it and without frames of the checker', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockwright-declare-'));
  try {
    writeFileSync(join(folder, 'two.test.ts'), PROGRAM);
    const printed = await runTests(folder, 'two.test.ts');
    expect(printed).toContain('not ok 1 - two who write');
    expect(printed).toMatch(/error: \|-\n +two who write is wrong\n *\n +data race on data\[0\] after 2 steps/);
    const [, id] = /replay: {2}npx lockwright replay (\w+)/.exec(printed)!;
    expect(printed).toContain(`; npx lockwright replay ${id}`); // the diagnostic
    expect(/stack: \|-\n([^]*?)\n {2}\.\.\./.exec(printed)![1]).not.toContain('/check/');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
