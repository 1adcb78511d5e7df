/** Files that scripts make from others, and that are kept so that nothing has to run before the source can: they must agree with what they were made from. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
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
