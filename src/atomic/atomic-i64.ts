// Made from atomic-i32.ts by scripts/build-atomics.ts: change that one, and run `npm run atomics`.
import type { Region } from '../memory/region.ts';
import type { Ops } from '../realm/ops.ts';
import type { LoadOrdering, Ordering, StoreOrdering } from '../realm/ordering.ts';
import type { SharedMemory } from '../realm/realm.ts';
import { AtomicInteger } from './atomic.ts';
import { checkLoadOrder, checkOrder, checkStoreOrder, failureOrder } from './orders.ts';
import { freeWord, liveAddress, type Place, placeAt, placeOrNew } from './place.ts';
import { badBigInt, checkBigOperand, checkUpdate } from './values.ts';

const BYTES = 8;
const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

/** Whether it lies in the range of the type. */
const isValue = (value: unknown): boolean => typeof value === 'bigint' && BigInt.asIntN(64, value) === value;
/** Whether it is certainly an operand; `checkBigOperand` judges the others. */
const isOperand = (value: unknown): boolean => typeof value === 'bigint';
/** What a word of memory stands for. */
const valueOf = (word: bigint): bigint => word;

/** A signed 64-bit integer, atomic: a BigInt to JavaScript, which takes 1 to 5 ns more where one has to be made. See {@link AtomicInteger}. */
export class AtomicI64 extends AtomicInteger<bigint> {
  static readonly byteLength: number = BYTES;
  static readonly alignment: number = BYTES;

  /** The one at `byteOffset` of memory of your own, with the value that is there. */
  static at(memory: SharedMemory | Region, byteOffset: number): AtomicI64 {
    return new AtomicI64(0n, placeAt(memory, byteOffset, BYTES, 'AtomicI64'));
  }

  readonly #region: Region;
  readonly #ops: Ops;
  #p: number;

  /** A new one in the heap. Its memory stays taken until `free()`. */
  constructor(initial?: bigint);
  /** @internal */
  constructor(initial: bigint, place: Place);
  constructor(initial: bigint = 0n, place?: Place) {
    if (!isValue(initial)) throw badBigInt('new AtomicI64', initial, LEAST, MOST);
    super();
    const { region, address } = placeOrNew(place, BYTES, 'AtomicI64');
    this.#region = region;
    this.#ops = region.ops;
    this.#p = address;
    if (place === undefined) region.ops.store64(address, initial, 'relaxed');
  }

  override get region(): Region {
    return this.#region;
  }

  override get address(): number {
    return liveAddress(this.#p, 'AtomicI64');
  }

  override free(): void {
    this.#p = freeWord(this.#region, this.#p, 'AtomicI64');
  }

  override load(order?: LoadOrdering): bigint {
    if (order !== undefined) checkLoadOrder(order, 'AtomicI64.load');
    return valueOf(this.#ops.load64(this.#p, order));
  }

  override store(value: bigint, order?: StoreOrdering): void {
    if (!isValue(value)) throw badBigInt('AtomicI64.store', value, LEAST, MOST);
    if (order !== undefined) checkStoreOrder(order, 'AtomicI64.store');
    this.#ops.store64(this.#p, value, order);
  }

  override exchange(value: bigint, order?: Ordering): bigint {
    if (!isValue(value)) throw badBigInt('AtomicI64.exchange', value, LEAST, MOST);
    if (order !== undefined) checkOrder(order, 'AtomicI64.exchange');
    return valueOf(this.#ops.exchange64(this.#p, value, order));
  }

  override compareExchange(expected: bigint, replacement: bigint, success?: Ordering, failure?: LoadOrdering): bigint {
    if (!isValue(expected)) throw badBigInt('AtomicI64.compareExchange (expected)', expected, LEAST, MOST);
    if (!isValue(replacement)) throw badBigInt('AtomicI64.compareExchange (replacement)', replacement, LEAST, MOST);
    if (success !== undefined || failure !== undefined) failure = failureOrder(success, failure, 'AtomicI64.compareExchange');
    return valueOf(this.#ops.cas64(this.#p, expected, replacement, success, failure));
  }

  override fetchUpdate(update: (value: bigint) => bigint | null, success?: Ordering, failure?: LoadOrdering): bigint | null {
    checkUpdate(update, 'AtomicI64.fetchUpdate');
    if (success !== undefined || failure !== undefined) failure = failureOrder(success, failure, 'AtomicI64.fetchUpdate');
    let value = this.load(failure);
    while (true) {
      const next = update(value);
      if (next === null) return null;
      if (!isValue(next)) throw badBigInt('AtomicI64.fetchUpdate (result)', next, LEAST, MOST);
      const found = valueOf(this.#ops.cas64(this.#p, value, next, success, failure));
      if (found === value) return value;
      value = found;
    }
  }

  override fetchAdd(operand: bigint, order?: Ordering): bigint {
    if (!isOperand(operand)) checkBigOperand(operand, 'AtomicI64.fetchAdd');
    if (order !== undefined) checkOrder(order, 'AtomicI64.fetchAdd');
    return valueOf(this.#ops.add64(this.#p, operand, order));
  }

  override fetchSub(operand: bigint, order?: Ordering): bigint {
    if (!isOperand(operand)) checkBigOperand(operand, 'AtomicI64.fetchSub');
    if (order !== undefined) checkOrder(order, 'AtomicI64.fetchSub');
    return valueOf(this.#ops.sub64(this.#p, operand, order));
  }

  override fetchAnd(mask: bigint, order?: Ordering): bigint {
    if (!isOperand(mask)) checkBigOperand(mask, 'AtomicI64.fetchAnd');
    if (order !== undefined) checkOrder(order, 'AtomicI64.fetchAnd');
    return valueOf(this.#ops.and64(this.#p, mask, order));
  }

  override fetchOr(mask: bigint, order?: Ordering): bigint {
    if (!isOperand(mask)) checkBigOperand(mask, 'AtomicI64.fetchOr');
    if (order !== undefined) checkOrder(order, 'AtomicI64.fetchOr');
    return valueOf(this.#ops.or64(this.#p, mask, order));
  }

  override fetchXor(mask: bigint, order?: Ordering): bigint {
    if (!isOperand(mask)) checkBigOperand(mask, 'AtomicI64.fetchXor');
    if (order !== undefined) checkOrder(order, 'AtomicI64.fetchXor');
    return valueOf(this.#ops.xor64(this.#p, mask, order));
  }

  override fetchNand(mask: bigint, order?: Ordering): bigint {
    if (!isOperand(mask)) checkBigOperand(mask, 'AtomicI64.fetchNand');
    if (order !== undefined) checkOrder(order, 'AtomicI64.fetchNand');
    return valueOf(this.#ops.nand64(this.#p, mask, order));
  }

  override fetchMax(other: bigint, order?: Ordering): bigint {
    if (!isValue(other)) throw badBigInt('AtomicI64.fetchMax', other, LEAST, MOST);
    if (order !== undefined) checkOrder(order, 'AtomicI64.fetchMax');
    return valueOf(this.#ops.maxS64(this.#p, other, order));
  }

  override fetchMin(other: bigint, order?: Ordering): bigint {
    if (!isValue(other)) throw badBigInt('AtomicI64.fetchMin', other, LEAST, MOST);
    if (order !== undefined) checkOrder(order, 'AtomicI64.fetchMin');
    return valueOf(this.#ops.minS64(this.#p, other, order));
  }
}
