/** docs/locks.md says what is so. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { u8 } from '../memory/index.ts';
import * as locks from './index.ts';
import { formsTable } from './test-forms.ts';

const root = new URL('../../', import.meta.url);
const text = readFileSync(new URL('docs/locks.md', root), 'utf8');
/** The cells of a table's rows, however they are padded. */
const rowsOf = (table: string): string[] =>
  table.split('\n').flatMap((line) => (/^\| [^-]/.test(line) ? [line.replaceAll(/ +/g, ' ')] : []));

test('its table of forms is the one of the tests', () => {
  const [forms] = text.split('## What their words say');
  expect(rowsOf(forms!)).toEqual(rowsOf(formsTable()));
});

interface Sized {
  readonly byteLength?: number;
  bytesFor?(layout: typeof u8): number;
}

test('its table of words names all locks with their sizes, and files that are there', () => {
  const named = new Map<string, number>();
  for (const row of rowsOf(text.split('## What their words say')[1]!).slice(1)) {
    const [, kinds, words, bytes] = row.split('|').map((cell) => cell.trim());
    for (const [, kind] of kinds!.matchAll(/`(\w+)`/g)) named.set(kind!, Number(bytes));
    for (const [, file] of words!.matchAll(/`(src[^`]*)`/g)) expect([file, existsSync(new URL(file!, root))]).toEqual([file, true]);
  }
  const sizes = Object.entries(locks as unknown as Record<string, Sized>).flatMap(([kind, { byteLength, bytesFor }]) => {
    const bytes = byteLength ?? (bytesFor === undefined ? undefined : bytesFor(u8) - 1);
    return bytes === undefined ? [] : [[kind, bytes] as const];
  });
  expect(named).toEqual(new Map(sizes));
});
