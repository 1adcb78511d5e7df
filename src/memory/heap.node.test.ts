/** What can be chosen only once per program: each test runs programs with heaps of their own. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { inFreshProgram } from './fresh-program.test-help.ts';
import { LAYOUT_VERSION } from './header.ts';

const KIB = 1024;
const MIB = 2 ** 20;

test('the smallest heap takes blocks until it is full, says so, and takes as many again after they are freed', () => {
  expect(
    inFreshProgram(`
      configureHeap({ initialBytes: ${256 * KIB}, maximumBytes: ${256 * KIB} });
      const fill = (bytes) => { const all = []; for (;;) try { all.push(allocate(bytes)); } catch (error) { return { all, error }; } };
      const first = fill(64);
      for (const p of first.all) free(p);
      const second = fill(64);
      for (const p of second.all) free(p);
      const other = fill(4000);
      for (const p of other.all) free(p);
      const large = fill(100000);
      for (const p of large.all) free(p);
      return [first.all.length === second.all.length, first.all.length, other.all.length, large.all.length, first.error.code, first.error.message, heapStatistics().usedBytes];
    `),
  ).toEqual([
    true,
    3 * 960, // three pages beside the header's, each of 60 KiB behind its map
    3 * 15,
    1,
    'OUT_OF_MEMORY',
    `the heap is full: it would need ${320 * KIB} bytes, has ${256 * KIB}, and may have ${256 * KIB}. ` +
      'Free what is no longer used (heapStatistics() tells what is), or call configureHeap({ maximumBytes }) before the first use',
    0,
  ]);
});

test('a request that fails takes nothing with it', () => {
  expect(
    inFreshProgram(`
      configureHeap({ maximumBytes: ${8 * MIB} });
      const kept = allocate(${4 * MIB});
      const failures = new Set();
      for (let n = 0; n < 100; n++) failures.add(failure(() => allocate(${5 * MIB})).slice(0, 13));
      const rest = allocate(${3 * MIB});
      return [[...failures], rest > kept, heapStatistics().maximumBytes];
    `),
  ).toEqual([['OUT_OF_MEMORY'], true, 8 * MIB]);
});

test('a larger block fits where smaller ones at the end of the heap were freed', () => {
  expect(
    inFreshProgram(`
      configureHeap({ maximumBytes: ${16 * MIB} });
      const first = allocate(${6 * MIB});
      const second = allocate(${4 * MIB});
      free(second);
      const third = allocate(${9 * MIB});
      free(first);
      const fourth = allocate(${6 * MIB});
      free(third);
      free(fourth);
      const all = allocate(${15 * MIB});
      return [third === second, fourth === first, all === first];
    `),
  ).toEqual([true, true, true]);
});

test('holes between large blocks are used again, the first that fits', () => {
  expect(
    inFreshProgram(`
      const blocks = Array.from({ length: 100 }, (_, n) => allocate(65536 * (1 + n % 3)));
      const { committedBytes } = heapStatistics();
      for (let n = 0; n < 100; n += 2) free(blocks[n]);
      const again = [];
      for (let n = 0; n < 100; n += 2) again.push(allocate(65536 * (1 + n % 3)));
      return [heapStatistics().committedBytes === committedBytes, new Set([...again, ...blocks.filter((_, n) => n % 2)]).size];
    `),
  ).toEqual([true, 100]);
});

test('pages of small blocks that were all freed serve other sizes when the heap is full', () => {
  expect(
    inFreshProgram(`
      configureHeap({ maximumBytes: ${8 * MIB} });
      const sizes = [16, 64, 500, 3000, 20000];
      const results = [];
      for (let round = 0; round < 3; round++) for (const bytes of sizes) {
        const all = [];
        try { for (;;) all.push(allocate(bytes)); } catch (error) { if (error.code !== 'OUT_OF_MEMORY') throw error; }
        results.push(all.length * bytes > ${6 * MIB} && new Set(all).size === all.length);
        for (const p of all) free(p);
      }
      return [results.every(Boolean), allocate(${7 * MIB}) > 0, heapStatistics().blocks.size];
    `),
  ).toEqual([true, true, 1]);
});

test('a heap of two gigabytes is used up to its last byte, with positive addresses', () => {
  expect(
    inFreshProgram(`
      configureHeap({ maximumBytes: 2 ** 31 });
      if (heapStatistics().maximumBytes < 2 ** 31) return 'the host gives less';
      const large = allocate(2 ** 31 - 16 * 65536);
      const all = [];
      try { for (;;) all.push(allocate(64)); } catch (error) { if (error.code !== 'OUT_OF_MEMORY') throw error; }
      const last = Math.max(...all);
      heapRegion().u8[last + 63] = 7;
      const good = all.every((p) => p > 0) && new Set(all).size === all.length;
      for (const p of all) free(p);
      free(large);
      return [good, 2 ** 31 - (last + 64), failure(() => free(last)).slice(0, 11), allocate(2 ** 30) > 0, heapRegion().i16.length];
    `),
  ).toSatisfy(
    (result) => result === 'the host gives less' || JSON.stringify(result) === JSON.stringify([true, 0, 'DOUBLE_FREE', true, 2 ** 30]),
  );
});

test('without WebAssembly the heap is a growable SharedArrayBuffer and does the same', () => {
  expect(
    inFreshProgram(`
      delete globalThis.WebAssembly;
      configureHeap({ maximumBytes: ${8 * MIB} });
      const heap = heapRegion();
      const blocks = Array.from({ length: 40 }, () => allocate(100000));
      const small = Array.from({ length: 1000 }, () => allocateZeroed(100));
      const grown = heap.byteLength;
      for (const p of [...blocks, ...small]) free(p);
      return [heap.memory instanceof SharedArrayBuffer, heap.ops.backend, grown > ${4 * MIB}, failure(() => allocate(${8 * MIB})).slice(0, 13), heapStatistics().usedBytes];
    `),
  ).toEqual([true, 'js', true, 'OUT_OF_MEMORY', 0]);
});

test('configureHeap sets the sizes, rounded to pages, and may be called again before the first use', () => {
  expect(
    inFreshProgram(`
      configureHeap({ maximumBytes: ${4 * MIB} });
      configureHeap({ initialBytes: 1000001 });
      configureHeap({ maximumBytes: 5000000 });
      const { committedBytes, maximumBytes } = heapStatistics();
      return [committedBytes, maximumBytes];
    `),
  ).toEqual([16 * 65_536, 76 * 65_536]);
});

test('configureHeap refuses sizes that cannot be, and keeps what was set', () => {
  const range = `must be a whole number of bytes from ${256 * KIB} to ${2 ** 31}, but is`;
  expect(
    inFreshProgram(`
      configureHeap({ maximumBytes: ${4 * MIB} });
      return [
        ...[0, -1, 1.5, NaN, Infinity, 2 ** 32, ${256 * KIB - 1}, '4194304', null].map((maximumBytes) => failure(() => configureHeap({ maximumBytes }))),
        failure(() => configureHeap({ initialBytes: 'all' })),
        failure(() => configureHeap({ initialBytes: ${5 * MIB} })),
        failure(() => configureHeap(null)),
        failure(() => configureHeap(4194304)),
        heapStatistics().maximumBytes,
        failure(() => configureHeap({})),
      ];
    `),
  ).toEqual([
    ...['0', '-1', '1.5', 'NaN', 'Infinity', '4294967296', '262143', 'the string "4194304"', 'null'].map(
      (text) => `BAD_SIZE: configureHeap: maximumBytes ${range} ${text}`,
    ),
    `BAD_SIZE: configureHeap: initialBytes ${range} the string "all"`,
    `BAD_SIZE: configureHeap: initialBytes (${5 * MIB}) is more than maximumBytes (${4 * MIB})`,
    'BAD_SIZE: configureHeap: expected { initialBytes?, maximumBytes? }, but got null',
    'BAD_SIZE: configureHeap: expected { initialBytes?, maximumBytes? }, but got 4194304',
    4 * MIB,
    `HEAP_IN_USE: configureHeap: the heap exists already (maximum ${4 * MIB} bytes). Call configureHeap before the first lock, atomic, spawn or allocation`,
  ]);
});

test('joinHeap refuses what is no heap, another layout, a second heap, and a thread without a block', () => {
  expect(
    inFreshProgram(`
      const foreign = new WebAssembly.Memory({ shared: true, initial: 4, maximum: 4 });
      const results = [failure(() => joinHeap(foreign, 1024))];
      const words = new Int32Array(foreign.buffer);
      words[0] = 0x5048574c;
      words[1] = 999;
      results.push(failure(() => joinHeap(foreign, 1024)).replace(/this copy has \\d+/, 'this copy has N'));
      words[1] = ${LAYOUT_VERSION};
      results.push(failure(() => joinHeap(foreign)));
      heapRegion();
      results.push(failure(() => joinHeap(foreign, 1024)));
      return results;
    `),
  ).toEqual([
    'VERSION_MISMATCH: this memory is not a heap of lockwright',
    'VERSION_MISMATCH: this heap was laid out by another version of lockwright (layout 999, this copy has N). One program must use one version: see `npm ls lockwright`',
    'NO_BLOCK: joinHeap: a thread that joins a heap brings a block of its own, which the thread that starts it allocates',
    'HEAP_IN_USE: joinHeap: this thread has a heap already, and it is not the one to join',
  ]);
});

const copies = mkdtempSync(join(tmpdir(), 'lockwright-copy-'));
afterAll(() => rmSync(copies, { recursive: true, force: true }));

test('two copies of the package in one thread share its heap and its block: what one allocates the other frees', () => {
  writeFileSync(join(copies, 'package.json'), '{"type":"module"}');
  for (const room of ['realm', 'memory'])
    cpSync(fileURLToPath(new URL(`../${room}`, import.meta.url)), join(copies, room), { recursive: true });
  const copy = pathToFileURL(join(copies, 'memory', 'index.ts')).href;
  expect(
    inFreshProgram(`
      const other = await import(${JSON.stringify(copy)});
      configureHeap({ maximumBytes: ${64 * MIB} });
      const mine = Array.from({ length: 1000 }, (_, n) => allocate(1 + n));
      const its = Array.from({ length: 1000 }, (_, n) => other.allocate(1 + n));
      const shared = other.heapRegion() !== heapRegion() && other.heapRegion().memory === heapRegion().memory;
      const late = failure(() => other.configureHeap({})).slice(0, 11);
      const distinct = new Set([...mine, ...its]).size;
      for (const p of mine) other.free(p);
      for (const p of its) free(p);
      return [shared, late, distinct, failure(() => free(mine[5])).slice(0, 11), failure(() => other.free(its[5])).slice(0, 11), heapStatistics().blocks.size];
    `),
  ).toEqual([true, 'HEAP_IN_USE', 2000, 'DOUBLE_FREE', 'DOUBLE_FREE', 0]);
});
