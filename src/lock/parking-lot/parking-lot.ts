import { current, realm, type SharedMemory } from '../../realm/realm.ts';
import { Handle } from '../../memory/handle.ts';
import { heapRegion } from '../../memory/heap.ts';
import * as parking from '../../memory/parking.ts';
import { bucketOf, COUNT, LOT_BYTES, lotOfHeap, promiseWaits } from '../../memory/parking-bucket.ts';
import { LOOK_AGAIN, nodeOf, TOKEN, UNPARKED } from '../../memory/parking-node.ts';
import { regionOf, type Region } from '../../memory/region.ts';
import '../../memory/settle-held.ts';
import { requeue, type Sight, unparkEvery, unparkFirst } from '../../memory/unparking.ts';
import { waitInQueue } from '../async-queue.ts';
import * as errors from '../lock-errors.ts';
import type { Place } from '../lock-options.ts';
import { WORD_ALIGNMENT } from '../owned-lock.ts';
import type { TimedAsyncOptions } from '../wait-for-word.ts';
import { badCount, badToken, parkedAlready } from './errors.ts';

/** How a {@link ParkingLot.park} ended. */
export type ParkResult =
  /** Another thread unparked this one, and handed it a token: 0, if it did not say what. */
  | { readonly reason: 'unparked'; readonly token: number }
  /** A thread died that may have had to unpark this one, or the thread that was unparked instead. */
  | { readonly reason: 'lookAgain' }
  /** `validate` returned false. */
  | { readonly reason: 'invalid' }
  | { readonly reason: 'timedOut' };

export interface ParkOptions {
  /** Called once the thread is in the queue, before it sleeps: it may unpark others, and must not park. */
  readonly beforeSleep?: (() => void) | undefined;
  /** Gives up after so many milliseconds. Default: never. */
  readonly timeoutMs?: number | undefined;
  /** The thread has waited long: it stands in front of the others, and whoever unparks it is told. Default: false. */
  readonly isDue?: boolean | undefined;
}

export type { Sight as UnparkResult } from '../../memory/unparking.ts';

/** What {@link ParkingLot.unparkRequeue} does. */
export interface RequeueOptions {
  /** Called with both queues locked: false if nothing is to be done after all. */
  readonly validate?: (() => boolean) | undefined;
  /** How many are unparked. Default: 1. */
  readonly unpark?: number | undefined;
  /** How many of the others are moved, at most. Default: all. */
  readonly move?: number | undefined;
  /** What those that are unparked are handed. Default: 0. */
  readonly token?: number | undefined;
}

export interface RequeueResult {
  readonly unparked: number;
  readonly moved: number;
}

const KIND = 'ParkingLot';

/**
 * Queues of sleeping threads by key: what a lock needs to make threads wait, so that the lock itself can be a bit or two. A key is an address in the lot's memory: mostly that of what is waited for.
 * Parking and unparking cost about a microsecond beside the sleep and the wake-up.
 *
 * ```ts
 * const lot = ParkingLot.heap();
 *
 * // wait while the flag is 1                      // another thread
 * while (flag.load() === 1)                        flag.store(0);
 *   lot.park(flag.address, () => flag.load() === 1); lot.unparkAll(flag.address);
 * ```
 *
 * No wake-up is lost between the look and the sleep: `validate` is called while the queue of the key is locked, and whoever changes what it looks at unparks after that. Then either it sees the
 * change, or the thread stands in the queue already.
 *
 * The thread that has been parked longest is unparked first, except that one that says it is due stands in front. Eventual fairness is made of that: whoever unparks a thread that `isDue` hands it
 * what it waits for, instead of letting it race with others (see `ParkingMutex`).
 *
 * Threads that die strand nobody. If one dies while it is parked, while it parks or unparks, or after it was unparked and before it sleeps again, all threads that are parked in the same bucket are
 * woken with `'lookAgain'`: look at what you wait for, and park again. That is rare, and costs time only.
 *
 * A lot is a row of buckets, each with the queue of the keys that fall into it: see the table of `memory/parking-bucket.ts`. What says of a thread that it is parked, and how it was woken, is in its
 * own block: see the table of `memory/parking-node.ts`.
 *
 * The heap has a lot; memory of your own has one where you put it. All threads that use a lot must belong to one program.
 *
 * After WTF::ParkingLot of WebKit, by F. Pizlo, and parking_lot of Rust, by A. d'Antras.
 */
export class ParkingLot extends Handle {
  /** Bytes of a lot. */
  static readonly byteLength: number = LOT_BYTES;
  static readonly alignment: number = WORD_ALIGNMENT;

  readonly region: Region;
  readonly address: number;

  /** The lot of the heap: keys are addresses there. */
  static heap(): ParkingLot {
    return new ParkingLot({ region: heapRegion(), address: lotOfHeap() });
  }

  /**
   * A lot in memory of your own, at `byteOffset`, which is not initialised: all zero is one in which nobody is parked. Keys are byte offsets in that memory.
   *
   * @throws {MemoryError} `OUT_OF_RANGE`, `MISALIGNED`, `NOT_SHARED`
   */
  static at(memory: SharedMemory | Region, byteOffset: number): ParkingLot {
    return new ParkingLot({ region: regionOf(memory, 'ParkingLot'), address: byteOffset });
  }

  /** @internal */
  constructor({ region, address }: Place) {
    super();
    heapRegion(); // the nodes lie there
    region.check(address, LOT_BYTES, WORD_ALIGNMENT, KIND);
    if (address === 0 && region === heapRegion()) throw errors.nullAddress(KIND);
    this.region = region;
    this.address = address;
  }

