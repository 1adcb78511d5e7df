/** Any sequence of allocations and frees, right and wrong, against a plain map from address to size. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MemoryError } from '../realm/errors.ts';
import { auditHeap } from './heap-audit.test-help.ts';
import { allocate, allocateAligned, allocateZeroed, free, heapRegion, heapStatistics } from './index.ts';
import { PAGE_BYTES } from './header.ts';
import { CLASS_BYTES, MAX_SMALL_BYTES } from './size-classes.ts';

interface Block {
  bytes: number;
  mark: number;
}

/** Sizes as programs have them: mostly small, often at a border of two classes, sometimes large. */
const sizes = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 300 }) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...CLASS_BYTES), fc.integer({ min: 0, max: 1 })).map(([size, more]) => size + more) },
  { weight: 1, arbitrary: fc.integer({ min: MAX_SMALL_BYTES, max: 400_000 }) },
);

const steps = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('allocate' as const),
      bytes: sizes,
      alignment: fc.constantFrom(1, 1, 1, 1, 64, 128, 4096, 65_536),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('zeroed' as const), bytes: sizes }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('free' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('free twice' as const), which: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('free inside' as const), which: fc.nat(), offset: fc.integer({ min: 1, max: 400_000 }) }),
  },
);

function roundedSize(bytes: number): number {
  return CLASS_BYTES.find((size) => size >= bytes) ?? Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
}

/** The code of the error that freeing gives. */
function codeOfFree(address: number): string {
  try {
    free(address);
  } catch (error) {
    return (error as MemoryError).code;
  }
  return 'freed';
}

function isFilled(p: number, bytes: number, value: number): boolean {
  return heapRegion()
    .u8.subarray(p, p + bytes)
    .every((byte) => byte === value);
}

class Model {
  readonly blocks = new Map<number, Block>();
  readonly freed = new Set<number>();
  #next = 0;

  allocated(p: number, bytes: number): void {
    for (const [other, block] of this.blocks) {
      if (p < other + block.bytes && other < p + bytes) throw new Error(`${p} (${bytes} bytes) overlaps ${other} (${block.bytes} bytes)`);
    }
    const mark = this.#next++ & 255;
    this.blocks.set(p, { bytes, mark });
    this.freed.delete(p);
    heapRegion().u8.fill(mark, p, p + bytes);
  }

  nth(which: number): number | undefined {
    return [...this.blocks.keys()][which % Math.max(1, this.blocks.size)];
  }

  /** Frees a block of which every byte is still what was written. */
  free(p: number): void {
    const { bytes, mark } = this.blocks.get(p)!;
    if (!isFilled(p, bytes, mark)) throw new Error(`${p} (${bytes} bytes): overwritten`);
    free(p);
    this.blocks.delete(p);
    this.freed.add(p);
  }
}

test('the heap does what a map of blocks does, whatever the order of calls', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 120 }), (script) => {
      const before = heapStatistics();
      const model = new Model();
      for (const step of script) {
        if (step.do === 'allocate') {
          const p = step.alignment === 1 ? allocate(step.bytes) : allocateAligned(step.bytes, step.alignment);
          expect(p % Math.max(16, step.alignment)).toBe(0);
          model.allocated(p, step.bytes);
          continue;
        }
        if (step.do === 'zeroed') {
          const p = allocateZeroed(step.bytes);
          expect(
            heapRegion()
              .u8.subarray(p, p + step.bytes)
              .every((byte) => byte === 0),
          ).toBe(true);
          model.allocated(p, step.bytes);
          continue;
        }
        const p = step.do === 'free twice' ? [...model.freed][step.which % Math.max(1, model.freed.size)] : model.nth(step.which);
        if (p === undefined) continue;
        if (step.do === 'free') model.free(p);
        // An old address may by now lie inside of another block, or be of pages that belong to nobody.
        if (step.do === 'free twice') expect(['DOUBLE_FREE', 'NOT_ALLOCATED']).toContain(codeOfFree(p));
        if (step.do === 'free inside' && step.offset < model.blocks.get(p)!.bytes)
          expect(codeOfFree(p + step.offset)).toBe('NOT_ALLOCATED');
      }
      const expected = new Map(before.blocks);
      const aligned = script.some((step) => step.do === 'allocate' && step.alignment > 16);
      for (const { bytes } of model.blocks.values()) expected.set(roundedSize(bytes), (expected.get(roundedSize(bytes)) ?? 0) + 1);
      if (!aligned) expect(heapStatistics().blocks).toEqual(expected);
      for (const p of model.blocks.keys()) model.free(p);
      expect(heapStatistics().blocks).toEqual(before.blocks);
      expect(auditHeap()).toEqual({ faults: [], lostBlocks: 0, lostPages: 0 });
    }),
    { numRuns: 60 },
  );
});
