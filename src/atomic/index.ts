/** Floor 3: values in shared memory that threads read and change as a whole; memory orderings; waiting and waking. */
// eslint-disable-next-line import/no-unassigned-import -- installs the realm
import '../realm/host.ts';

export { Atomic, AtomicInteger } from './atomic.ts';
export { AtomicBool } from './atomic-bool.ts';
export { AtomicF64 } from './atomic-f64.ts';
export { AtomicI16 } from './atomic-i16.ts';
export { AtomicI32 } from './atomic-i32.ts';
export { AtomicI64 } from './atomic-i64.ts';
export { AtomicI8 } from './atomic-i8.ts';
export { AtomicPtr } from './atomic-ptr.ts';
export { AtomicU16 } from './atomic-u16.ts';
export { AtomicU32 } from './atomic-u32.ts';
export { AtomicU64 } from './atomic-u64.ts';
export { AtomicU8 } from './atomic-u8.ts';
export type { BigIntView, NumberView } from './declared-orders.ts';
export { fence, spinLoopHint } from './fence.ts';
export { wait, waitAsync, wakeAll, wakeOne, type ValueOf, type Waitable, type WaitAsyncOptions, type WaitResult } from './futex.ts';
export { CannotBlockError, LockwrightError, MemoryError, NotIsolatedError, OrderingError } from '../realm/errors.ts';
export type { FenceOrdering, LoadOrdering, Ordering, StoreOrdering } from '../realm/ordering.ts';
export type { SharedMemory } from '../realm/realm.ts';
