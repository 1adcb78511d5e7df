import type { JsPlace, JsProgram } from './program.ts';

type Bytes = readonly number[];

/** Beyond this a test has more values to guess than anyone would wait for. A guess. */
const MOST_VALUES = 100_000;

/**
 * The values that memory can hold, found by repetition: what threads write when they read those that are known so far. They are kept by bytes;
 * for a cell of which all accesses have one range and do not tear also by values, since its bytes then come from one write, or from it and
 * from what was there at first. Costs a set for each byte and thread.
 */
export class Domains {
  /** By the block and the byte, or the range: what each thread writes. */
  readonly #bytes = new Map<string, Map<number, Set<number>>>();
  readonly #cells = new Map<string, Map<number, Map<string, Bytes>>>();
  readonly #program: JsProgram;
  readonly #places: readonly JsPlace[];

  constructor(program: JsProgram) {
    this.#program = program;
    this.#places = program.threads.flatMap(({ code }) => code.flatMap((now) => ('place' in now ? [now.place] : [])));
  }

  initial(block: number, byte: number): number {
    return this.#program.initial[block]?.get(byte) ?? 0;
  }

  /** Takes note of a write of a thread; whether it brings anything new. */
  add(thread: number, block: number, from: number, bytes: Bytes): boolean {
    let isNew = false;
    for (const [i, byte] of bytes.entries()) {
      const written = entry(entry(this.#bytes, `${block} ${from + i}`, newMap<number, Set<number>>), thread, () => new Set<number>());
      if (!written.has(byte)) isNew = written.add(byte).size > 0;
    }
    if (!this.#isCell(block, from, bytes.length)) return isNew;
    const values = entry(entry(this.#cells, `${block} ${from}`, newMap<number, Map<string, Bytes>>), thread, newMap<string, Bytes>);
    if (values.has(bytes.join())) return isNew;
    values.set(bytes.join(), bytes);
    return true;
  }

  /** Whether all that was ever written to a byte is the same. */
  isConstant(block: number, byte: number): boolean {
    const written = new Set([this.initial(block, byte)]);
    for (const ofThread of this.#bytes.get(`${block} ${byte}`)?.values() ?? []) for (const value of ofThread) written.add(value);
    return written.size === 1;
  }

  /**
   * What a read of a thread may find: what the thread itself wrote there last, by `latest`, or if it did not, what was there at first; and what
   * others write.
   */
  values(thread: number, block: number, from: number, latest: readonly (number | undefined)[]): readonly Bytes[] {
    const size = latest.length;
    const own = latest.map((byte, i) => byte ?? this.initial(block, from + i));
    if (this.#isCell(block, from, size)) {
      const others = this.#cells.get(`${block} ${from}`) ?? [];
      const values = [...others].flatMap(([writer, written]) => (writer === thread ? [] : [...written.values()]));
      // Who has written, or read through Atomics what others have, finds nothing any more of what was there at first.
      const isWhole = latest[0] !== undefined || this.#touching(block, from, size).every(({ atomic }) => atomic);
      return distinct(isWhole ? [own, ...values] : [own, ...values].flatMap((value) => product(value.map((byte, i) => [byte, own[i]!]))));
    }
    return product(
      own.map((byte, i) => {
        const others = [...(this.#bytes.get(`${block} ${from + i}`) ?? [])];
        return [byte, ...others.flatMap(([writer, written]) => (writer === thread ? [] : [...written]))];
      }),
    );
  }

  #touching(block: number, from: number, size: number): readonly JsPlace[] {
    return this.#places.filter((place) => place.block === block && mayTouch(place, from, size));
  }

  /** Whether all accesses have this range, and none tears. */
  #isCell(block: number, from: number, size: number): boolean {
    return this.#touching(block, from, size).every((place) => !place.tears && startOf(place) === from && place.element.size === size);
  }
}

const newMap = <K, V>(): Map<K, V> => new Map();

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

const distinct = (values: readonly Bytes[]): readonly Bytes[] => [...new Map(values.map((value) => [value.join(), value])).values()];

/** All ways to take one of each list. */
function product(lists: readonly Bytes[]): readonly Bytes[] {
  const choices = lists.map((list) => [...new Set(list)]);
  if (choices.reduce((count, { length }) => count * length, 1) > MOST_VALUES)
    throw new Error(`litmus: a read has more than ${MOST_VALUES} values to choose from, each byte for itself: use fewer values`);
  let values: Bytes[] = [[]];
  for (const list of choices) values = values.flatMap((value) => list.map((byte) => [...value, byte]));
  return values;
}

/** Where an access begins; undefined if that is known only when it runs. */
export const startOf = ({ offset, index, scale }: JsPlace): number | undefined =>
  index.kind === 'constant' ? offset + scale * Number(index.value) : undefined;

function mayTouch(place: JsPlace, from: number, size: number): boolean {
  const start = startOf(place);
  return start === undefined || (start < from + size && from < start + place.element.size);
}
