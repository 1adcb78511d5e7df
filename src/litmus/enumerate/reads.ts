/**
 * A set of small numbers, such as the reads of a thread that something depends on: the bits of a number, or of a bigint where one of them is
 * above 30. Equal sets are equal by `===`. Cost: an operation on a small integer, for all but the longest threads.
 */
export type Reads = number | bigint;

export const NO_READS: Reads = 0;
/** As many bits as a small integer has without its sign. */
const SMALL = 31;

export const onlyRead = (i: number): Reads => (i < SMALL ? 1 << i : 1n << BigInt(i));

export const joinReads = (a: Reads, b: Reads): Reads => (typeof a === 'number' && typeof b === 'number' ? a | b : BigInt(a) | BigInt(b));

export const hasRead = (reads: Reads, i: number): boolean =>
  typeof reads === 'number' ? i < SMALL && ((reads >>> i) & 1) === 1 : ((reads >> BigInt(i)) & 1n) === 1n;