  get kind(): 'ParkingLot' {
    return KIND;
  }

  /**
   * Sleeps until another thread unparks the key, if `validate` returns true. That is called while no other thread can park or unpark here, so it must be short, and must not use the lot.
   *
   * @throws {LockError} `BAD_TIMEOUT`; `SELF_DEADLOCK` from inside of a callback of the lot
   * @throws {MemoryError} `OUT_OF_RANGE` if the key is no address of the memory
   * @throws {CannotBlockError} on a page's main thread: use {@link parkAsync}
   */
  park(key: number, validate: () => boolean, { beforeSleep, timeoutMs = Infinity, isDue = false }: ParkOptions = {}): ParkResult {
    errors.checkFunction('ParkingLot.park', validate);
    if (beforeSleep !== undefined) errors.checkFunction('ParkingLot.park: beforeSleep', beforeSleep);
    errors.checkTimeout('ParkingLot.park', timeoutMs);
    this.#checkKey('park()', key);
    if (parking.isParked()) throw parkedAlready(this);
    if (!realm.canBlock()) throw errors.cannotBlock(this, 'park()', 'await parkAsync()');
    const { region, address } = this;
    const deadline = timeoutMs === Infinity ? Infinity : realm.now() + timeoutMs;
    parking.beginParking(region, address);
    try {
      const end = parking.parkIn(region, address, key, { validate, beforeSleep, isDue, deadline });
      if (end === parking.INVALID) return { reason: 'invalid' };
      if (end === parking.TIMED_OUT) return { reason: 'timedOut' };
      parking.noteUnparked(region, address, parking.keyOf());
      if (end === LOOK_AGAIN) return { reason: 'lookAgain' };
      return { reason: 'unparked', token: heapRegion().ops.load32(nodeOf(current.block) + TOKEN, 'relaxed') };
    } finally {
      parking.endParking(region, address);
    }
  }

  /**
   * Resolves once `validate` returns false: it is asked now, and whenever a key of the bucket is unparked. Promises have no place in a queue, since nobody can tell whether the thread of one is busy:
   * each unparking wakes all of them beside the threads that it unparks. Keeps the event loop alive meanwhile. Resolves to `'timedOut'` if that came first.
   */
  parkAsync(key: number, validate: () => boolean, options?: TimedAsyncOptions): Promise<'invalid' | 'timedOut'> {
    const { region, address } = this;
    const ms = options?.timeoutMs ?? Infinity;
    let signal: AbortSignal | undefined;
    try {
      errors.checkFunction('ParkingLot.parkAsync', validate);
      errors.checkTimeout('ParkingLot.parkAsync', ms);
      signal = errors.signalOf('ParkingLot.parkAsync', options, true);
      this.#checkKey('parkAsync()', key);
      if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    const bucket = bucketOf(address, key);
    const attempt = (): 'invalid' | undefined => {
      promiseWaits(region, bucket);
      return validate() ? undefined : 'invalid';
    };
    return waitInQueue(region, bucket + COUNT, attempt, ms, signal, queueOf(key)).then((end) => end ?? 'timedOut');
  }

  /**
   * Unparks the thread that is parked longest for the key, or one that is due. `callback` is called in any case, with what there is, while no other thread can park or unpark here: that is where
   * to change the bit which says that someone is parked. It returns what the thread is handed, a whole number of 32 bits.
   */
  unparkOne(key: number, callback?: (result: Sight) => number | void): Sight {
    if (callback !== undefined) errors.checkFunction('ParkingLot.unparkOne', callback);
    this.#checkKey('unparkOne()', key);
    let token = 0;
    let seen!: Sight;
    const decide = (sight: Sight): number => {
      seen = sight;
      token = checkedToken('ParkingLot.unparkOne', callback?.(sight));
      return UNPARKED;
    };
    unparkFirst(this.region, this.address, key, decide, () => token);
    return seen;
  }

  /** Unparks all threads that are parked for the key; returns how many. */
  unparkAll(key: number, token: number = 0): number {
    this.#checkKey('unparkAll()', key);
    return unparkEvery(this.region, this.address, key, checkedToken('ParkingLot.unparkAll', token));
  }

  /**
   * Unparks one of the threads that are parked for `key`, and moves the others to `target`: they sleep on, as if they had parked for that. For what wakes many that could only go one by one, such as a
   * condition variable whose waiters all need the same mutex.
   */
  unparkRequeue(key: number, target: number, { validate, unpark = 1, move = Infinity, token = 0 }: RequeueOptions = {}): RequeueResult {
    this.#checkKey('unparkRequeue()', key);
    this.#checkKey('unparkRequeue()', target);
    if (validate !== undefined) errors.checkFunction('ParkingLot.unparkRequeue: validate', validate);
    for (const [name, count] of Object.entries({ unpark, move })) if (!(count >= 0)) throw badCount(this, name, count);
    const planned = { unpark, move: key === target ? 0 : move, token: checkedToken('ParkingLot.unparkRequeue', token) };
    return requeue(this.region, this.address, key, target, () => (validate?.() === false ? undefined : planned));
  }

  #checkKey(call: string, key: number): void {
    this.region.check(key, 1, 1, `${KIND}.${call}: the key`);
  }
}

function checkedToken(what: string, token: number | void): number {
  if (token === undefined) return 0;
  if ((token | 0) !== token) throw badToken(what, token);
  return token;
}

/** The name of the queue of promises for a key: no address, since those are the names of the other queues. */
export function queueOf(key: number): number {
  return -1 - key;
}
