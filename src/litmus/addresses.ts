/** Addresses as integers: each location has a range of its own, far above the integers that tests use. Costs an addition. */
import type { Value } from './program.ts';

/** Above all integers that tests compute with. A guess that holds for 32-bit values. */
const BASE = 2 ** 40;
/** How far apart two locations are: no test has an array of this size. */
const STRIDE = 2 ** 20;

export const addressOf = (location: number, offset = 0): Value => BASE + location * STRIDE + offset;
export const isAddress = (value: Value): boolean => value >= BASE;
export const locationOf = (address: Value): number => Math.floor((address - BASE) / STRIDE);
export const offsetOf = (address: Value): number => (address - BASE) % STRIDE;

/** A value as tests write it: a number, or the name of a location and an offset. */
export function showValue(value: Value, locations: readonly string[]): string {
  if (!isAddress(value)) return Object.is(value, -0) ? '0' : String(value);
  const name = locations[locationOf(value)] ?? '?';
  const offset = offsetOf(value);
  return offset === 0 ? name : `${name}+${offset}`;
}
