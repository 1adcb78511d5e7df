/** Files that scripts make from others, and that are kept so that nothing has to run before the source can: they must agree with what they were made from. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { measurements } from '../bench/book/catalogue.ts';
import { PAGE, pageOf } from '../bench/book/page.ts';
import { PLOT, plotOf } from '../bench/book/plot.ts';
import { latestRecord } from '../bench/book/record.ts';
import { derive, derivedKinds, fileOf, sourceText } from '../scripts/build-atomics.ts';
import { opsBytesFile } from '../scripts/build-wasm.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

test.each(derivedKinds)('the class of $bits bits, signed: $signed, is what scripts/build-atomics.ts makes of AtomicI32', (kind) => {
  expect(readFileSync(fileOf(kind), 'utf8')).toBe(derive(sourceText(), kind));
});

test('ops-bytes.ts is what scripts/build-wasm.ts makes of ops.wat', async () => {
  expect(read('../src/realm/backend/ops-bytes.ts')).toBe(await opsBytesFile(read('../src/realm/backend/ops.wat')));
});

test('the WebAssembly module is small enough for a page to compile synchronously', () => {
  const bytes = /compiled, (\d+) bytes/.exec(read('../src/realm/backend/ops-bytes.ts'));
  expect(Number(bytes?.[1])).toBeLessThan(4096);
});

test('the page and the plot of chapter 9 are what bench/book makes of the latest record', () => {
  const record = latestRecord();
  expect(readFileSync(PAGE, 'utf8')).toBe(pageOf(record));
  expect(readFileSync(PLOT, 'utf8')).toBe(plotOf(record));
});

test('the record of chapter 9 has every measurement and every lock of the catalogue, and none that failed', () => {
  const record = latestRecord();
  expect(record.measurements.map(({ name }) => name)).toEqual(measurements.map(({ name }) => name));
  for (const [i, { designs }] of measurements.entries()) {
    const { rows } = record.measurements[i]!;
    expect(rows.map(({ label }) => label)).toEqual(designs.map(({ label }) => label));
    for (const [j, { contestants }] of designs.entries()) {
      const runners = contestants.flatMap(({ side }) => (side === 'rust' ? ['rust'] : ['node', 'bun']));
      expect(rows[j]!.figures.map(({ by }) => by).toSorted()).toEqual(runners.toSorted());
      for (const { error, samples, operations } of rows[j]!.figures) {
        expect(error).toBeUndefined();
        expect(samples).toHaveLength(record.effort.generations * record.effort.rounds);
        expect(operations).toBeGreaterThan(0);
      }
    }
  }
});
