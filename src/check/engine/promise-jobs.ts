/** Lets promise jobs run until `isDone`, or for so many turns of their queue. */
export async function idle(isDone: () => boolean, turns: number): Promise<void> {
  for (let turn = 0; turn < turns && !isDone(); turn++) await undefined;
}

/** Whether something is a promise, or passes for one. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
  } catch {
    return false;
  }
}
