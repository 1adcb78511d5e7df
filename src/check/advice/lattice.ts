import type { Ordering } from '../../realm/ordering.ts';

/** What an operation is, as far as the orders go that it can have. `failure`: the half of a compareExchange that finds another value, and so only reads. */
export type OrderedKind = 'load' | 'store' | 'update' | 'compareExchange' | 'failure' | 'fence';

/** The orders that it can have, the cheapest first. `acquire` and `release` of an update are not comparable. */
const ORDERS: Readonly<Record<OrderedKind, readonly Ordering[]>> = {
  load: ['relaxed', 'acquire', 'seqCst'],
  failure: ['relaxed', 'acquire', 'seqCst'],
  store: ['relaxed', 'release', 'seqCst'],
  update: ['relaxed', 'acquire', 'release', 'acqRel', 'seqCst'],
  compareExchange: ['relaxed', 'acquire', 'release', 'acqRel', 'seqCst'],
  fence: ['relaxed', 'acquire', 'release', 'acqRel', 'seqCst'],
};

/** Which orders each is at least as strong as, itself aside. */
const BELOW: Readonly<Record<Ordering, readonly Ordering[]>> = {
  relaxed: [],
  acquire: ['relaxed'],
  release: ['relaxed'],
  acqRel: ['relaxed', 'acquire', 'release'],
  seqCst: ['relaxed', 'acquire', 'release', 'acqRel'],
};

export const STRONGEST: Ordering = 'seqCst';

/** The orders that are weaker than `order`, the cheapest first. */
export function weaker(kind: OrderedKind, order: Ordering): readonly Ordering[] {
  return ORDERS[kind].filter((other) => BELOW[order].includes(other));
}

/** The orders that are stronger than `order`, the cheapest first. */
export function stronger(kind: OrderedKind, order: Ordering): readonly Ordering[] {
  return ORDERS[kind].filter((other) => BELOW[other].includes(order));
}

/** Whether `a` is weaker than `b`. */
export function isWeaker(a: Ordering, b: Ordering): boolean {
  return BELOW[b].includes(a);
}
