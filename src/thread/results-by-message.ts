/** What of the results of this thread's children came by message, and who waits for it, by the child's id. */
const arrived = new Map<number, readonly unknown[]>();
const waiting = new Map<number, (externals: readonly unknown[]) => void>();

/** The message is there. */
export function resultArrived(id: number, externals: readonly unknown[]): void {
  const resolve = waiting.get(id);
  waiting.delete(id);
  if (resolve === undefined) arrived.set(id, externals);
  else resolve(externals);
}

/** Resolves with the part of a result that comes by message. */
export function resultByMessage(id: number): Promise<readonly unknown[]> {
  const there = arrived.get(id);
  arrived.delete(id);
  return there === undefined ? new Promise((resolve) => waiting.set(id, resolve)) : Promise.resolve(there);
}

/** The handle was collected. */
export function forgetResult(id: number): void {
  arrived.delete(id);
}
