import type { Region } from '../memory/region.ts';
import type { Ops } from '../realm/ops.ts';
import type { LoadOrdering, Ordering, StoreOrdering } from '../realm/ordering.ts';
import type { SharedMemory } from '../realm/realm.ts';
import { Atomic } from './atomic.ts';
import { checkLoadOrder, checkOrder, checkStoreOrder, failureOrder } from './orders.ts';
import { freeWord, liveAddress, type Place, placeAt, placeOrNew } from './place.ts';
import { badNumber, checkUpdate } from './values.ts';

const BYTES = 8;

const isValue = (value: unknown): boolean => typeof value === 'number';
const badFloat = (what: string, found: unknown): Error => badNumber(what, found, 'a number');

/**
 * A 64-bit floating-point number, atomic: any number of JavaScript. Arithmetic has no instruction, so it is a loop of compare-exchanges:
 * as fast as the others where threads do not meet.
 *
 * Values are told apart as `Object.is` does: `compareExchange(NaN, 1)` finds NaN, and 0 and -0 differ.
 */
export class AtomicF64 extends Atomic<number> {
  static readonly byteLength: number = BYTES;
  static readonly alignment: number = BYTES;

  /** The one at `byteOffset` of memory of your own, with the value that is there. */
  static at(memory: SharedMemory | Region, byteOffset: number): AtomicF64 {
    return new AtomicF64(0, placeAt(memory, byteOffset, BYTES, 'AtomicF64'));
  }

  readonly #region: Region;
  readonly #ops: Ops;
  #p: number;

  /** A new one in the heap. Its memory stays taken until `free()`. */
  constructor(initial?: number);
  /** @internal */
  constructor(initial: number, place: Place);
  constructor(initial: number = 0, place?: Place) {
    if (!isValue(initial)) throw badFloat('new AtomicF64', initial);
    super();
    const { region, address } = placeOrNew(place, BYTES, 'AtomicF64');
    this.#region = region;
    this.#ops = region.ops;
    this.#p = address;
    if (place === undefined) region.ops.storeF64(address, initial, 'relaxed');
  }

  override get region(): Region {
    return this.#region;
  }

  override get address(): number {
    return liveAddress(this.#p, 'AtomicF64');
  }

  override free(): void {
    this.#p = freeWord(this.#region, this.#p, 'AtomicF64');
  }

  override load(order?: LoadOrdering): number {
    if (order !== undefined) checkLoadOrder(order, 'AtomicF64.load');
    return this.#ops.loadF64(this.#p, order);
  }

  override store(value: number, order?: StoreOrdering): void {
    if (!isValue(value)) throw badFloat('AtomicF64.store', value);
    if (order !== undefined) checkStoreOrder(order, 'AtomicF64.store');
    this.#ops.storeF64(this.#p, value, order);
  }

  override exchange(value: number, order?: Ordering): number {
    if (!isValue(value)) throw badFloat('AtomicF64.exchange', value);
    if (order !== undefined) checkOrder(order, 'AtomicF64.exchange');
    return this.#ops.exchangeF64(this.#p, value, order);
  }

  /** As {@link Atomic.compareExchange}; the value was replaced if and only if `Object.is(found, expected)`. */
  override compareExchange(expected: number, replacement: number, success?: Ordering, failure?: LoadOrdering): number {
    if (!isValue(expected)) throw badFloat('AtomicF64.compareExchange (expected)', expected);
    if (!isValue(replacement)) throw badFloat('AtomicF64.compareExchange (replacement)', replacement);
    if (success !== undefined || failure !== undefined) failure = failureOrder(success, failure, 'AtomicF64.compareExchange');
    return this.#ops.casF64(this.#p, expected, replacement, success, failure);
  }

  override fetchUpdate(update: (value: number) => number | null, success?: Ordering, failure?: LoadOrdering): number | null {
    checkUpdate(update, 'AtomicF64.fetchUpdate');
    if (success !== undefined || failure !== undefined) failure = failureOrder(success, failure, 'AtomicF64.fetchUpdate');
    let value = this.load(failure);
    while (true) {
      const next = update(value);
      if (next === null) return null;
      if (!isValue(next)) throw badFloat('AtomicF64.fetchUpdate (result)', next);
      const found = this.#ops.casF64(this.#p, value, next, success, failure);
      if (Object.is(found, value)) return value;
      value = found;
    }
  }

  /** Adds `operand`; returns the old value. */
  fetchAdd(operand: number, order?: Ordering): number {
    if (!isValue(operand)) throw badFloat('AtomicF64.fetchAdd', operand);
    if (order !== undefined) checkOrder(order, 'AtomicF64.fetchAdd');
    return this.#ops.addF64(this.#p, operand, order);
  }

  /** Subtracts `operand`; returns the old value. */
  fetchSub(operand: number, order?: Ordering): number {
    if (!isValue(operand)) throw badFloat('AtomicF64.fetchSub', operand);
    if (order !== undefined) checkOrder(order, 'AtomicF64.fetchSub');
    return this.#ops.addF64(this.#p, -operand, order);
  }

  /** Stores the greater of the value and `other`, as `Math.max` does: NaN if either is; returns the old value. */
  fetchMax(other: number, order?: Ordering): number {
    if (!isValue(other)) throw badFloat('AtomicF64.fetchMax', other);
    if (order !== undefined) checkOrder(order, 'AtomicF64.fetchMax');
    return this.#ops.maxF64(this.#p, other, order);
  }

  /** Stores the lesser of the value and `other`, as `Math.min` does: NaN if either is; returns the old value. */
  fetchMin(other: number, order?: Ordering): number {
    if (!isValue(other)) throw badFloat('AtomicF64.fetchMin', other);
    if (order !== undefined) checkOrder(order, 'AtomicF64.fetchMin');
    return this.#ops.minF64(this.#p, other, order);
  }
}
