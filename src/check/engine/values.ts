/**
 * Values as 32-bit words, so that the graph is numbers only and equality is `===`. A small integer is itself times two; anything else (large integers, BigInts, lists of
 * waiters) is an odd number: its place in a table that grows with the number of distinct values.
 */

/** Integers from -SMALL to SMALL - 1 need no table: one bit is the tag, and one is left so that words stay small integers in V8. */
const SMALL = 2 ** 29;

export type Value = number | bigint | readonly number[];

export class Values {
  readonly #table: Value[] = [];
  readonly #numbers = new Map<number | bigint, number>();
  readonly #lists = new Map<string, number>();

  encode(value: number | bigint): number {
    if (typeof value === 'number' && value >= -SMALL && value < SMALL && (value | 0) === value) return value << 1;
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const word = (this.#table.push(value) << 1) - 1;
    this.#numbers.set(value, word);
    return word;
  }

  /** A list of tickets: who sleeps on a word, in their order. */
  encodeList(list: readonly number[]): number {
    const key = list.join();
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    const word = (this.#table.push(list) << 1) - 1;
    this.#lists.set(key, word);
    return word;
  }

  decode(word: number): number | bigint {
    return (word & 1) === 0 ? word >> 1 : (this.#table[word >> 1] as number | bigint);
  }

  decodeList(word: number): readonly number[] {
    return this.#table[word >> 1] as readonly number[];
  }
}
