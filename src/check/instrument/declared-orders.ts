import type { Ordering } from '../../realm/ordering.ts';

type Allowed = Readonly<Record<string, true | undefined>>;

const ANY: Allowed = { relaxed: true, acquire: true, release: true, acqRel: true, seqCst: true };
/** A load publishes nothing. */
const LOAD: Allowed = { relaxed: true, acquire: true, seqCst: true };
/** A store learns nothing. */
const STORE: Allowed = { relaxed: true, release: true, seqCst: true };

/** The declared order of a load: the extra last argument. */
export function loadOrder(order: Ordering | undefined): Ordering {
  return order === undefined ? 'seqCst' : LOAD[order] === true ? order : refuse('load', order);
}

export function storeOrder(order: Ordering | undefined): Ordering {
  return order === undefined ? 'seqCst' : STORE[order] === true ? order : refuse('store', order);
}

/** That of a read-modify-write, which can have any. */
export function updateOrder(operation: string, order: Ordering | undefined): Ordering {
  return order === undefined ? 'seqCst' : ANY[order] === true ? order : refuse(operation, order);
}

function refuse(operation: string, order: unknown): never {
  if (typeof order === 'string' && ANY[order] === true) throw new TypeError(`Atomics.${operation} cannot have the order '${order}'`);
  throw new TypeError(
    `Atomics.${operation}: '${String(order)}' is no memory order: use 'relaxed', 'acquire', 'release', 'acqRel' or 'seqCst'`,
  );
}

/** The order of a compareExchange that finds another value, and so only reads: if it is not given, that of its success without the release half. */
export function failureOrder(success: Ordering, failure: Ordering | undefined): Ordering {
  if (failure !== undefined) return loadOrder(failure);
  if (success === 'acqRel') return 'acquire';
  return success === 'release' ? 'relaxed' : success;
}
