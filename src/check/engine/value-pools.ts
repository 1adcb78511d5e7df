import type { Locations } from './locations.ts';
import { apply } from './operations.ts';
import * as t from './trie.ts';
import type { Trie } from './trie.ts';
import type { Values } from './values.ts';

/** A word that a location has in some execution, as far as is known. */
interface PooledValue {
  /** Who writes it: bit n for thread n, the highest for the set-up. */
  readonly writers: number;
  /** How many read-modify-writes in a row are supposed to make it: 0 if it is sure to occur. */
  readonly updates: number;
}

/** A read-modify-write that a thread does on a location. */
interface Update {
  readonly thread: number;
  readonly operation: number;
  readonly operand: number;
}

/** Words of a location that are remembered, and read-modify-writes in a row that are followed. Guesses: what really occurs beyond them is learned when it is read. */
const MOST_VALUES = 32;
const MOST_UPDATES = 3;
const LAST_WRITER_BIT = 29;
const BY_SET_UP = 1 << 30;
/** Shares a bit with all threads beyond the last that has one. */
const ANYBODY = 1000;

const bitOf = (thread: number): number => 1 << Math.min(thread, LAST_WRITER_BIT);

/** The words that each location ever has, learned from what threads do: what spin detection tries. Costs a few look-ups for each operation that is new. */
export class ValuePools {
  readonly #trie: Trie;
  readonly #values: Values;
  readonly #locations: Locations;
  readonly #pools = new Map<number, Map<number, PooledValue>>();
  /** What they make of a value that is new is new, too. */
  readonly #updates = new Map<number, readonly Update[]>();
  /** Set when a location was found to have a value that it was not known to have. */
  grew = false;

  constructor({ trie, values, locations }: { trie: Trie; values: Values; locations: Locations }) {
    this.#trie = trie;
    this.#values = values;
    this.#locations = locations;
  }

  /** A thread does this operation, with these operands: see `Trie`. */
  learnOperation(thread: number, kind: number, loc: number, a: number, b: number): void {
    if (kind === t.STORE) this.#add(thread, loc, a);
    else if (kind === t.CAS) this.#add(thread, loc, b);
    else if (kind === t.RMW && !this.#locations.all[loc]!.mixed) {
      const updates = this.#updates.get(loc) ?? [];
      if (updates.some((update) => update.thread === thread && update.operation === b && update.operand === a)) return;
      this.#updates.set(loc, [...updates, { thread, operation: b, operand: a }]);
      for (const word of Array.from(this.#poolOf(loc).keys())) this.#add(thread, loc, apply.rmw(this.#values, word, b, a, 0), 1);
    }
  }

  /** A thread comes from here to what is not known of it yet: what it has just read may be a value that nobody was known to write. */
  learnRead(node: number): void {
    const trie = this.#trie;
    const op = trie.parent[node]!;
    if (op === t.NONE || trie.part[op] !== 0) return;
    const kind = trie.kind[op]!;
    if (kind !== t.LOAD && kind !== t.CAS && kind !== t.RMW) return;
    const [loc, word] = [trie.loc[op]!, trie.via[node]!];
    if (this.#locations.all[loc]!.kind === 'word' && !this.#poolOf(loc).has(word)) this.#add(ANYBODY, loc, word);
  }

  #poolOf(loc: number): Map<number, PooledValue> {
    let pool = this.#pools.get(loc);
    if (pool === undefined) {
      pool = new Map([[this.#locations.all[loc]!.initial, { writers: BY_SET_UP, updates: 0 }]]);
      this.#pools.set(loc, pool);
    }
    return pool;
  }

  #add(thread: number, loc: number, word: number, updates = 0): void {
    if (this.#locations.all[loc]!.mixed) return;
    const pool = this.#poolOf(loc);
    const known = pool.get(word);
    const bit = bitOf(thread);
    if (known === undefined ? pool.size >= MOST_VALUES : (known.writers & bit) !== 0 && known.updates <= updates) return;
    pool.set(word, { writers: (known?.writers ?? 0) | bit, updates: Math.min(updates, known?.updates ?? updates) });
    this.grew = true;
    if (known !== undefined || updates >= MOST_UPDATES) return;
    for (const { thread: by, operation, operand } of this.#updates.get(loc) ?? [])
      this.#add(by, loc, apply.rmw(this.#values, word, operation, operand, 0), updates + 1);
  }

  /**
   * The values that a thread may read there from `node` on: those of others, and what it last wrote itself, or else what was there first, since it can read nothing older than its own.
   * Those that are sure to occur come first: where not all can be tried, these are.
   */
  valuesFor(thread: number, node: number, loc: number): readonly number[] {
    const own = this.#lastWritten(node, loc);
    const hidden = own === undefined ? bitOf(thread) : bitOf(thread) | BY_SET_UP;
    const others = [...this.#poolOf(loc)].filter(([word, { writers }]) => (writers & ~hidden) !== 0 && word !== own);
    const values = others.toSorted(([, a], [, b]) => a.updates - b.updates).map(([word]) => word);
    return own === undefined ? values : [own, ...values];
  }

  /** What the thread wrote last to a location on the way to `node`. */
  #lastWritten(node: number, loc: number): number | undefined {
    const trie = this.#trie;
    for (let n = node; trie.parent[n] !== t.NONE; n = trie.parent[n]!) {
      const op = trie.parent[n]!;
      if (trie.loc[op] !== loc) continue;
      if (trie.kind[op] === t.STORE) return trie.a[op];
      if (trie.kind[op] === t.RMW) return apply.rmw(this.#values, trie.via[n]!, trie.b[op]!, trie.a[op]!, 0);
      if (trie.kind[op] === t.CAS && trie.via[n] === trie.a[op]) return trie.b[op];
    }
    return undefined;
  }
}
