import type { Mutex } from 'multithreading';

/** A mutex of the package and the counter that it guards. */
export type Guarded = Mutex<Int32Array<SharedArrayBuffer>>;

/** The blocking form: its guard is disposed by hand, as its README advises outside `using`. */
export function incrementMany(mutex: Guarded, n: number): void {
  for (let i = 0; i < n; i++) {
    const guard = mutex.blockingLock();
    (guard.value[0] as number)++;
    guard.dispose();
  }
}
