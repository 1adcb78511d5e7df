// What the specification calls by these names: each coerces once, and throws what the engine throws.

/** ToIntegerOrInfinity. */
export function toInteger(value: unknown): number {
  return Math.trunc(+(value as number)) || 0; // no NaN, no -0
}

/** ToBigInt: refuses numbers. */
export function toBigInt(value: unknown): bigint {
  return BigInt.asIntN(Number.MAX_SAFE_INTEGER, value as bigint);
}

/** An index that counts from the end if it is negative, within 0 and `length`. */
export function toRelative(value: unknown, length: number): number {
  const index = toInteger(value);
  return index < 0 ? Math.max(0, length + index) : Math.min(index, length);
}

/** {@link toRelative} of where a range ends: at the end, if that is not said. */
export function toEnd(value: unknown, length: number): number {
  return value === undefined ? length : toRelative(value, length);
}
