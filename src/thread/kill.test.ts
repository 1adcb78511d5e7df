/** Threads that are killed at any store while they allocate and free. The harness itself looks whether the heap is sound afterwards. */
import { expect, test } from 'vitest';
import { allocate, free } from '../memory/index.ts';
import { PAGE_BYTES } from '../memory/header.ts';
import { BATCH_BLOCKS, classOf } from '../memory/size-classes.ts';
import { killAtEachStore } from './kill.test-help.ts';

const BYTES = 4000;
const BATCH = BATCH_BLOCKS[classOf(BYTES)]!;

/** So many that both lists of a thread are full, and some go to the others. */
const MANY = 3 * BATCH + 2;

/** What is in the hands of a thread: a page that it takes, as one, or already as blocks; or a batch, which is less. */
const IN_HAND = { bytes: PAGE_BYTES, blocks: Math.floor(PAGE_BYTES / BYTES) };

test('a thread that is killed while it allocates small blocks takes a page along at most, beside those that it has', () => {
  const mine: number[] = [];
  const deaths = killAtEachStore({
    before: () => (mine.length = 0),
    run() {
      for (let n = 0; n < MANY; n++) mine.push(allocate(BYTES));
    },
    after() {
      expect(new Set(mine).size).toBe(mine.length);
      for (const p of mine) free(p);
    },
    cost: IN_HAND,
  });
  expect(deaths).toBeGreaterThan(MANY);
});

test('a thread that is killed while it frees small blocks loses one of them at most, or a batch', () => {
  let freed = 0;
  const deaths = killAtEachStore({
    before: () => Array.from({ length: MANY }, () => allocate(BYTES)),
    run(blocks) {
      for (freed = 0; freed < blocks.length; freed++) free(blocks[freed]!);
    },
    after(blocks, isDead) {
      if (isDead) for (const p of blocks.slice(freed + 1)) free(p);
    },
    cost: { bytes: BYTES * 1.1, blocks: BATCH + 1 },
  });
  expect(deaths).toBeGreaterThan(MANY);
});

test('a thread that is killed while it allocates or frees whole pages loses those of one block at most', () => {
  const PAGES = 3;
  const deaths = killAtEachStore({
    run() {
      const p = allocate(PAGES * PAGE_BYTES);
      const q = allocate(PAGE_BYTES);
      free(p);
      free(q);
      free(allocate(2 * PAGE_BYTES));
    },
    cost: { bytes: (PAGES + 1) * PAGE_BYTES, pages: PAGES },
  });
  expect(deaths).toBeGreaterThan(10);
});
