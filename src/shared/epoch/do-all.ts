/** Does it with all of them, and throws what the first threw that did, or an `AggregateError` if several did: so that one mistake does not leave the rest undone. Costs a call each. */
export function doAll<T>(items: readonly T[], action: (item: T) => void): void {
  const thrown: unknown[] = [];
  for (const item of items) {
    try {
      action(item);
    } catch (error) {
      thrown.push(error);
    }
  }
  if (thrown.length === 1) throw thrown[0];
  if (thrown.length > 1) throw new AggregateError(thrown, `${thrown.length} of ${items.length} threw; the first: ${String(thrown[0])}`);
}
