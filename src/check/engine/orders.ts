import type { AccessOrder } from '../machine.ts';

/** Declared orders as bits: what each has. */
export const PLAIN = 0;
export const ATOMIC = 1;
export const ACQUIRE = 2;
export const RELEASE = 4;
export const SEQ_CST = 8;

/** The bits of each order. */
export const BITS: Readonly<Record<AccessOrder, number>> = {
  plain: PLAIN,
  relaxed: ATOMIC,
  acquire: ATOMIC | ACQUIRE,
  release: ATOMIC | RELEASE,
  acqRel: ATOMIC | ACQUIRE | RELEASE,
  seqCst: ATOMIC | ACQUIRE | RELEASE | SEQ_CST,
};

export const ALL_BITS = BITS.seqCst;

const NAMES = new Map(Object.entries(BITS).map(([name, bits]) => [bits, name as AccessOrder]));

export function orderName(bits: number): AccessOrder {
  return NAMES.get(bits) ?? 'seqCst';
}
