// Made from atomic-i32.ts by scripts/build-atomics.ts: change that one, and run `npm run atomics`.
import type { Region } from '../memory/region.ts';
import type { Ops } from '../realm/ops.ts';
import type { LoadOrdering, Ordering, StoreOrdering } from '../realm/ordering.ts';
import type { SharedMemory } from '../realm/realm.ts';
import { AtomicInteger } from './atomic.ts';
import { checkLoadOrder, checkOrder, checkStoreOrder, failureOrder } from './orders.ts';
import { freeWord, liveAddress, type Place, placeAt, placeOrNew } from './place.ts';
import { badInteger, checkOperand, checkUpdate } from './values.ts';

const BYTES = 1;
const LEAST = 0;
const MOST = 2 ** 8 - 1;

/** Whether it lies in the range of the type. */
const isValue = (value: unknown): boolean => typeof value === 'number' && (value & 255) === value;
/** Whether it is certainly an operand; `checkOperand` judges the others. */
const isOperand = (value: unknown): boolean => typeof value === 'number' && (value | 0) === value;
/** What a word of memory stands for. */
const valueOf = (word: number): number => word & 255;

/** An unsigned 8-bit integer, atomic. See {@link AtomicInteger}. */
export class AtomicU8 extends AtomicInteger<number> {
  static readonly byteLength: number = BYTES;
  static readonly alignment: number = BYTES;

  /** The one at `byteOffset` of memory of your own, with the value that is there. */
  static at(memory: SharedMemory | Region, byteOffset: number): AtomicU8 {
    return new AtomicU8(0, placeAt(memory, byteOffset, BYTES, 'AtomicU8'));
  }

  readonly #region: Region;
  readonly #ops: Ops;
  #p: number;

  /** A new one in the heap. Its memory stays taken until `free()`. */
  constructor(initial?: number);
  /** @internal */
  constructor(initial: number, place: Place);
  constructor(initial: number = 0, place?: Place) {
    if (!isValue(initial)) throw badInteger('new AtomicU8', initial, LEAST, MOST);
    super();
    const { region, address } = placeOrNew(place, BYTES, 'AtomicU8');
    this.#region = region;
    this.#ops = region.ops;
    this.#p = address;
    if (place === undefined) region.ops.store8(address, initial, 'relaxed');
  }

  override get region(): Region {
    return this.#region;
  }

  override get address(): number {
    return liveAddress(this.#p, 'AtomicU8');
  }

  override free(): void {
    this.#p = freeWord(this.#region, this.#p, 'AtomicU8');
  }

  override load(order?: LoadOrdering): number {
    if (order !== undefined) checkLoadOrder(order, 'AtomicU8.load');
    return valueOf(this.#ops.load8(this.#p, order));
  }

  override store(value: number, order?: StoreOrdering): void {
    if (!isValue(value)) throw badInteger('AtomicU8.store', value, LEAST, MOST);
    if (order !== undefined) checkStoreOrder(order, 'AtomicU8.store');
    this.#ops.store8(this.#p, value, order);
  }

  override exchange(value: number, order?: Ordering): number {
    if (!isValue(value)) throw badInteger('AtomicU8.exchange', value, LEAST, MOST);
    if (order !== undefined) checkOrder(order, 'AtomicU8.exchange');
    return valueOf(this.#ops.exchange8(this.#p, value, order));
  }

  override compareExchange(expected: number, replacement: number, success?: Ordering, failure?: LoadOrdering): number {
    if (!isValue(expected)) throw badInteger('AtomicU8.compareExchange (expected)', expected, LEAST, MOST);
    if (!isValue(replacement)) throw badInteger('AtomicU8.compareExchange (replacement)', replacement, LEAST, MOST);
    if (success !== undefined || failure !== undefined) failure = failureOrder(success, failure, 'AtomicU8.compareExchange');
    return valueOf(this.#ops.cas8(this.#p, expected, replacement, success, failure));
  }

  override fetchUpdate(update: (value: number) => number | null, success?: Ordering, failure?: LoadOrdering): number | null {
    checkUpdate(update, 'AtomicU8.fetchUpdate');
    if (success !== undefined || failure !== undefined) failure = failureOrder(success, failure, 'AtomicU8.fetchUpdate');
    let value = this.load(failure);
    while (true) {
      const next = update(value);
      if (next === null) return null;
      if (!isValue(next)) throw badInteger('AtomicU8.fetchUpdate (result)', next, LEAST, MOST);
      const found = valueOf(this.#ops.cas8(this.#p, value, next, success, failure));
      if (found === value) return value;
      value = found;
    }
  }

  override fetchAdd(operand: number, order?: Ordering): number {
    if (!isOperand(operand)) checkOperand(operand, 'AtomicU8.fetchAdd');
    if (order !== undefined) checkOrder(order, 'AtomicU8.fetchAdd');
    return valueOf(this.#ops.add8(this.#p, operand, order));
  }

  override fetchSub(operand: number, order?: Ordering): number {
    if (!isOperand(operand)) checkOperand(operand, 'AtomicU8.fetchSub');
    if (order !== undefined) checkOrder(order, 'AtomicU8.fetchSub');
    return valueOf(this.#ops.sub8(this.#p, operand, order));
  }

  override fetchAnd(mask: number, order?: Ordering): number {
    if (!isOperand(mask)) checkOperand(mask, 'AtomicU8.fetchAnd');
    if (order !== undefined) checkOrder(order, 'AtomicU8.fetchAnd');
    return valueOf(this.#ops.and8(this.#p, mask, order));
  }

  override fetchOr(mask: number, order?: Ordering): number {
    if (!isOperand(mask)) checkOperand(mask, 'AtomicU8.fetchOr');
    if (order !== undefined) checkOrder(order, 'AtomicU8.fetchOr');
    return valueOf(this.#ops.or8(this.#p, mask, order));
  }

  override fetchXor(mask: number, order?: Ordering): number {
    if (!isOperand(mask)) checkOperand(mask, 'AtomicU8.fetchXor');
    if (order !== undefined) checkOrder(order, 'AtomicU8.fetchXor');
    return valueOf(this.#ops.xor8(this.#p, mask, order));
  }

  override fetchNand(mask: number, order?: Ordering): number {
    if (!isOperand(mask)) checkOperand(mask, 'AtomicU8.fetchNand');
    if (order !== undefined) checkOrder(order, 'AtomicU8.fetchNand');
    return valueOf(this.#ops.nand8(this.#p, mask, order));
  }

  override fetchMax(other: number, order?: Ordering): number {
    if (!isValue(other)) throw badInteger('AtomicU8.fetchMax', other, LEAST, MOST);
    if (order !== undefined) checkOrder(order, 'AtomicU8.fetchMax');
    return valueOf(this.#ops.maxU8(this.#p, other, order));
  }

  override fetchMin(other: number, order?: Ordering): number {
    if (!isValue(other)) throw badInteger('AtomicU8.fetchMin', other, LEAST, MOST);
    if (order !== undefined) checkOrder(order, 'AtomicU8.fetchMin');
    return valueOf(this.#ops.minU8(this.#p, other, order));
  }
}
