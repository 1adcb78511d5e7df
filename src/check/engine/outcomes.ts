import * as t from './trie.ts';
import type { Trie } from './trie.ts';
import { valueKey } from './value-key.ts';
import type { Outcome } from '../result.ts';

/** More distinct outcomes than this are counted as one: nobody reads them, and they take memory. */
const MOST = 100_000;

interface Cell {
  readonly number: number;
  count: number;
  readonly values: readonly number[];
  /** Executions that those which were explored stand for: each of them, with twins in another order, is one, too. */
  stoodFor: number;
}

/** What outcomes ask of symmetry. */
interface Twins {
  /** How many executions the one at hand stands for. */
  standsFor(): number;
  /** The distinct orders of a tuple in which twins change places. */
  ordersOf(values: readonly number[]): Iterable<readonly number[]>;
  orderCount(values: readonly number[]): number;
}

/** Counts the distinct tuples of what the threads returned. */
export class Outcomes {
  readonly #trie: Trie;
  /** By END node: the number of its value. */
  readonly #valueOf = new Map<number, number>();
  readonly #numbers = new Map<string, number>();
  readonly #values: unknown[] = [];
  readonly #cells = new Map<string, Cell>();

  /** Which threads are twins of each other; undefined if none. */
  readonly #twins: Twins | undefined;

  constructor(trie: Trie, twins?: Twins) {
    this.#trie = trie;
    this.#twins = twins;
  }

  #numberOf(leaf: number): number {
    let number = this.#valueOf.get(leaf);
    if (number !== undefined) return number;
    const value = leaf >= 0 && this.#trie.kind[leaf] === t.END ? this.#trie.extra.get(leaf) : undefined;
    const key = valueKey(value);
    number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#values.push(value) - 1;
      this.#numbers.set(key, number);
    }
    this.#valueOf.set(leaf, number);
    return number;
  }

  /** The tuple before, and its cell: in many programs all executions have the same. */
  readonly #last: number[] = [];
  #lastCell: Cell | undefined;

  /** Returns the number of this outcome, from 0 on; below 0 if it has none. */
  add(leaves: readonly number[]): number {
    let same = this.#last.length === leaves.length;
    for (let i = 0; i < leaves.length; i++) {
      const number = this.#numberOf(leaves[i]!);
      if (this.#last[i] === number) continue;
      same = false;
      this.#last[i] = number;
    }
    if (!same || this.#lastCell === undefined) this.#lastCell = this.#cellOf(leaves.length);
    if (this.#lastCell === undefined) return -1;
    this.#lastCell.count++;
    if (this.#twins !== undefined) this.#lastCell.stoodFor += this.#twins.standsFor();
    return this.#lastCell.number;
  }

  #cellOf(threads: number): Cell | undefined {
    this.#last.length = threads;
    const key = this.#last.join();
    let cell = this.#cells.get(key);
    if (cell === undefined && this.#cells.size < MOST) {
      cell = { number: this.#cells.size, count: 0, stoodFor: 0, values: [...this.#last] };
      this.#cells.set(key, cell);
    }
    return cell;
  }

  /** What there would be without symmetry: each order of the results of twins is as frequent as the next. */
  #listPermuted(twins: Twins): Outcome[] {
    const counts = new Map<string, { values: readonly number[]; count: number }>();
    for (const { values, stoodFor } of this.#cells.values()) {
      const count = stoodFor / twins.orderCount(values);
      for (const order of twins.ordersOf(values)) {
        if (counts.size >= MOST) break;
        const key = order.join();
        const cell = counts.get(key);
        if (cell === undefined) counts.set(key, { values: order, count });
        else cell.count += count;
      }
    }
    return [...counts.values()].map(({ values, count }) => ({ values: values.map((number) => this.#values[number]), count }));
  }

  /** The nodes have other numbers from now on. */
  forgetNodes(): void {
    this.#valueOf.clear();
  }

  list(): Outcome[] {
    const twins = this.#twins;
    if (twins !== undefined) return this.#listPermuted(twins);
    return [...this.#cells.values()].map(({ values, count }) => ({ values: values.map((number) => this.#values[number]), count }));
  }
}
