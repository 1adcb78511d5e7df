import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sourceLine } from './source-text.ts';

test('a line of source is read by path and by URL', () => {
  const here = new URL('source-text.node.test.ts', import.meta.url);
  expect(sourceLine(here.href, 1)).toBe("import { fileURLToPath } from 'node:url';");
  expect(sourceLine(fileURLToPath(here), 1)).toBe("import { fileURLToPath } from 'node:url';");
});

test('what cannot be read has no lines', () => {
  expect(sourceLine('/there/is/no/such.ts', 1)).toBeUndefined();
  expect(sourceLine(import.meta.url, 100_000)).toBeUndefined();
});
