import type { Raw, RmwOp, Size } from '../machine.ts';

/**
 * Access to the bytes that a simulated memory has before its first thread starts. One thread at a time sets a program up, so plain accesses do. About 20 ns each: set-up is run
 * anew for each run of a thread's code.
 */

// Taken before anything is instrumented.
const NativeView = DataView;
const float = new Float64Array(1);
const floatBits = new BigInt64Array(float.buffer);

let lastBytes: SharedArrayBuffer | undefined;
let lastView = new NativeView(new ArrayBuffer(0)) as DataView<ArrayBufferLike>;

function viewOf(bytes: SharedArrayBuffer): DataView {
  if (bytes !== lastBytes) {
    lastView = new NativeView(bytes);
    lastBytes = bytes;
  }
  return lastView;
}

export function readNative(bytes: SharedArrayBuffer, offset: number, size: Size): Raw {
  const view = viewOf(bytes);
  if (size === 4) return view.getInt32(offset, true);
  if (size === 1) return view.getUint8(offset);
  return size === 2 ? view.getUint16(offset, true) : view.getBigInt64(offset, true);
}

export function writeNative(bytes: SharedArrayBuffer, offset: number, size: Size, value: Raw): void {
  const view = viewOf(bytes);
  if (size === 4) view.setInt32(offset, value as number, true);
  else if (size === 1) view.setUint8(offset, value as number);
  else if (size === 2) view.setUint16(offset, value as number, true);
  else view.setBigInt64(offset, value as bigint, true);
}

/** What a read-modify-write leaves: as BigInts, whatever their size, since it is rare here. */
export function modified(op: RmwOp, size: Size, before: Raw, operand: Raw): Raw {
  return toRaw(compute(op, 8 * size, BigInt(before), BigInt(operand)), size);
}

function toRaw(value: bigint, size: Size): Raw {
  if (size === 8) return BigInt.asIntN(64, value);
  return Number(size === 4 ? BigInt.asIntN(32, value) : BigInt.asUintN(8 * size, value));
}

function compute(op: RmwOp, bits: number, before: bigint, operand: bigint): bigint {
  const signed = (value: bigint): bigint => BigInt.asIntN(bits, value);
  const unsigned = (value: bigint): bigint => BigInt.asUintN(bits, value);
  switch (op) {
    case 'add':
      return before + operand;
    case 'sub':
      return before - operand;
    case 'and':
      return before & operand;
    case 'or':
      return before | operand;
    case 'xor':
      return before ^ operand;
    case 'exchange':
      return operand;
    case 'nand':
      return ~(before & operand);
    case 'maxS':
      return signed(before) > signed(operand) ? before : operand;
    case 'minS':
      return signed(before) < signed(operand) ? before : operand;
    case 'maxU':
      return unsigned(before) > unsigned(operand) ? before : operand;
    case 'minU':
      return unsigned(before) < unsigned(operand) ? before : operand;
    case 'addF':
      return floatToBits(bitsToFloat(before) + bitsToFloat(operand));
    case 'maxF':
      return floatToBits(Math.max(bitsToFloat(before), bitsToFloat(operand)));
    case 'minF':
      return floatToBits(Math.min(bitsToFloat(before), bitsToFloat(operand)));
  }
}

/** JavaScript has one NaN; in memory it is this, which every engine of ours writes. */
const NAN_BITS = 0x7ff8_0000_0000_0000n;

/** The bits of a float: one pattern for all NaNs, so that comparing bits is `Object.is`. */
export function floatToBits(value: number): bigint {
  if (Number.isNaN(value)) return NAN_BITS;
  float[0] = value;
  return floatBits[0]!;
}

export function bitsToFloat(bits: bigint): number {
  floatBits[0] = bits;
  return float[0]!;
}
