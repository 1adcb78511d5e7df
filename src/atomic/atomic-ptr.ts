import type { Region } from '../memory/region.ts';
import type { Ops } from '../realm/ops.ts';
import type { LoadOrdering, Ordering, StoreOrdering } from '../realm/ordering.ts';
import type { SharedMemory } from '../realm/realm.ts';
import { Atomic } from './atomic.ts';
import { checkLoadOrder, checkOrder, checkStoreOrder, failureOrder } from './orders.ts';
import { freeWord, liveAddress, type Place, placeAt, placeOrNew } from './place.ts';
import { badInteger, checkUpdate } from './values.ts';

const BYTES = 4;
const MOST = 2 ** 32 - 1;

const isValue = (value: unknown): boolean => typeof value === 'number' && value >>> 0 === value;
const badPointer = (what: string, found: unknown): Error => badInteger(what, found, 0, MOST);

/**
 * A pointer, atomic: the byte offset of something in the heap, such as `allocate()` returns, or 0 for nothing. Costs the same as `AtomicU32`.
 *
 * A pointer says nothing about whether what it points to is still allocated: whoever frees that must know that no thread is about to follow it.
 */
export class AtomicPtr extends Atomic<number> {
  static readonly byteLength: number = BYTES;
  static readonly alignment: number = BYTES;

  /** The one at `byteOffset` of memory of your own, with the pointer that is there. */
  static at(memory: SharedMemory | Region, byteOffset: number): AtomicPtr {
    return new AtomicPtr(0, placeAt(memory, byteOffset, BYTES, 'AtomicPtr'));
  }

  readonly #region: Region;
  readonly #ops: Ops;
  #p: number;

  /** A new one in the heap. Its memory stays taken until `free()`. */
  constructor(initial?: number);
  /** @internal */
  constructor(initial: number, place: Place);
  constructor(initial: number = 0, place?: Place) {
    if (!isValue(initial)) throw badPointer('new AtomicPtr', initial);
    super();
    const { region, address } = placeOrNew(place, BYTES, 'AtomicPtr');
    this.#region = region;
    this.#ops = region.ops;
    this.#p = address;
    if (place === undefined) region.ops.store32(address, initial, 'relaxed');
  }

  override get region(): Region {
    return this.#region;
  }

  override get address(): number {
    return liveAddress(this.#p, 'AtomicPtr');
  }

  /** Gives back the memory of the pointer itself, not of what it points to. See {@link Atomic.free}. */
  override free(): void {
    this.#p = freeWord(this.#region, this.#p, 'AtomicPtr');
  }

  override load(order?: LoadOrdering): number {
    if (order !== undefined) checkLoadOrder(order, 'AtomicPtr.load');
    return this.#ops.load32(this.#p, order) >>> 0;
  }

  override store(value: number, order?: StoreOrdering): void {
    if (!isValue(value)) throw badPointer('AtomicPtr.store', value);
    if (order !== undefined) checkStoreOrder(order, 'AtomicPtr.store');
    this.#ops.store32(this.#p, value, order);
  }

  override exchange(value: number, order?: Ordering): number {
    if (!isValue(value)) throw badPointer('AtomicPtr.exchange', value);
    if (order !== undefined) checkOrder(order, 'AtomicPtr.exchange');
    return this.#ops.exchange32(this.#p, value, order) >>> 0;
  }

  override compareExchange(expected: number, replacement: number, success?: Ordering, failure?: LoadOrdering): number {
    if (!isValue(expected)) throw badPointer('AtomicPtr.compareExchange (expected)', expected);
    if (!isValue(replacement)) throw badPointer('AtomicPtr.compareExchange (replacement)', replacement);
    if (success !== undefined || failure !== undefined) failure = failureOrder(success, failure, 'AtomicPtr.compareExchange');
    return this.#ops.cas32(this.#p, expected, replacement, success, failure) >>> 0;
  }

  override fetchUpdate(update: (value: number) => number | null, success?: Ordering, failure?: LoadOrdering): number | null {
    checkUpdate(update, 'AtomicPtr.fetchUpdate');
    if (success !== undefined || failure !== undefined) failure = failureOrder(success, failure, 'AtomicPtr.fetchUpdate');
    let value = this.load(failure);
    while (true) {
      const next = update(value);
      if (next === null) return null;
      if (!isValue(next)) throw badPointer('AtomicPtr.fetchUpdate (result)', next);
      const found = this.#ops.cas32(this.#p, value, next, success, failure) >>> 0;
      if (found === value) return value;
      value = found;
    }
  }
}
