/** Shared memory: the heap of the program, regions in memory of your own, and the layout of values in both. */
import '../realm/host.ts';

export { allocate, allocateAligned, allocateZeroed, free } from './allocate.ts';
export { configureHeap, heapRegion, type HeapOptions } from './heap.ts';
export { heapStatistics, type HeapStatistics } from './statistics.ts';
export { Region, regionOf } from './region.ts';
export { Handle } from './handle.ts';
export { LockwrightError, MemoryError, NotIsolatedError } from '../realm/errors.ts';
export type { SharedMemory } from '../realm/realm.ts';
export {
  type AnyLayout,
  array,
  ArrayLayout,
  ArrayView,
  bool,
  bytes,
  type BytesLayout,
  CACHE_LINE_BYTES,
  cachePadded,
  f32,
  f64,
  type Fields,
  i16,
  i32,
  i64,
  i8,
  Layout,
  string,
  type StringLayout,
  struct,
  StructLayout,
  type StructValue,
  type StructView,
  u16,
  u32,
  u64,
  u8,
  type ValueOf,
  type ViewOf,
} from './layout/index.ts';
