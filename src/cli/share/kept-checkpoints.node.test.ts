import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Checkpoint } from '../../check/checkpoint.ts';
import { dropCheckpoint, keepCheckpoint, keptCheckpoint } from './kept-checkpoints.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockwright-kept-'));
const before = process.cwd();
const file = join(folder, 'a.check.ts');
const url = pathToFileURL(file).href;
beforeAll(() => {
  process.chdir(folder);
  writeFileSync(file, 'one');
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const checkpoint: Checkpoint = {
  knowledge: { threads: 2, getsStuck: false, blocks: [], timed: [], asksWhoEnded: false, terminates: false },
  depth: 3,
  names: [1, -2],
  executions: 5,
  blocked: 1,
  outcomes: [{ values: [NaN, 2n, undefined], count: 5 }],
};

test('what is kept comes back, for the same check and model only', () => {
  expect(keepCheckpoint(url, 'a', 'js', checkpoint)).toBe(true);
  expect(keptCheckpoint(url, 'a', 'js')).toEqual(checkpoint);
  expect(keptCheckpoint(url, 'b', 'js')).toBeUndefined();
  expect(keptCheckpoint(url, 'a', 'sc')).toBeUndefined();
  dropCheckpoint(url, 'a', 'js');
  expect(keptCheckpoint(url, 'a', 'js')).toBeUndefined();
});

test('a file that has changed since is said, and so is a damaged one', () => {
  const said = vi.spyOn(console, 'error').mockReturnValue(undefined);
  keepCheckpoint(url, 'a', 'js', checkpoint);
  writeFileSync(file, 'two');
  expect(keptCheckpoint(url, 'a', 'js')).toBeUndefined();
  expect(said).toHaveBeenLastCalledWith(expect.stringContaining(`'a' begins anew: ${file} has changed`));
  const kept = readdirSync('.lockwright').find((name) => name.endsWith('.v8'))!;
  writeFileSync(join('.lockwright', kept), 'nonsense');
  expect(keptCheckpoint(url, 'a', 'js')).toBeUndefined();
  expect(said).toHaveBeenLastCalledWith(expect.stringContaining('of another version of lockwright, or damaged'));
});

test('outcomes that cannot be kept are no error', () => {
  expect(keepCheckpoint(url, 'f', 'js', { ...checkpoint, outcomes: [{ values: [() => 1], count: 1 }] })).toBe(false);
});
