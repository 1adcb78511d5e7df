import { Region } from './region.ts';

/**
 * Memory of one thread's own that values can be laid out in, as in shared memory. Making one costs about a microsecond: keep it. It has no atomic operations, and no other thread can see it.
 *
 * @param bytes a multiple of 8, so that each kind of view reaches all of it
 */
export function scratchRegion(bytes: number): Region {
  // To a layout a region is its views. The cast is what says that these bytes are shared, which no layout looks at.
  const buffer = new ArrayBuffer(bytes) as unknown as SharedArrayBuffer;
  return Object.assign(Object.create(Region.prototype) as Region, {
    byteLength: bytes,
    i8: new Int8Array(buffer),
    u8: new Uint8Array(buffer),
    i16: new Int16Array(buffer),
    u16: new Uint16Array(buffer),
    i32: new Int32Array(buffer),
    u32: new Uint32Array(buffer),
    i64: new BigInt64Array(buffer),
    u64: new BigUint64Array(buffer),
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
  });
}
