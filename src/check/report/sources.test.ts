import { expect, test } from 'vitest';
import { changedFiles, remember, withSources } from './sources.ts';
import { deadlock, SOURCE, sourceLine } from './test-traces.ts';

const FILE = 'file:///project/src/mutex.check.ts';
const lines = Array.from({ length: 45 }, (_, i) => SOURCE[i + 1] ?? `// line ${i + 1}`);
const wholeFile = (file: string, line: number): string | undefined => (file === FILE ? lines[line - 1] : undefined);

test('a trace remembers the lines of its places, and those around them', () => {
  const { sources } = remember([deadlock], wholeFile);
  expect(Object.keys(sources[FILE]!).map(Number)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22]);
  expect(sources[FILE]![12]).toBe(SOURCE[12]);
});

test('a file that was changed, or is gone, is noticed', () => {
  const trace = withSources(deadlock, wholeFile);
  expect(changedFiles(trace, wholeFile)).toEqual([]);
  const changed = (file: string, line: number) => (line === 40 ? 'data[0] = 43;' : wholeFile(file, line));
  expect(changedFiles(trace, changed)).toEqual([{ file: FILE, isThere: true }]);
  expect(changedFiles(trace, () => undefined)).toEqual([{ file: FILE, isThere: false }]);
});

test('a line at the end that was cut off is a change', () => {
  const trace = withSources(deadlock, wholeFile);
  expect(changedFiles(trace, (file, line) => (line === lines.length ? undefined : wholeFile(file, line)))).toHaveLength(1);
});

test('a trace that has sources keeps them', () => {
  const trace = withSources(deadlock, wholeFile);
  expect(withSources(trace, sourceLine)).toBe(trace);
});
