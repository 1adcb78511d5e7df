import { describe } from '../memory/layout/mismatch.ts';
import { OrderingError } from '../realm/errors.ts';
import type { FenceOrdering, LoadOrdering, Ordering } from '../realm/ordering.ts';

/**
 * The rules of C++20 and Rust for what an operation may declare, at run time. TypeScript holds them at compile time; these are for plain
 * JavaScript and for orderings that come from elsewhere. They run only where an ordering is given: about 1 ns.
 */
const LOADS = ['relaxed', 'acquire', 'seqCst'] as const;
const STORES = ['relaxed', 'release', 'seqCst'] as const;
const ALL = ['relaxed', 'acquire', 'release', 'acqRel', 'seqCst'] as const;

/** @throws {OrderingError} `BAD_ORDERING` */
export function checkLoadOrder(order: Ordering, what: string): void {
  if (order !== 'acquire' && order !== 'relaxed' && order !== 'seqCst') {
    throw badOrdering(what, order, LOADS, 'A load publishes nothing, so it has no release half');
  }
}

/** @throws {OrderingError} `BAD_ORDERING` */
export function checkStoreOrder(order: Ordering, what: string): void {
  if (order !== 'release' && order !== 'relaxed' && order !== 'seqCst') {
    throw badOrdering(what, order, STORES, 'A store learns nothing, so it has no acquire half');
  }
}

/** For operations that both read and write. @throws {OrderingError} `BAD_ORDERING` */
export function checkOrder(order: Ordering, what: string): void {
  if (order !== 'relaxed' && order !== 'acqRel' && order !== 'acquire' && order !== 'release' && order !== 'seqCst') {
    throw badOrdering(what, order, ALL, 'Leave it out for seqCst');
  }
}

/** @throws {OrderingError} `BAD_ORDERING` */
export function checkFenceOrder(order: FenceOrdering, what: string): void {
  if (order !== 'acquire' && order !== 'release' && order !== 'acqRel' && order !== 'seqCst') {
    throw badOrdering(what, order, ALL.slice(1), 'A relaxed fence would be no fence');
  }
}

/**
 * What a compare-exchange declares for the case that it fails: as given, or else the part of `success` that a load can have, as in C++.
 *
 * @throws {OrderingError} `BAD_ORDERING` for either; where it fails it is a load, and may not be `release` or `acqRel`
 */
export function failureOrder(success: Ordering | undefined, failure: LoadOrdering | undefined, what: string): LoadOrdering {
  if (success !== undefined) checkOrder(success, `${what} (success)`);
  if (failure !== undefined) {
    checkLoadOrder(failure, `${what} (failure)`);
    return failure;
  }
  if (success === 'acqRel') return 'acquire';
  if (success === 'release') return 'relaxed';
  return success ?? 'seqCst';
}

function badOrdering(what: string, order: unknown, allowed: readonly string[], why: string): OrderingError {
  const found = typeof order === 'string' ? `'${order}'` : describe(order);
  const choice = allowed.map((name) => `'${name}'`).join(', ');
  return new OrderingError('BAD_ORDERING', `${what} cannot have the ordering ${found}: allowed are ${choice}. ${why}`);
}
