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
}

/** Counts the distinct tuples of what the threads returned. */
export class Outcomes {
  readonly #trie: Trie;
  /** By END node: the number of its value. */
  readonly #valueOf = new Map<number, number>();
  readonly #numbers = new Map<string, number>();
  readonly #values: unknown[] = [];
  readonly #cells = new Map<string, Cell>();

  constructor(trie: Trie) {
    this.#trie = trie;
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
    return this.#lastCell.number;
  }

  #cellOf(threads: number): Cell | undefined {
    this.#last.length = threads;
    const key = this.#last.join();
    let cell = this.#cells.get(key);
    if (cell === undefined && this.#cells.size < MOST) {
      cell = { number: this.#cells.size, count: 0, values: [...this.#last] };
      this.#cells.set(key, cell);
    }
    return cell;
  }

  /** The nodes have other numbers from now on. */
  forgetNodes(): void {
    this.#valueOf.clear();
  }

  list(): Outcome[] {
    return [...this.#cells.values()].map(({ values, count }) => ({ values: values.map((number) => this.#values[number]), count }));
  }
}
