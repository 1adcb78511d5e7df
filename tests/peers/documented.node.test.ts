/** docs/peers.md names each fault that a check of this folder finds, at the version that is installed. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const table = readFileSync(`${root}/docs/peers.md`, 'utf8');
const checks = readdirSync(folder)
  .filter((file) => file.endsWith('.check.ts'))
  .map((file) => readFileSync(folder + file, 'utf8'))
  .join('\n');

/** `library: M1, what happens`. */
const faults = [...checks.matchAll(/'(\S+): ([A-Z]\d+), /g)].map(([, library, id]) => ({ library: library!, id: id! }));

test('every fault has a row, and every row a check', () => {
  const rows = [...table.matchAll(/^\| ([A-Z]\d+) +\| (\S+)/gm)].map(([, id, library]) => `${id} ${library}`);
  expect(rows.toSorted()).toEqual(faults.map(({ id, library }) => `${id} ${library}`).toSorted());
  expect(faults.length).toBeGreaterThanOrEqual(10);
});

test.for(['multithreading', 'ringbuf.js'])('%s is named with the version that is installed', (name) => {
  const { version } = JSON.parse(readFileSync(`${root}/node_modules/${name}/package.json`, 'utf8')) as { version: string };
  const named = [...table.matchAll(new RegExp(`${name.replace('.', '\\.')} (\\d+\\.\\d+\\.\\d+)`, 'g'))].map(([, found]) => found);
  expect([...new Set(named)]).toEqual([version]);
});
