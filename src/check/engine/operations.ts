import type { RmwOp } from '../machine.ts';
import type { Values } from './values.ts';

/** Read-modify-writes by number, for the trie: `b` of an RMW node is 16 × this + the number of bytes. */
const RMW_OPS: readonly RmwOp[] = [
  'add',
  'sub',
  'and',
  'or',
  'xor',
  'exchange',
  'nand',
  'maxS',
  'minS',
  'maxU',
  'minU',
  'addF',
  'maxF',
  'minF',
];

const SIZES = 16;

export function rmwCode(op: RmwOp, bytes: number): number {
  return RMW_OPS.indexOf(op) * SIZES + bytes;
}

export function rmwName(code: number): RmwOp {
  return RMW_OPS[Math.floor(code / SIZES)]!;
}

/** What operations make of the values in the graph. */
export const apply = { rmw, exchange, part };

/** The new value of a location whose value was `old`, both as words. */
function rmw(values: Values, old: number, code: number, operand: number, partOfIt: number): number {
  if (partOfIt !== 0) {
    const whole = values.decode(old) as bigint;
    const next = compute(rmwName(code), part(whole, partOfIt), values.decode(operand), code % SIZES);
    return values.encode(replacePart(whole, partOfIt, next));
  }
  return values.encode(compute(rmwName(code), values.decode(old), values.decode(operand), code % SIZES));
}

/** `operand` in the place of the part, or of all. */
function exchange(values: Values, old: number, operand: number, partOfIt: number): number {
  if (partOfIt === 0) return operand;
  return values.encode(replacePart(values.decode(old) as bigint, partOfIt, values.decode(operand)));
}

/** The bytes that `part` names (see `Trie.part`), as a raw value. */
function part(whole: bigint, partOfIt: number): number | bigint {
  const bytes = partOfIt % SIZES;
  const bits = whole >> BigInt(8 * Math.floor(partOfIt / SIZES));
  if (bytes === 8) return BigInt.asIntN(64, bits);
  return bytes === 4 ? Number(BigInt.asIntN(32, bits)) : Number(BigInt.asUintN(8 * bytes, bits));
}

function replacePart(whole: bigint, partOfIt: number, value: number | bigint): bigint {
  const bytes = partOfIt % SIZES;
  const shift = BigInt(8 * Math.floor(partOfIt / SIZES));
  const mask = ((1n << BigInt(8 * bytes)) - 1n) << shift;
  return (whole & ~mask) | (BigInt.asUintN(8 * bytes, BigInt(value)) << shift);
}

/** All NaNs are one. */
const NAN_BITS = 0x7ff8000000000000n;
const float = new Float64Array(1);
const floatBits = new BigInt64Array(float.buffer);

function asFloat(bits: bigint): number {
  floatBits[0] = bits;
  return float[0]!;
}

function asBits(value: number): bigint {
  float[0] = value;
  return Number.isNaN(value) ? NAN_BITS : floatBits[0]!;
}

function compute(op: RmwOp, old: number | bigint, operand: number | bigint, bytes: number): number | bigint {
  return typeof old === 'bigint' ? compute64(op, old, operand as bigint) : wrap(compute32(op, old, operand as number, bytes), bytes);
}

function wrap(value: number, bytes: number): number {
  return bytes === 4 ? value | 0 : value & (bytes === 1 ? 0xff : 0xffff);
}

function compute32(op: RmwOp, old: number, operand: number, bytes: number): number {
  switch (op) {
    case 'add':
      return old + operand;
    case 'sub':
      return old - operand;
    case 'and':
      return old & operand;
    case 'or':
      return old | operand;
    case 'xor':
      return old ^ operand;
    case 'nand':
      return ~(old & operand);
    case 'maxS':
      return signed(old, bytes) >= signed(operand, bytes) ? old : operand;
    case 'minS':
      return signed(old, bytes) <= signed(operand, bytes) ? old : operand;
    case 'maxU':
      return unsigned(old, bytes) >= unsigned(operand, bytes) ? old : operand;
    case 'minU':
      return unsigned(old, bytes) <= unsigned(operand, bytes) ? old : operand;
    default:
      return operand;
  }
}

function signed(value: number, bytes: number): number {
  const shift = 32 - 8 * bytes;
  return (value << shift) >> shift;
}

function unsigned(value: number, bytes: number): number {
  return bytes === 4 ? value >>> 0 : wrap(value, bytes);
}

const u = (value: bigint): bigint => BigInt.asUintN(64, value);

function compute64(op: RmwOp, old: bigint, operand: bigint): bigint {
  switch (op) {
    case 'add':
      return BigInt.asIntN(64, old + operand);
    case 'sub':
      return BigInt.asIntN(64, old - operand);
    case 'and':
      return old & operand;
    case 'or':
      return old | operand;
    case 'xor':
      return old ^ operand;
    case 'nand':
      return ~(old & operand);
    case 'maxS':
      return old >= operand ? old : operand;
    case 'minS':
      return old <= operand ? old : operand;
    case 'maxU':
      return u(old) >= u(operand) ? old : operand;
    case 'minU':
      return u(old) <= u(operand) ? old : operand;
    case 'addF':
      return asBits(asFloat(old) + asFloat(operand));
    case 'maxF':
      return asBits(Math.max(asFloat(old), asFloat(operand)));
    case 'minF':
      return asBits(Math.min(asFloat(old), asFloat(operand)));
    default:
      return operand;
  }
}
