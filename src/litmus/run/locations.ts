import { addressOf, isAddress, locationOf, offsetOf } from '../addresses.ts';
import { integer } from '../integers.ts';
import { ELEMENTS, toBigInt, toNumber, type Element } from '../js/elements.ts';
import type { JsExpr, JsPlace, JsValue } from '../js/program.ts';
import type { Access, Expr, Instruction, LitmusTest, Place, Value } from '../program.ts';
import { isArray } from '../states.ts';
import { CannotRun } from './cannot-run.ts';
import { fold } from './fold.ts';

/** How far apart locations are, in bytes: two lines of a cache, since processors fetch neighbours. */
const SPREAD = 128;
const WORD = 4;
export const LONG = 8;
const BITS_PER_BYTE = 8;
/** All locations of a test lie in one block. */
const BLOCK = 0;

/** Where the locations of a test lie, and as what elements; threads may compute addresses. Costs a look at each access. */
export class Locations {
  readonly fence: JsPlace;
  readonly #test: LitmusTest;
  readonly #names: readonly string[];
  readonly #sizes = new Map<number, number>();

  constructor(test: LitmusTest) {
    this.#test = test;
    this.#names = [1, 2, WORD, LONG].map((size) => elementName(size, test.arch === 'AArch64'));
    for (const thread of test.threads) {
      for (const instruction of thread.code) {
        if (!('address' in instruction)) continue;
        const address = fold(instruction.address, thread);
        if (address !== undefined && isAddress(address)) this.#note(locationOf(address), accessOf(instruction).size);
      }
    }
    for (const [address, value] of test.initial) if (isAddress(value)) this.#note(locationOf(address), LONG);
    this.fence = this.#place(test.locations.length * SPREAD, this.element(WORD), true);
  }

  #note(location: number, size: number): void {
    const known = this.#sizes.get(location) ?? size;
    if (known !== size)
      throw new CannotRun(
        `${this.#test.locations[location]} is accessed as ${known} and as ${size} bytes, and models take what is in a location as one value (the JS dialect has views of several sizes)`,
      );
    this.#sizes.set(location, size);
  }

  element(size: number): Element {
    const name = this.#names[Math.log2(size)];
    if (name === undefined) throw new CannotRun(`it accesses ${size} bytes at once, and JavaScript has no access to more than 8`);
    return ELEMENTS.get(name)!;
  }

  /** The place of a location that is known. */
  at(address: Value, atomic: boolean, size = this.#sizes.get(locationOf(address)) ?? WORD): JsPlace {
    return this.#place(byteOf(address, size), this.element(size), atomic);
  }

  /** What an outcome names. */
  final(where: Extract<Place, { readonly address: Value }>): JsPlace {
    if (isArray(where)) throw new CannotRun(`its outcome has the array ${where.text} as a whole: name its elements`);
    return this.at(where.address, true);
  }

  /** The place that a register points to, or an expression. */
  where(address: JsExpr, size: number, atomic: boolean): JsPlace {
    const index: JsExpr = { kind: 'apply', f: (value) => byteOf(toNumber(value!), size) / size, args: [address] };
    return { ...this.#place(0, this.element(size), atomic), index };
  }

  #place(byte: number, element: Element, atomic: boolean): JsPlace {
    const index: JsExpr = { kind: 'constant', value: byte / element.size };
    return { block: BLOCK, offset: 0, index, scale: element.size, element, littleEndian: true, atomic, tears: false };
  }

  initial(): ReadonlyMap<number, number> {
    const bytes = new Map<number, number>([[(this.#test.locations.length + 1) * SPREAD - 1, 0]]);
    const little = true;
    const buffer = new DataView(new ArrayBuffer(LONG));
    for (const [address, value] of this.#test.initial) {
      const size = this.#sizes.get(locationOf(address)) ?? WORD;
      buffer.setBigInt64(0, toBigInt(inMemory(value, LONG)), little);
      for (let i = 0; i < size; i++) bytes.set(byteOf(address, size) + i, buffer.getUint8(i));
    }
    return bytes;
  }
}

/** Elements of machine code for ARM have no sign, as the lab has its registers. */
const elementName = (size: number, isUnsigned: boolean): string =>
  `${size === LONG ? 'Big' : ''}${isUnsigned ? 'Uint' : 'Int'}${size * BITS_PER_BYTE}`;

function byteOf(address: Value, size: number): number {
  if (!isAddress(address) || offsetOf(address) < 0 || offsetOf(address) + size > SPREAD || offsetOf(address) % size !== 0)
    throw new CannotRun(`it accesses ${size} bytes at an address that is no element of a location: ${String(address)}`);
  return locationOf(address) * SPREAD + offsetOf(address);
}

const accessOf = (now: Extract<Instruction, { readonly address: Expr }>): Access => ('access' in now ? now.access : now.write);

/** What is added to an address in memory, so that it is far from the integers of tests. */
const ADDRESSES = 2n ** 62n;
/** More bytes than all locations of a test have. */
const MOST_BYTES = 2n ** 32n;

/** What a value is in memory: an address needs eight bytes. */
export function inMemory(value: JsValue, size: number): JsValue {
  if (typeof value !== 'number' || !isAddress(value)) return value;
  if (size < LONG) throw new CannotRun(`it writes an address into ${size} bytes`);
  return ADDRESSES + BigInt(locationOf(value) * SPREAD + offsetOf(value));
}

/** The value that memory holds so. */
export function fromMemory(raw: JsValue): Value {
  if (typeof raw !== 'bigint') return toNumber(raw);
  if (raw < ADDRESSES || raw >= ADDRESSES + MOST_BYTES) return integer(raw);
  const byte = Number(raw - ADDRESSES);
  return addressOf(Math.floor(byte / SPREAD), byte % SPREAD);
}
