import type { JsPlace, JsProgram } from './program.ts';

type Bytes = readonly number[];

/** Beyond this a test has more values to guess than anyone would wait for. A guess. */
const MOST_VALUES = 100_000;

/**
 * The values that memory can hold, found by repetition: what threads write when they read those that are known so far. It is kept by bytes;
 * for a cell of which all accesses have one range and do not tear, by values, since its bytes then come from one write, or from it and from
 * what was there at first. Costs a set for each byte.
 */
export class Domains {
  readonly #bytes = new Map<string, Set<number>>();
  readonly #cells = new Map<string, Map<string, Bytes>>();
  readonly #program: JsProgram;
  readonly #places: readonly JsPlace[];

  constructor(program: JsProgram) {
    this.#program = program;
    this.#places = program.threads.flatMap(({ code }) => code.flatMap((now) => ('place' in now ? [now.place] : [])));
  }

  initial(block: number, byte: number): number {
    return this.#program.initial[block]?.get(byte) ?? 0;
  }

  /** Takes note of a write; whether it brings anything new. */
  add(block: number, from: number, bytes: Bytes): boolean {
    let isNew = false;
    for (const [i, byte] of bytes.entries()) {
      const domain = this.#byte(block, from + i);
      if (!domain.has(byte)) isNew = domain.add(byte).size > 0;
    }
    const cell = this.#cell(block, from, bytes.length);
    if (cell === undefined || cell.has(bytes.join())) return isNew;
    cell.set(bytes.join(), bytes);
    return true;
  }

  /** Whether all that was ever written to a byte is the same. */
  isConstant(block: number, byte: number): boolean {
    return this.#byte(block, byte).size === 1;
  }

  /** What a read of a range may find. */
  values(block: number, from: number, size: number): readonly Bytes[] {
    const cell = this.#cell(block, from, size);
    if (cell !== undefined) return this.#isAtomic(block, from, size) ? [...cell.values()] : this.#mixed(block, from, [...cell.values()]);
    const domains = Array.from({ length: size }, (_, i) => [...this.#byte(block, from + i)]);
    if (domains.reduce((product, { length }) => product * length, 1) > MOST_VALUES)
      throw new Error(`litmus: a read has more than ${MOST_VALUES} values to choose from, each byte for itself: use fewer values`);
    let values: Bytes[] = [[]];
    for (const domain of domains) values = values.flatMap((value) => domain.map((byte) => [...value, byte]));
    return values;
  }

  /** Each value, with some of its bytes still as they were at first. */
  #mixed(block: number, from: number, values: readonly Bytes[]): readonly Bytes[] {
    const mixed = new Map<string, Bytes>();
    for (const value of values) {
      let some: Bytes[] = [[]];
      for (const [i, byte] of value.entries()) {
        const bytes = new Set([byte, this.initial(block, from + i)]);
        some = some.flatMap((begun) => [...bytes].map((next) => [...begun, next]));
      }
      for (const bytes of some) mixed.set(bytes.join(), bytes);
    }
    return [...mixed.values()];
  }

  #touching(block: number, from: number, size: number): readonly JsPlace[] {
    return this.#places.filter((place) => place.block === block && mayTouch(place, from, size));
  }

  /** Whether only `Atomics` access it: then who reads a write comes after it, and finds nothing of what was there at first. */
  #isAtomic(block: number, from: number, size: number): boolean {
    return this.#touching(block, from, size).every(({ atomic }) => atomic);
  }

  #byte(block: number, byte: number): Set<number> {
    const key = `${block} ${byte}`;
    let domain = this.#bytes.get(key);
    if (domain === undefined) this.#bytes.set(key, (domain = new Set([this.initial(block, byte)])));
    return domain;
  }

  /** The values of a cell of one range; undefined where bytes go their own ways. */
  #cell(block: number, from: number, size: number): Map<string, Bytes> | undefined {
    const key = `${block} ${from} ${size}`;
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    const touching = this.#touching(block, from, size);
    if (!touching.every((place) => !place.tears && startOf(place) === from && place.element.size === size)) return undefined;
    const first = Array.from({ length: size }, (_, i) => this.initial(block, from + i));
    const cell = new Map([[first.join(), first]]);
    this.#cells.set(key, cell);
    return cell;
  }
}

/** Where an access begins; undefined if that is known only when it runs. */
export const startOf = ({ offset, index, scale }: JsPlace): number | undefined =>
  index.kind === 'constant' ? offset + scale * Number(index.value) : undefined;

function mayTouch(place: JsPlace, from: number, size: number): boolean {
  const start = startOf(place);
  return start === undefined || (start < from + size && from < start + place.element.size);
}
