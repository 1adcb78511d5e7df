import type { Region } from '../memory/region.ts';
import type { Ops } from '../realm/ops.ts';
import type { LoadOrdering, Ordering, StoreOrdering } from '../realm/ordering.ts';
import type { SharedMemory } from '../realm/realm.ts';
import { AtomicInteger } from './atomic.ts';
import { checkLoadOrder, checkOrder, checkStoreOrder, failureOrder } from './orders.ts';
import { freeWord, liveAddress, type Place, placeAt, placeOrNew } from './place.ts';
import { badInteger, checkOperand, checkUpdate } from './values.ts';

const BYTES = 4;
const LEAST = -(2 ** 31);
const MOST = 2 ** 31 - 1;

/** Whether it lies in the range of the type. */
const isValue = (value: unknown): boolean => typeof value === 'number' && (value | 0) === value;
/** Whether it is certainly an operand; `checkOperand` judges the others. */
const isOperand = (value: unknown): boolean => typeof value === 'number' && (value | 0) === value;
/** What a word of memory stands for. */
const valueOf = (word: number): number => word;

/** A signed 32-bit integer, atomic. See {@link AtomicInteger}. */
export class AtomicI32 extends AtomicInteger<number> {
  static readonly byteLength: number = BYTES;
  static readonly alignment: number = BYTES;

  /** The one at `byteOffset` of memory of your own, with the value that is there. */
  static at(memory: SharedMemory | Region, byteOffset: number): AtomicI32 {
    return new AtomicI32(0, placeAt(memory, byteOffset, BYTES, 'AtomicI32'));
  }

  readonly #region: Region;
  readonly #ops: Ops;
  #p: number;

  /** A new one in the heap. Its memory stays taken until `free()`. */
  constructor(initial?: number);
  /** @internal */
  constructor(initial: number, place: Place);
  constructor(initial: number = 0, place?: Place) {
    if (!isValue(initial)) throw badInteger('new AtomicI32', initial, LEAST, MOST);
    super();
    const { region, address } = placeOrNew(place, BYTES, 'AtomicI32');
    this.#region = region;
    this.#ops = region.ops;
    this.#p = address;
    if (place === undefined) region.ops.store32(address, initial, 'relaxed');
  }

  override get region(): Region {
    return this.#region;
  }

  override get address(): number {
    return liveAddress(this.#p, 'AtomicI32');
  }

  override free(): void {
    this.#p = freeWord(this.#region, this.#p, 'AtomicI32');
  }

  override load(order?: LoadOrdering): number {
    if (order !== undefined) checkLoadOrder(order, 'AtomicI32.load');
    return valueOf(this.#ops.load32(this.#p, order));
  }

  override store(value: number, order?: StoreOrdering): void {
    if (!isValue(value)) throw badInteger('AtomicI32.store', value, LEAST, MOST);
    if (order !== undefined) checkStoreOrder(order, 'AtomicI32.store');
    this.#ops.store32(this.#p, value, order);
  }

  override exchange(value: number, order?: Ordering): number {
    if (!isValue(value)) throw badInteger('AtomicI32.exchange', value, LEAST, MOST);
    if (order !== undefined) checkOrder(order, 'AtomicI32.exchange');
    return valueOf(this.#ops.exchange32(this.#p, value, order));
  }

  override compareExchange(expected: number, replacement: number, success?: Ordering, failure?: LoadOrdering): number {
    if (!isValue(expected)) throw badInteger('AtomicI32.compareExchange (expected)', expected, LEAST, MOST);
    if (!isValue(replacement)) throw badInteger('AtomicI32.compareExchange (replacement)', replacement, LEAST, MOST);
    if (success !== undefined || failure !== undefined) failure = failureOrder(success, failure, 'AtomicI32.compareExchange');
    return valueOf(this.#ops.cas32(this.#p, expected, replacement, success, failure));
  }

  override fetchUpdate(update: (value: number) => number | null, success?: Ordering, failure?: LoadOrdering): number | null {
    checkUpdate(update, 'AtomicI32.fetchUpdate');
    if (success !== undefined || failure !== undefined) failure = failureOrder(success, failure, 'AtomicI32.fetchUpdate');
    let value = this.load(failure);
    while (true) {
      const next = update(value);
      if (next === null) return null;
      if (!isValue(next)) throw badInteger('AtomicI32.fetchUpdate (result)', next, LEAST, MOST);
      const found = valueOf(this.#ops.cas32(this.#p, value, next, success, failure));
      if (found === value) return value;
      value = found;
    }
  }

  override fetchAdd(operand: number, order?: Ordering): number {
    if (!isOperand(operand)) checkOperand(operand, 'AtomicI32.fetchAdd');
    if (order !== undefined) checkOrder(order, 'AtomicI32.fetchAdd');
    return valueOf(this.#ops.add32(this.#p, operand, order));
  }

  override fetchSub(operand: number, order?: Ordering): number {
    if (!isOperand(operand)) checkOperand(operand, 'AtomicI32.fetchSub');
    if (order !== undefined) checkOrder(order, 'AtomicI32.fetchSub');
    return valueOf(this.#ops.sub32(this.#p, operand, order));
  }

  override fetchAnd(mask: number, order?: Ordering): number {
    if (!isOperand(mask)) checkOperand(mask, 'AtomicI32.fetchAnd');
    if (order !== undefined) checkOrder(order, 'AtomicI32.fetchAnd');
    return valueOf(this.#ops.and32(this.#p, mask, order));
  }

  override fetchOr(mask: number, order?: Ordering): number {
    if (!isOperand(mask)) checkOperand(mask, 'AtomicI32.fetchOr');
    if (order !== undefined) checkOrder(order, 'AtomicI32.fetchOr');
    return valueOf(this.#ops.or32(this.#p, mask, order));
  }

  override fetchXor(mask: number, order?: Ordering): number {
    if (!isOperand(mask)) checkOperand(mask, 'AtomicI32.fetchXor');
    if (order !== undefined) checkOrder(order, 'AtomicI32.fetchXor');
    return valueOf(this.#ops.xor32(this.#p, mask, order));
  }

  override fetchNand(mask: number, order?: Ordering): number {
    if (!isOperand(mask)) checkOperand(mask, 'AtomicI32.fetchNand');
    if (order !== undefined) checkOrder(order, 'AtomicI32.fetchNand');
    return valueOf(this.#ops.nand32(this.#p, mask, order));
  }

  override fetchMax(other: number, order?: Ordering): number {
    if (!isValue(other)) throw badInteger('AtomicI32.fetchMax', other, LEAST, MOST);
    if (order !== undefined) checkOrder(order, 'AtomicI32.fetchMax');
    return valueOf(this.#ops.maxS32(this.#p, other, order));
  }

  override fetchMin(other: number, order?: Ordering): number {
    if (!isValue(other)) throw badInteger('AtomicI32.fetchMin', other, LEAST, MOST);
    if (order !== undefined) checkOrder(order, 'AtomicI32.fetchMin');
    return valueOf(this.#ops.minS32(this.#p, other, order));
  }
}
