import type { Region } from '../memory/region.ts';
import type { Ops } from '../realm/ops.ts';
import type { LoadOrdering, Ordering, StoreOrdering } from '../realm/ordering.ts';
import type { SharedMemory } from '../realm/realm.ts';
import { Atomic } from './atomic.ts';
import { checkLoadOrder, checkOrder, checkStoreOrder, failureOrder } from './orders.ts';
import { freeWord, liveAddress, type Place, placeAt, placeOrNew } from './place.ts';
import { badBoolean, checkUpdate } from './values.ts';

const BYTES = 1;

const isValue = (value: unknown): boolean => typeof value === 'boolean';
const wordOf = (value: boolean): number => (value ? 1 : 0);
/** Any byte but 0 is true, as in the layout `bool`; the operations here leave only 0 and 1. */
const valueOf = (word: number): boolean => word !== 0;

/** A boolean in one byte, atomic. Its operations are those of {@link Atomic} and the logical ones. */
export class AtomicBool extends Atomic<boolean> {
  static readonly byteLength: number = BYTES;
  static readonly alignment: number = BYTES;

  /** The one at `byteOffset` of memory of your own, with the value that is there: a byte that is 0 or 1. */
  static at(memory: SharedMemory | Region, byteOffset: number): AtomicBool {
    return new AtomicBool(false, placeAt(memory, byteOffset, BYTES, 'AtomicBool'));
  }

  readonly #region: Region;
  readonly #ops: Ops;
  #p: number;

  /** A new one in the heap. Its memory stays taken until `free()`. */
  constructor(initial?: boolean);
  /** @internal */
  constructor(initial: boolean, place: Place);
  constructor(initial: boolean = false, place?: Place) {
    if (!isValue(initial)) throw badBoolean('new AtomicBool', initial);
    super();
    const { region, address } = placeOrNew(place, BYTES, 'AtomicBool');
    this.#region = region;
    this.#ops = region.ops;
    this.#p = address;
    if (place === undefined) region.ops.store8(address, wordOf(initial), 'relaxed');
  }

  override get region(): Region {
    return this.#region;
  }

  override get address(): number {
    return liveAddress(this.#p, 'AtomicBool');
  }

  override free(): void {
    this.#p = freeWord(this.#region, this.#p, 'AtomicBool');
  }

  override load(order?: LoadOrdering): boolean {
    if (order !== undefined) checkLoadOrder(order, 'AtomicBool.load');
    return valueOf(this.#ops.load8(this.#p, order));
  }

  override store(value: boolean, order?: StoreOrdering): void {
    if (!isValue(value)) throw badBoolean('AtomicBool.store', value);
    if (order !== undefined) checkStoreOrder(order, 'AtomicBool.store');
    this.#ops.store8(this.#p, wordOf(value), order);
  }

  override exchange(value: boolean, order?: Ordering): boolean {
    if (!isValue(value)) throw badBoolean('AtomicBool.exchange', value);
    if (order !== undefined) checkOrder(order, 'AtomicBool.exchange');
    return valueOf(this.#ops.exchange8(this.#p, wordOf(value), order));
  }

  override compareExchange(expected: boolean, replacement: boolean, success?: Ordering, failure?: LoadOrdering): boolean {
    if (!isValue(expected)) throw badBoolean('AtomicBool.compareExchange (expected)', expected);
    if (!isValue(replacement)) throw badBoolean('AtomicBool.compareExchange (replacement)', replacement);
    if (success !== undefined || failure !== undefined) failure = failureOrder(success, failure, 'AtomicBool.compareExchange');
    return valueOf(this.#ops.cas8(this.#p, wordOf(expected), wordOf(replacement), success, failure));
  }

  override fetchUpdate(update: (value: boolean) => boolean | null, success?: Ordering, failure?: LoadOrdering): boolean | null {
    checkUpdate(update, 'AtomicBool.fetchUpdate');
    if (success !== undefined || failure !== undefined) failure = failureOrder(success, failure, 'AtomicBool.fetchUpdate');
    let value = this.load(failure);
    while (true) {
      const next = update(value);
      if (next === null) return null;
      if (!isValue(next)) throw badBoolean('AtomicBool.fetchUpdate (result)', next);
      const found = valueOf(this.#ops.cas8(this.#p, wordOf(value), wordOf(next), success, failure));
      if (found === value) return value;
      value = found;
    }
  }

  /** Stores value AND `other`; returns the old value. */
  fetchAnd(other: boolean, order?: Ordering): boolean {
    if (!isValue(other)) throw badBoolean('AtomicBool.fetchAnd', other);
    if (order !== undefined) checkOrder(order, 'AtomicBool.fetchAnd');
    return valueOf(this.#ops.and8(this.#p, wordOf(other), order));
  }

  /** Stores value OR `other`; returns the old value. */
  fetchOr(other: boolean, order?: Ordering): boolean {
    if (!isValue(other)) throw badBoolean('AtomicBool.fetchOr', other);
    if (order !== undefined) checkOrder(order, 'AtomicBool.fetchOr');
    return valueOf(this.#ops.or8(this.#p, wordOf(other), order));
  }

  /** Stores whether value and `other` differ; returns the old value. */
  fetchXor(other: boolean, order?: Ordering): boolean {
    if (!isValue(other)) throw badBoolean('AtomicBool.fetchXor', other);
    if (order !== undefined) checkOrder(order, 'AtomicBool.fetchXor');
    return valueOf(this.#ops.xor8(this.#p, wordOf(other), order));
  }

  /** Stores NOT (value AND `other`); returns the old value. */
  fetchNand(other: boolean, order?: Ordering): boolean {
    if (!isValue(other)) throw badBoolean('AtomicBool.fetchNand', other);
    if (order !== undefined) checkOrder(order, 'AtomicBool.fetchNand');
    // one instruction each: NOT (value AND true) is the inverse, NOT (value AND false) is true
    return valueOf(other ? this.#ops.xor8(this.#p, 1, order) : this.#ops.exchange8(this.#p, 1, order));
  }

  /** Stores the inverse; returns the old value. */
  fetchNot(order?: Ordering): boolean {
    if (order !== undefined) checkOrder(order, 'AtomicBool.fetchNot');
    return valueOf(this.#ops.xor8(this.#p, 1, order));
  }
}
