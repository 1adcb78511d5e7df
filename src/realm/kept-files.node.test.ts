import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FOLDER, keepFile } from './kept-files.ts';

test('a file is kept in a folder that Git ignores', () => {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'lockwright-kept-'));
  process.chdir(folder);
  try {
    expect([keepFile('a.json', '1'), keepFile('a.json', '2')]).toEqual([true, true]);
    expect(readFileSync(join(FOLDER, 'a.json'), 'utf8')).toBe('2');
    expect(readFileSync(join(FOLDER, '.gitignore'), 'utf8')).toBe('*\n');
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
});

test('where there are no files, nothing is kept', () => {
  expect(keepFile('a.json', '1', {})).toBe(false);
});
