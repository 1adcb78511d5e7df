/**
 * Sets of events, and relations over events, as bits of words. A set of n events has as many words as it needs, a relation n rows of so many;
 * up to 32 events that is one word, for which the hot operations have a loop of their own. Cost: their words.
 */

const BITS_LOG2 = 5;
export const BITS = 1 << BITS_LOG2;

/** How many words a set of events out of `n` has. */
export const wordsFor = (n: number): number => (n + BITS - 1) >>> BITS_LOG2;

export const emptySet = (n: number): Int32Array => new Int32Array(wordsFor(n));

export const emptyRelation = (n: number): Int32Array => new Int32Array(n * wordsFor(n));

export const has = (set: Int32Array, i: number): boolean => ((set[i >>> BITS_LOG2]! >>> i) & 1) === 1;

export function put(set: Int32Array, i: number): void {
  set[i >>> BITS_LOG2]! |= 1 << i;
}

export function take(set: Int32Array, i: number): void {
  set[i >>> BITS_LOG2]! &= ~(1 << i);
}

export const hasPair = (rows: Int32Array, i: number, j: number, n: number): boolean =>
  ((rows[i * wordsFor(n) + (j >>> BITS_LOG2)]! >>> j) & 1) === 1;

export function putPair(rows: Int32Array, i: number, j: number, n: number): void {
  rows[i * wordsFor(n) + (j >>> BITS_LOG2)]! |= 1 << j;
}

export function takePair(rows: Int32Array, i: number, j: number, n: number): void {
  rows[i * wordsFor(n) + (j >>> BITS_LOG2)]! &= ~(1 << j);
}

/** The set of all `n` events, into `set`. */
export function fillSet(set: Int32Array, n: number): Int32Array {
  const words = wordsFor(n);
  for (let w = 0; w < words; w++) set[w] = -1;
  // Of the last word only what there is.
  if (n % BITS !== 0) set[words - 1] = (1 << n) - 1;
  return set;
}

/** The members of a set in their order. */
export function membersOf(set: Int32Array): number[] {
  const members: number[] = [];
  for (let w = 0; w < set.length; w++) for (let rest = set[w]!; rest !== 0; rest &= rest - 1) members.push((w << BITS_LOG2) | lowest(rest));
  return members;
}

/** The row of one event: the events that it is related to. Shares the words of the relation. */
export const rowOf = (rows: Int32Array, i: number, n: number): Int32Array => rows.subarray(i * wordsFor(n), (i + 1) * wordsFor(n));

/** Whether nothing is in a set or a relation, of which so many words count. */
export function isNothing(words: Int32Array, length = words.length): boolean {
  for (let w = 0; w < length; w++) if (words[w] !== 0) return false;
  return true;
}

/** The pairs of a relation. */
export function pairsOf(rows: Int32Array, n: number): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < n; i++) for (const j of membersOf(rowOf(rows, i, n))) pairs.push([i, j]);
  return pairs;
}

/** The number of the lowest bit that is set in a word. */
const lowest = (word: number): number => BITS - 1 - Math.clz32(word & -word);

/** Pairs that have a step of each relation, one after the other, into `rows`, which is neither of them. */
export function compose(rows: Int32Array, a: Int32Array, b: Int32Array, n: number): Int32Array {
  if (n > BITS) return composeWide(rows, a, b, n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let row = a[i]!; row !== 0; row &= row - 1) sum |= b[lowest(row)]!;
    rows[i] = sum;
  }
  return rows;
}

function composeWide(rows: Int32Array, a: Int32Array, b: Int32Array, n: number): Int32Array {
  const words = wordsFor(n);
  rows.fill(0, 0, n * words);
  for (let i = 0; i < n; i++) {
    for (let w = 0; w < words; w++) {
      for (let row = a[i * words + w]!; row !== 0; row &= row - 1) {
        const from = ((w << BITS_LOG2) | lowest(row)) * words;
        for (let v = 0; v < words; v++) rows[i * words + v]! |= b[from + v]!;
      }
    }
  }
  return rows;
}

