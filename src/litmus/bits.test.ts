import { describe, expect, test } from 'vitest';
import * as bits from './bits.ts';

type Pair = readonly [number, number];

/** Some pairs that look random, always the same ones. */
function somePairs(n: number, count: number, seed: number): readonly Pair[] {
  let state = seed;
  const next = (): number => (state = (state * 48271) % 2147483647) % n;
  return Array.from({ length: count }, () => [next(), next()] as const);
}

function relation(pairs: readonly Pair[], n: number): Int32Array {
  const rows = bits.emptyRelation(n);
  for (const [i, j] of pairs) bits.putPair(rows, i, j, n);
  return rows;
}

const inOrder = (pairs: Iterable<Pair>): readonly Pair[] =>
  [...new Map([...pairs].map((pair) => [pair.join(), pair])).values()].toSorted(([a, b], [c, d]) => a - c || b - d);

const composed = (a: readonly Pair[], b: readonly Pair[]): readonly Pair[] =>
  inOrder(a.flatMap(([i, k]) => b.filter(([l]) => l === k).map(([, j]) => [i, j] as const)));

function closed(pairs: readonly Pair[]): readonly Pair[] {
  let all = inOrder(pairs);
  for (;;) {
    const more = inOrder([...all, ...composed(all, pairs)]);
    if (more.length === all.length) return all;
    all = more;
  }
}

describe.for([1, 2, 31, 32, 33, 63, 64, 65, 100])('with %i events', (n) => {
  const [a, b] = [somePairs(n, n, 7), somePairs(n, n, 11)];
  const [inA, inB] = [relation(a, n), relation(b, n)];

  test('relations have the pairs that were put into them', () => {
    expect(bits.pairsOf(inA, n)).toEqual(inOrder(a));
    for (const [i, j] of a) expect(bits.hasPair(inA, i, j, n)).toBe(true);
    const [i, j] = a[0]!;
    bits.takePair(inA, i, j, n);
    expect(bits.pairsOf(inA, n)).toEqual(inOrder(a.filter((pair) => pair.join() !== a[0]!.join())));
    bits.putPair(inA, i, j, n);
  });

  test('composition, inverse and closure are those of the pairs', () => {
    expect(bits.pairsOf(bits.compose(bits.emptyRelation(n), inA, inB, n), n)).toEqual(composed(a, b));
    expect(bits.pairsOf(bits.invert(bits.emptyRelation(n), inA, n), n)).toEqual(inOrder(a.map(([i, j]) => [j, i])));
    expect(bits.pairsOf(bits.closure(inA.slice(), n), n)).toEqual(closed(a));
    expect(bits.hasLoop(inA, n)).toBe(a.some(([i, j]) => i === j));
  });

  test('a relation has no cycle where its closure has no loop', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const some = somePairs(n, n, seed);
      for (const pairs of [some, some.filter(([i, j]) => i < j), some.filter(([i, j]) => i > j)]) {
        const rows = relation(pairs, n);
        expect(bits.isAcyclic(rows, n)).toBe(!bits.hasLoop(bits.closure(rows.slice(), n), n));
      }
    }
    // From the first to the last, and back.
    const line = relation([...Array(n - 1).keys()].map((i) => [i, i + 1] as const), n); // prettier-ignore
    expect(bits.isAcyclic(line, n)).toBe(true);
    bits.putPair(line, n - 1, 0, n);
    expect(bits.isAcyclic(line, n)).toBe(false);
  });

  test('domain, range, products and identities are those of the members', () => {
    const from = bits.domain(bits.emptySet(n), inA, n);
    const to = bits.range(bits.emptySet(n), inA, n);
    const [sources, targets] = [inOrder(a.map(([i]) => [i, i])), inOrder(a.map(([, j]) => [j, j]))];
    expect(bits.membersOf(from)).toEqual(sources.map(([i]) => i));
    expect(bits.membersOf(to)).toEqual(targets.map(([j]) => j));
    expect(bits.pairsOf(bits.identity(bits.emptyRelation(n), from, n), n)).toEqual(sources);
    const all = sources.flatMap(([i]) => targets.map(([j]) => [i, j] as const));
    expect(bits.pairsOf(bits.product(bits.emptyRelation(n), from, to, n), n)).toEqual(all);
  });

  test('the set of all has all, and no more', () => {
    const all = bits.fillSet(bits.emptySet(n), n);
    expect(bits.membersOf(all)).toEqual([...Array(n).keys()]);
    for (let i = 0; i < n; i++) bits.take(all, i);
    expect(bits.isNothing(all)).toBe(true);
  });
});
