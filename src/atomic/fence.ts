import type { FenceOrdering } from '../realm/ordering.ts';
import { realm } from '../realm/realm.ts';
import { checkFenceOrder } from './orders.ts';

/**
 * Orders the atomic operations before it against those after it, as far as `order` says. About 8 to 10 ns.
 *
 * At run time every atomic operation of JavaScript is `seqCst` already, so a fence adds nothing to programs that use those only; it states, for
 * readers and the checker, the order that relaxed operations rely on.
 *
 * @throws {OrderingError} `BAD_ORDERING` for `'relaxed'`, which would be no fence
 */
export function fence(order: FenceOrdering = 'seqCst'): void {
  checkFenceOrder(order, 'fence');
  realm.fence(order);
}

/**
 * Tells the processor that this is a spin loop, so that it saves power and leaves the core to its sibling. About 20 ns on x86-64; nothing where the
 * engine has no `Atomics.pause`. It does not yield to other threads: a loop that may turn more than a few hundred times should `wait`.
 */
export function spinLoopHint(): void {
  realm.pause();
}
