import type { CatValue, Meaning } from './model.ts';

/** Values that only the run of a model knows: what they are equal to, and their order in sets. Costs their size. */

/** What distinguishes a value from all others. */
export function keyOf(value: Meaning): string {
  switch (value.kind) {
    case 'set':
      return value.mask === 0 ? '{}' : `s${value.mask >>> 0}`;
    case 'relation':
      return value.rows.every((row) => row === 0) ? '{}' : `r${value.rows.join(',')}`;
    case 'values':
      return value.items.length === 0 ? '{}' : `{${value.items.map(keyOf).join(' ')}}`;
    case 'tuple':
      return `(${value.items.map(keyOf).join(' ')})`;
    case 'empty':
      return '{}';
    case 'tag':
    case 'primitive':
      return `'${value.name}`;
    case 'event':
      return `e${value.number}`;
    case 'pair':
      return `p${value.from},${value.to}`;
    default:
      return value.kind;
  }
}

/** A set of values, each once, in the order of their keys. */
export function setOf(items: readonly CatValue[]): CatValue {
  const byKey = new Map(items.map((item) => [keyOf(item), item]));
  return { kind: 'values', items: [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item) };
}

export const isEmpty = (value: CatValue): boolean => keyOf(value) === '{}';

/** The number of the lowest bit that is set. */
export const lowest = (mask: number): number => 31 - Math.clz32(mask & -mask);

/** Relations on at most 32 events. */
export function compose(a: Int32Array, b: Int32Array, n: number): Int32Array {
  const rows = new Int32Array(a.length);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let row = a[i]!; row !== 0; row &= row - 1) sum |= b[lowest(row)]!;
    rows[i] = sum;
  }
  return rows;
}

export function invert(a: Int32Array, n: number): Int32Array {
  const rows = new Int32Array(a.length);
  for (let i = 0; i < n; i++) for (let row = a[i]!; row !== 0; row &= row - 1) rows[lowest(row)]! |= 1 << i;
  return rows;
}

/** Closes a relation under composition, in place. */
export function closure(rows: Int32Array, n: number): Int32Array {
  for (let k = 0; k < n; k++) {
    const row = rows[k]!;
    if (row !== 0) for (let i = 0; i < n; i++) if (((rows[i]! >>> k) & 1) === 1) rows[i]! |= rows[k]!;
  }
  return rows;
}

export function domain(rows: Int32Array, n: number): number {
  let mask = 0;
  for (let i = 0; i < n; i++) if (rows[i] !== 0) mask |= 1 << i;
  return mask;
}

export function range(rows: Int32Array, n: number): number {
  let mask = 0;
  for (let i = 0; i < n; i++) mask |= rows[i]!;
  return mask;
}

/** All total orders of the members of `mask` that contain what `before` says about them: none where that has a cycle. */
export function* linearisations(mask: number, before: Int32Array, n: number): Generator<Int32Array> {
  const earlier = closure(before.slice(), n);
  const order = new Int32Array(before.length);
  yield* extend(mask);

  /** Places the last of those that are left, then the others before it. */
  function* extend(left: number): Generator<Int32Array> {
    if (left === 0) return yield order.slice();
    for (let rest = left; rest !== 0; rest &= rest - 1) {
      const i = lowest(rest);
      if ((earlier[i]! & left) !== 0) continue;
      order[i] = mask & ~left;
      yield* extend(left & ~(1 << i));
    }
  }
}

/** All orders of the members of `mask` that are total within each class of `same`, and contain what `before` says within a class. */
export function* orders(mask: number, same: Int32Array, before: Int32Array, n: number): Generator<Int32Array> {
  const classes: number[] = [];
  for (let rest = mask; rest !== 0;) {
    const i = lowest(rest);
    const members = (same[i]! | (1 << i)) & mask;
    classes.push(members);
    rest &= ~members;
  }
  const closed = closure(before.slice(), n);
  yield* combine(0, new Int32Array(before.length));

  function* combine(k: number, sofar: Int32Array): Generator<Int32Array> {
    const members = classes[k];
    if (members === undefined) return yield sofar;
    for (const order of linearisations(members, closed, n))
      yield* combine(
        k + 1,
        order.map((row, i) => row | sofar[i]!),
      );
  }
}
