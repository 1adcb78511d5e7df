import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { Claims, newClaims } from './claims.ts';

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Executions of the check that is right. */
const ALL = 677_366;

const checks = (...options: string[]): Record<string, unknown>[] => checksOf('./test-long-checks.ts', ...options);

function checksOf(file: string, ...options: string[]): Record<string, unknown>[] {
  const args = ['--conditions=lockwright-source', pathOf('../main.ts'), 'check', pathOf(file), '--json'];
  const { stdout } = spawnSync(process.execPath, [...args, ...options], { encoding: 'utf8', cwd: folder });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const check = (name: string, cores: number, ...more: string[]): Record<string, unknown> =>
  checks('--only', name, '--cores', String(cores), ...more)[0]!;

const folder = mkdtempSync(join(tmpdir(), 'lockwright-share-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sorted = ({ outcomes }: Record<string, unknown>): string[] =>
  (outcomes as unknown[]).map((outcome) => JSON.stringify(outcome)).toSorted();

test('several explorers count what one counts', { timeout: 120_000 }, () => {
  const [one, three] = [check('right', 1), check('right', 3)];
  expect(one).toMatchObject({ verdict: 'correct', executions: ALL });
  expect(three).toMatchObject({ verdict: 'correct', executions: ALL, blocked: 0, error: null });
  expect(sorted(three)).toEqual(sorted(one));
});

test('what one of several explorers finds is found', { timeout: 60_000 }, () => {
  expect(check('wrong', 2)).toMatchObject({ verdict: 'wrong', error: { kind: 'exception', message: 'saw 233' } });
});

test('those who have helped with one check of a file help with the next', { timeout: 60_000 }, () => {
  expect(checks('--cores', '2')).toMatchObject([
    { verdict: 'correct', executions: ALL, blocked: 0 },
    { verdict: 'wrong', error: { kind: 'exception', message: 'saw 233' } },
  ]);
});

test('a long check is explored to its end although its outcomes have symbols, which cannot be sent', { timeout: 120_000 }, () => {
  for (const cores of ['1', '2'])
    expect(checksOf('./test-symbol-checks.ts', '--cores', cores)).toMatchObject([{ verdict: 'correct', executions: 123_662 }]);
});

test('an exploration that a budget ended is gone on with, and counts nothing twice', { timeout: 300_000 }, () => {
  let result = check('right', 2, '--budget', '0.4s');
  let runs = 1;
  for (; result['verdict'] === 'incomplete' && runs < 12; runs++) {
    const counts = result['executions'] as number;
    result = check('right', (runs % 2) + 1, '--resume', '--budget', `${0.4 * 2 ** runs}s`);
    expect(result['executions']).not.toBe(counts);
  }
  expect(result).toMatchObject({ verdict: 'correct', executions: ALL });
  // There is nothing left to go on with.
  if (runs > 1) expect(readdirSync(join(folder, '.lockwright')).filter((name) => name.endsWith('.v8'))).toEqual([]);
});

test('what is claimed is claimed by one only', () => {
  const memory = newClaims();
  const [a, b] = [new Claims(memory, 3), new Claims(memory, 3)];
  expect([a.claim(1, 2), b.claim(1, 2), b.claim(-1, 2), a.claim(-1, 2), a.claim(0, 0), b.claim(0, 0)]).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
  ]);
  // The same place of the table, other names.
  expect([a.claim(5, 7), a.claim(6, 7), b.claim(6, 7), b.claim(7, 7)]).toEqual([true, true, false, true]);
});

test('who stops stops all, and says whether all of it is to be done anew', () => {
  const memory = newClaims();
  const [a, b] = [new Claims(memory, 3), new Claims(memory, 3)];
  expect([a.isOver, a.mustBeginAnew]).toEqual([false, false]);
  b.stop(false);
  expect([a.isOver, a.mustBeginAnew]).toEqual([true, false]);
  b.stop(true);
  expect([a.isOver, a.mustBeginAnew]).toEqual([true, true]);
});
