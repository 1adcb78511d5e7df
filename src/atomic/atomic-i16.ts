// Made from atomic-i32.ts by scripts/build-atomics.ts: change that one, and run `npm run atomics`.
import type { Region } from '../memory/region.ts';
import type { Ops } from '../realm/ops.ts';
import type { LoadOrdering, Ordering, StoreOrdering } from '../realm/ordering.ts';
import type { SharedMemory } from '../realm/realm.ts';
import { AtomicInteger } from './atomic.ts';
import { checkLoadOrder, checkOrder, checkStoreOrder, failureOrder } from './orders.ts';
import { freeWord, liveAddress, type Place, placeAt, placeOrNew } from './place.ts';
import { badInteger, checkOperand, checkUpdate } from './values.ts';

const BYTES = 2;
const LEAST = -(2 ** 15);
const MOST = 2 ** 15 - 1;

/** Whether it lies in the range of the type. */
const isValue = (value: unknown): boolean => typeof value === 'number' && (value << 16) >> 16 === value;
/** Whether it is certainly an operand; `checkOperand` judges the others. */
const isOperand = (value: unknown): boolean => typeof value === 'number' && (value | 0) === value;
/** What a word of memory stands for. */
const valueOf = (word: number): number => (word << 16) >> 16;

/** A signed 16-bit integer, atomic. See {@link AtomicInteger}. */
export class AtomicI16 extends AtomicInteger<number> {
  static readonly byteLength: number = BYTES;
  static readonly alignment: number = BYTES;

  /** The one at `byteOffset` of memory of your own, with the value that is there. */
  static at(memory: SharedMemory | Region, byteOffset: number): AtomicI16 {
    return new AtomicI16(0, placeAt(memory, byteOffset, BYTES, 'AtomicI16'));
  }

  readonly #region: Region;
  readonly #ops: Ops;
  #p: number;

  /** A new one in the heap. Its memory stays taken until `free()`. */
  constructor(initial?: number);
  /** @internal */
  constructor(initial: number, place: Place);
  constructor(initial: number = 0, place?: Place) {
    if (!isValue(initial)) throw badInteger('new AtomicI16', initial, LEAST, MOST);
    super();
    const { region, address } = placeOrNew(place, BYTES, 'AtomicI16');
    this.#region = region;
    this.#ops = region.ops;
    this.#p = address;
    if (place === undefined) region.ops.store16(address, initial, 'relaxed');
  }

  override get region(): Region {
    return this.#region;
  }

  override get address(): number {
    return liveAddress(this.#p, 'AtomicI16');
  }

  override free(): void {
    this.#p = freeWord(this.#region, this.#p, 'AtomicI16');
  }

  override load(order?: LoadOrdering): number {
    if (order !== undefined) checkLoadOrder(order, 'AtomicI16.load');
    return valueOf(this.#ops.load16(this.#p, order));
  }

  override store(value: number, order?: StoreOrdering): void {
    if (!isValue(value)) throw badInteger('AtomicI16.store', value, LEAST, MOST);
    if (order !== undefined) checkStoreOrder(order, 'AtomicI16.store');
    this.#ops.store16(this.#p, value, order);
  }

  override exchange(value: number, order?: Ordering): number {
    if (!isValue(value)) throw badInteger('AtomicI16.exchange', value, LEAST, MOST);
    if (order !== undefined) checkOrder(order, 'AtomicI16.exchange');
    return valueOf(this.#ops.exchange16(this.#p, value, order));
  }

  override compareExchange(expected: number, replacement: number, success?: Ordering, failure?: LoadOrdering): number {
    if (!isValue(expected)) throw badInteger('AtomicI16.compareExchange (expected)', expected, LEAST, MOST);
    if (!isValue(replacement)) throw badInteger('AtomicI16.compareExchange (replacement)', replacement, LEAST, MOST);
    if (success !== undefined || failure !== undefined) failure = failureOrder(success, failure, 'AtomicI16.compareExchange');
    return valueOf(this.#ops.cas16(this.#p, expected, replacement, success, failure));
  }

  override fetchUpdate(update: (value: number) => number | null, success?: Ordering, failure?: LoadOrdering): number | null {
    checkUpdate(update, 'AtomicI16.fetchUpdate');
    if (success !== undefined || failure !== undefined) failure = failureOrder(success, failure, 'AtomicI16.fetchUpdate');
    let value = this.load(failure);
    while (true) {
      const next = update(value);
      if (next === null) return null;
      if (!isValue(next)) throw badInteger('AtomicI16.fetchUpdate (result)', next, LEAST, MOST);
      const found = valueOf(this.#ops.cas16(this.#p, value, next, success, failure));
      if (found === value) return value;
      value = found;
    }
  }

  override fetchAdd(operand: number, order?: Ordering): number {
    if (!isOperand(operand)) checkOperand(operand, 'AtomicI16.fetchAdd');
    if (order !== undefined) checkOrder(order, 'AtomicI16.fetchAdd');
    return valueOf(this.#ops.add16(this.#p, operand, order));
  }

  override fetchSub(operand: number, order?: Ordering): number {
    if (!isOperand(operand)) checkOperand(operand, 'AtomicI16.fetchSub');
    if (order !== undefined) checkOrder(order, 'AtomicI16.fetchSub');
    return valueOf(this.#ops.sub16(this.#p, operand, order));
  }

  override fetchAnd(mask: number, order?: Ordering): number {
    if (!isOperand(mask)) checkOperand(mask, 'AtomicI16.fetchAnd');
    if (order !== undefined) checkOrder(order, 'AtomicI16.fetchAnd');
    return valueOf(this.#ops.and16(this.#p, mask, order));
  }

  override fetchOr(mask: number, order?: Ordering): number {
    if (!isOperand(mask)) checkOperand(mask, 'AtomicI16.fetchOr');
    if (order !== undefined) checkOrder(order, 'AtomicI16.fetchOr');
    return valueOf(this.#ops.or16(this.#p, mask, order));
  }

  override fetchXor(mask: number, order?: Ordering): number {
    if (!isOperand(mask)) checkOperand(mask, 'AtomicI16.fetchXor');
    if (order !== undefined) checkOrder(order, 'AtomicI16.fetchXor');
    return valueOf(this.#ops.xor16(this.#p, mask, order));
  }

  override fetchNand(mask: number, order?: Ordering): number {
    if (!isOperand(mask)) checkOperand(mask, 'AtomicI16.fetchNand');
    if (order !== undefined) checkOrder(order, 'AtomicI16.fetchNand');
    return valueOf(this.#ops.nand16(this.#p, mask, order));
  }

  override fetchMax(other: number, order?: Ordering): number {
    if (!isValue(other)) throw badInteger('AtomicI16.fetchMax', other, LEAST, MOST);
    if (order !== undefined) checkOrder(order, 'AtomicI16.fetchMax');
    return valueOf(this.#ops.maxS16(this.#p, other, order));
  }

  override fetchMin(other: number, order?: Ordering): number {
    if (!isValue(other)) throw badInteger('AtomicI16.fetchMin', other, LEAST, MOST);
    if (order !== undefined) checkOrder(order, 'AtomicI16.fetchMin');
    return valueOf(this.#ops.minS16(this.#p, other, order));
  }
}
