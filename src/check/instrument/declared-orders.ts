import type { Ordering } from '../../realm/ordering.ts';

const ORDERS: ReadonlySet<unknown> = new Set(['relaxed', 'acquire', 'release', 'acqRel', 'seqCst']);
/** A load publishes nothing, a store learns nothing. */
const NOT_FOR: Readonly<Record<string, readonly Ordering[]>> = { load: ['release', 'acqRel'], store: ['acquire', 'acqRel'] };

/** The declared order of an `Atomics` call, its extra last argument. Throws if there is no such order, or the operation cannot have it. */
export function orderFor(operation: string, order: Ordering | undefined): Ordering {
  if (order === undefined) return 'seqCst';
  if (!ORDERS.has(order))
    throw new TypeError(
      `Atomics.${operation}: '${String(order)}' is no memory order: use 'relaxed', 'acquire', 'release', 'acqRel' or 'seqCst'`,
    );
  if (NOT_FOR[operation]?.includes(order) === true) throw new TypeError(`Atomics.${operation} cannot have the order '${order}'`);
  return order;
}

/** The order of a compareExchange that finds another value, and so only reads: if it is not given, that of its success without the release half. */
export function failureOrder(success: Ordering, failure: Ordering | undefined): Ordering {
  if (failure !== undefined) return orderFor('load', failure);
  if (success === 'acqRel') return 'acquire';
  return success === 'release' ? 'relaxed' : success;
}
