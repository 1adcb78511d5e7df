/**
 * The threads of a checked run by number and by id. A checker counts its threads from 0; the id of a {@link Thread} is never 0, which stands for "nobody" in the words of a
 * record.
 */
export function idOf(number: number): number {
  return number + 1;
}

/** The inverse of {@link idOf}. */
export function numberOf(id: number): number {
  return id - 1;
}
