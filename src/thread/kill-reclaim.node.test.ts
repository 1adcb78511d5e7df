/** Threads that are killed at any store while they look for empty pages in a heap that is full. In a program of its own, since that has to have a small heap. */
import { expect, test } from 'vitest';
import { allocate, configureHeap, free } from '../memory/index.ts';
import { PAGE_BYTES } from '../memory/header.ts';
import { BATCH_BLOCKS, classOf } from '../memory/size-classes.ts';
import { killAtEachStore } from './kill.test-help.ts';

const SMALL_HEAP = 6 * PAGE_BYTES;
const SMALL = 8000;
const OTHER = 4000;

/** Takes what there is, which makes it look for empty pages, and gives all of it back. */
function useUp(bytes: number): void {
  const blocks: number[] = [];
  for (;;) {
    try {
      blocks.push(allocate(bytes));
    } catch {
      break;
    }
  }
  for (const p of blocks) free(p);
}

test('a thread that is killed while it makes pages of small blocks into pages for anything takes a batch and its pages along at most: the next search finds the others', () => {
  configureHeap({ initialBytes: SMALL_HEAP, maximumBytes: SMALL_HEAP });
  let used = 0;
  const deaths = killAtEachStore({
    before() {
      used = 0;
      useUp(SMALL);
    },
    run() {
      used = allocate(OTHER);
    },
    after() {
      if (used !== 0) free(used);
      useUp(OTHER);
      useUp(SMALL);
    },
    // The page that it has just taken; or the batch in its hands, with the pages in which its blocks lie.
    cost: { bytes: PAGE_BYTES, blocks: BATCH_BLOCKS[classOf(SMALL)]! * Math.floor(PAGE_BYTES / SMALL) },
  });
  expect(deaths).toBeGreaterThan(10);
}, 120_000);
