/** Programs that debug their locks, as users start them: the example, and the setting of the environment. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.ts';

const LIMIT_MS = 25_000;
const FLAGS = ['--conditions=lockwright-source'];
const folder = mkdtempSync(join(root, 'tests', 'lock-debug', 'program-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Two orders of two locks in one thread, and nothing that speaks of debugging. */
const TWO_ORDERS = `
import { Mutex } from 'lockwright/lock';
const [a, b] = [new Mutex(), new Mutex()];
a.withLock(() => b.withLock(() => {}));
b.withLock(() => a.withLock(() => {}));
console.log('done');
`;

test('the example names both threads of its deadlock, each with the line where it waits and where it took what it holds', () => {
  const out = execFileSync(process.execPath, [...FLAGS, 'examples/lock-debug/main.ts'], { cwd: root, encoding: 'utf8', timeout: LIMIT_MS });
  expect(out).toMatch(/^DeadlockError/);
  expect(out.match(/waits for (savings|current account) \(exclusive\) at \S+transfer\.ts:\d+:\d+/g)).toHaveLength(2);
  expect(out.match(/holds \(exclusive\), taken at \S+transfer\.ts:\d+:\d+/g)).toHaveLength(2);
});

test.each([
  ['locks', 1],
  ['', 0],
])('LOCKWRIGHT_DEBUG=%s gives %d warnings of the order of locks', (setting, warnings) => {
  writeFileSync(join(folder, 'two-orders.ts'), TWO_ORDERS);
  const { stdout, stderr } = spawnSync(process.execPath, [...FLAGS, join(folder, 'two-orders.ts')], {
    encoding: 'utf8',
    timeout: LIMIT_MS,
    env: { ...process.env, LOCKWRIGHT_DEBUG: setting },
  });
  expect(stdout).toBe('done\n');
  expect(stderr.match(/Lock order:/g) ?? []).toHaveLength(warnings);
  if (warnings > 0) expect(stderr).toMatch(/took Mutex made at \S+two-orders\.ts:3:\d+ at \S+two-orders\.ts:5:\d+/);
});
