/** Addresses as halves of odd integers, so that no integer is one: an address plus an integer is an address. Costs an addition. */
import type { Value } from './program.ts';

/** How far apart two locations are: no test has an array of half this size, or goes so far below one. */
const STRIDE = 2 ** 20;
/** What makes an address of an integer. */
const MARK = 0.5;

export const addressOf = (location: number, offset = 0): Value => location * STRIDE + offset + MARK;
export const isAddress = (value: Value): value is number => typeof value === 'number' && !Number.isInteger(value);
/** Of something that is an address. */
export const locationOf = (address: Value): number => Math.floor(Number(address) / STRIDE + MARK);
export const offsetOf = (address: Value): number => Number(address) - MARK - locationOf(address) * STRIDE;

/** A value as tests write it: a number, or the name of a location and an offset. */
export function showValue(value: Value, locations: readonly string[]): string {
  if (!isAddress(value)) return Object.is(value, -0) ? '0' : String(value);
  const name = locations[locationOf(value)] ?? '?';
  const offset = offsetOf(value);
  return offset === 0 ? name : `${name}+${offset}`;
}