/** Pairs the other way round, into `rows`, which is not `a`. */
export function invert(rows: Int32Array, a: Int32Array, n: number): Int32Array {
  const words = wordsFor(n);
  rows.fill(0, 0, n * words);
  for (let i = 0; i < n; i++) {
    for (let w = 0; w < words; w++) {
      for (let row = a[i * words + w]!; row !== 0; row &= row - 1) {
        const j = (w << BITS_LOG2) | lowest(row);
        rows[j * words + (i >>> BITS_LOG2)]! |= 1 << i;
      }
    }
  }
  return rows;
}

/** Closes a relation under composition, in place. */
export function closure(rows: Int32Array, n: number): Int32Array {
  if (n > BITS) return closureWide(rows, n);
  for (let k = 0; k < n; k++) {
    const row = rows[k]!;
    if (row !== 0) for (let i = 0; i < n; i++) if (((rows[i]! >>> k) & 1) === 1) rows[i]! |= row;
  }
  return rows;
}

function closureWide(rows: Int32Array, n: number): Int32Array {
  const words = wordsFor(n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      if (((rows[i * words + (k >>> BITS_LOG2)]! >>> k) & 1) === 0) continue;
      for (let w = 0; w < words; w++) rows[i * words + w]! |= rows[k * words + w]!;
    }
  }
  return rows;
}

/** Whether no event comes back to itself. Takes those away that lead nowhere, until none is left: costs about one look at each where order goes up. */
export function isAcyclic(rows: Int32Array, n: number): boolean {
  if (n > BITS) return isAcyclicWide(rows, n);
  let left = n === BITS ? -1 : (1 << n) - 1;
  for (let before = 0; left !== 0;) {
    before = left;
    for (let rest = left; rest !== 0;) {
      const i = BITS - 1 - Math.clz32(rest);
      rest &= ~(1 << i);
      if ((rows[i]! & left) === 0) left &= ~(1 << i);
    }
    if (left === before) return false;
  }
  return true;
}

function isAcyclicWide(rows: Int32Array, n: number): boolean {
  const words = wordsFor(n);
  const left = fillSet(emptySet(n), n);
  for (let count = n; count > 0;) {
    const before = count;
    for (let i = n - 1; i >= 0; i--) {
      if (!has(left, i)) continue;
      let leads = 0;
      for (let w = 0; w < words; w++) leads |= rows[i * words + w]! & left[w]!;
      if (leads !== 0) continue;
      take(left, i);
      count--;
    }
    if (count === before) return false;
  }
  return true;
}

/** The events that a relation leads from, into `set`. */
export function domain(set: Int32Array, rows: Int32Array, n: number): Int32Array {
  const words = wordsFor(n);
  set.fill(0);
  for (let i = 0; i < n; i++) for (let w = 0; w < words; w++) if (rows[i * words + w] !== 0) put(set, i);
  return set;
}

/** The events that a relation leads to, into `set`. */
export function range(set: Int32Array, rows: Int32Array, n: number): Int32Array {
  const words = wordsFor(n);
  set.fill(0);
  for (let i = 0; i < n; i++) for (let w = 0; w < words; w++) set[w]! |= rows[i * words + w]!;
  return set;
}

/** From each member of one set to each of another, into `rows`. */
export function product(rows: Int32Array, from: Int32Array, to: Int32Array, n: number): Int32Array {
  const words = wordsFor(n);
  for (let i = 0; i < n; i++) for (let w = 0; w < words; w++) rows[i * words + w] = has(from, i) ? to[w]! : 0;
  return rows;
}

/** Each member of a set with itself, into `rows`. */
export function identity(rows: Int32Array, set: Int32Array, n: number): Int32Array {
  rows.fill(0, 0, n * wordsFor(n));
  for (let i = 0; i < n; i++) if (has(set, i)) putPair(rows, i, i, n);
  return rows;
}

/** Whether an event is related to itself. */
export function hasLoop(rows: Int32Array, n: number): boolean {
  for (let i = 0; i < n; i++) if (hasPair(rows, i, i, n)) return true;
  return false;
}
