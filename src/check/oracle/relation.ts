/**
 * Relations between at most 31 events, as bit sets: row `a` has bit `b` if a is related to b. Costs a few machine words, and reads like the axioms: for oracles only.
 */
export type Relation = readonly number[];

/** More would not fit in the bits of a row. */
export const MOST_EVENTS = 31;

export function relation(size: number, holds: (a: number, b: number) => boolean): Relation {
  return Array.from({ length: size }, (_, a) => {
    let row = 0;
    for (let b = 0; b < size; b++) if (holds(a, b)) row |= 1 << b;
    return row;
  });
}

export const has = (r: Relation, a: number, b: number): boolean => ((r[a]! >>> b) & 1) === 1;

export function union(first: Relation, ...others: readonly Relation[]): Relation {
  return first.map((row, a) => others.reduce((all, other) => all | other[a]!, row));
}

export const intersect = (r: Relation, s: Relation): Relation => r.map((row, a) => row & s[a]!);

/** `r; s; …`: one after the other. */
export function compose(first: Relation, ...others: readonly Relation[]): Relation {
  return others.reduce((r, s) => r.map((row) => through(row, s)), first);
}

function through(row: number, s: Relation): number {
  let result = 0;
  for (const [b, next] of s.entries()) if ((row >>> b) & 1) result |= next;
  return result;
}

export const inverse = (r: Relation): Relation => relation(r.length, (a, b) => has(r, b, a));

/** The identity on the events that have the property: `[S]` in the axioms. */
export const only = (size: number, property: (event: number) => boolean): Relation => relation(size, (a, b) => a === b && property(a));

/** `r?`: or the same event. */
export const optional = (r: Relation): Relation => r.map((row, a) => row | (1 << a));

/** `r⁺`: one or more times. */
export function closure(r: Relation): Relation {
  const result = [...r];
  for (let via = 0; via < result.length; via++) {
    for (let a = 0; a < result.length; a++) if ((result[a]! >>> via) & 1) result[a]! |= result[via]!;
  }
  return result;
}

export const isIrreflexive = (r: Relation): boolean => r.every((row, a) => ((row >>> a) & 1) === 0);
export const isAcyclic = (r: Relation): boolean => isIrreflexive(closure(r));
