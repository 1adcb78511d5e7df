import { allocateZeroed, free } from '../../memory/allocate.ts';
import * as heap from '../../memory/heap.ts';
import type { Region } from '../../memory/region.ts';

// V8 folds a module's own constants into the code, but loads an imported one at each use and checks it.
const { heapRegion } = heap;

/**
 * A table that grows without being copied: of words that each lead to a node, 0 at first. Segment 0 has two of them, and each later one as many as all before it together. A look costs two loads.
 *
 * Its words are the addresses of the segments in the heap, 0 for one that nobody has needed yet.
 */
export const SEGMENTS = 22;
export const MOST_BUCKETS = 2 ** SEGMENTS;
export const TABLE_BYTES = SEGMENTS * 4;

/** The address of the word for a bucket. Makes its segment if there is none. */
export function bucketWord(region: Region, table: number, bucket: number): number {
  const segment = bucket < 2 ? 0 : 31 - Math.clz32(bucket);
  const first = bucket < 2 ? 0 : 1 << segment;
  const count = segmentLength(segment);
  const word = table + segment * 4;
  // acquire: that its words were zeroed is to be seen
  let at = region.ops.load32(word, 'acquire');
  if (at === 0) {
    const made = allocateZeroed(count * 4);
    at = region.ops.cas32(word, 0, made, 'acqRel', 'acquire');
    if (at === 0) at = made;
    else free(made);
  }
  heapRegion().check(at, count * 4, 4, 'a segment of a table');
  return at + (bucket - first) * 4;
}

/** The segments that there are. */
export function* segmentsOf(region: Region, table: number): Generator<number> {
  for (let segment = 0; segment < SEGMENTS; segment++) {
    const at = region.ops.load32(table + segment * 4, 'acquire');
    if (at !== 0) yield at;
  }
}

function segmentLength(segment: number): number {
  return segment === 0 ? 2 : 1 << segment;
}
