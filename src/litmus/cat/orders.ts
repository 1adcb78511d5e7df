import { closure, emptyRelation, has, membersOf, put, rowOf, take } from '../bits.ts';

/** Whether an order that holds so far, of some of the members or of all, may become one that is looked for. */
export type Fits = (part: Int32Array, isWhole: boolean) => boolean;

/**
 * All total orders of the members of a set that contain what `before` says about them: none where that has a cycle. Costs their number, of which
 * those are left out whose last members, with the others before them, do not fit.
 */
export function* linearisations(set: Int32Array, before: Int32Array, n: number, fits?: Fits): Generator<Int32Array> {
  const earlier = closure(before.slice(), n);
  const members = membersOf(set);
  const order = emptyRelation(n);
  const left = set.slice();
  yield* extend(members.length);

  /** Places the last of those that are left, then the others before it. */
  function* extend(count: number): Generator<Int32Array> {
    if (count === 0) return yield order.slice();
    for (const i of members) {
      if (!has(left, i) || !isLast(i)) continue;
      const row = rowOf(order, i, n);
      for (let w = 0; w < row.length; w++) row[w] = set[w]! & ~left[w]!;
      take(left, i);
      if (fits === undefined || fits(sofar(), count === 1)) yield* extend(count - 1);
      row.fill(0);
      put(left, i);
    }
  }

  /** Those that are placed, and before them all that are left. */
  function sofar(): Int32Array {
    for (const i of members) {
      if (!has(left, i)) continue;
      const row = rowOf(order, i, n);
      for (let w = 0; w < row.length; w++) row[w] = set[w]! & ~left[w]!;
    }
    return order;
  }

  function isLast(i: number): boolean {
    const row = rowOf(earlier, i, n);
    for (let w = 0; w < row.length; w++) if ((row[w]! & left[w]!) !== 0) return false;
    return true;
  }
}

/** The classes of a set: what `same` relates to its members, and they themselves. Costs their number. */
export function classesOf(set: Int32Array, same: Int32Array, n: number): readonly Int32Array[] {
  const classes: Int32Array[] = [];
  const rest = set.slice();
  for (const i of membersOf(set)) {
    if (!has(rest, i)) continue;
    const members = rowOf(same, i, n).map((word, w) => word & set[w]!);
    put(members, i);
    classes.push(members);
    for (let w = 0; w < rest.length; w++) rest[w]! &= ~members[w]!;
  }
  return classes;
}

/**
 * All orders of the members of a set that are total within each class of `same`, and contain what `before` says within a class. Costs their
 * number, of which those are left out that begin with what does not fit.
 */
export function* orders(set: Int32Array, same: Int32Array, before: Int32Array, n: number, fits?: Fits): Generator<Int32Array> {
  const classes = classesOf(set, same, n);
  const closed = closure(before.slice(), n);
  yield* combine(0, emptyRelation(n));

  function* combine(k: number, sofar: Int32Array): Generator<Int32Array> {
    const members = classes[k];
    if (members === undefined) return yield sofar;
    const withOthers = (order: Int32Array): Int32Array => order.map((row, i) => row | sofar[i]!);
    const isLast = k + 1 === classes.length;
    const fitsHere = fits && ((part: Int32Array, isWhole: boolean) => fits(withOthers(part), isWhole && isLast));
    for (const order of linearisations(members, closed, n, fitsHere)) yield* combine(k + 1, withOthers(order));
  }
}
