import { realm, type SharedMemory } from '../../realm/realm.ts';
import { allocate, free } from '../../memory/allocate.ts';
import { Handle } from '../../memory/handle.ts';
import { heapRegion } from '../../memory/heap.ts';
import { giveByte, LOCKED, meaningOfByte, POISONED, takeByte } from '../../memory/lock-byte.ts';
import type { Region } from '../../memory/region.ts';
import { announce, type LockOptions, type Place, placeIn, type Where } from '../lock-options.ts';
import * as errors from '../lock-errors.ts';
import { type AsyncOptions, placeAt } from '../owned-lock.ts';
import { ParkingLot } from '../parking-lot/parking-lot.ts';
import { insideLot, wrongLot } from '../parking-lot/errors.ts';
import { takePoisoned } from '../take-poisoned.ts';
import { giveUpPoisoned, unparkAndGive } from './give-byte.ts';
import { ParkingGuard } from './parking-guard.ts';
import { waitForByte, waitForByteAsync } from './wait-for-byte.ts';

const KIND = 'ParkingMutex';
/** All of it. */
const BYTES = 1;
/** Turns are small integers in every engine, and go round. */
const TURN_MASK = 2 ** 30 - 1;

/** Where a mutex lies, and its lot. */
interface ByteInLot extends Place {
  readonly lot: ParkingLot;
}

/**
 * A mutex of one byte: for many of them, such as one for each entry of a table. The threads that wait for it are parked in a {@link ParkingLot}, which needs no room in the mutex. Locking and unlocking
 * one that is free costs two atomic operations and a note.
 *
 * ```ts
 * const mutex = new ParkingMutex();
 * using guard = mutex.lock();
 *
 * const locks = Array.from({ length: 64 }, (_, i) => ParkingMutex.at(memory, i, lot)); // 64 bytes
 * ```
 *
 * What its byte says, and who changes it, is in the table of `memory/lock-byte.ts`: whether it is locked, whether threads may be parked for it, or that its owner died.
 *
 * Who comes while it is free takes it, before those that were woken: a thread that goes on running is faster than one that has to wake up. So that nobody starves, a thread that was woken in vain and
 * has waited for a millisecond parks in front of the others, and the next to unlock hands the mutex to it, without letting it go. {@link unlockFair} does that at once.
 *
 * It belongs to the thread that took it, and to the handle that it took it through. A byte has no room for the owner's name: the thread's own list says what it holds, so that its death poisons, and
 * who unlocks what it does not hold is told.
 */
export class ParkingMutex extends Handle {
  static readonly byteLength: number = BYTES;
  static readonly alignment: number = 1;

  readonly region: Region;
  /** Where the threads that wait for it are parked. */
  readonly lot: ParkingLot;
  /** @internal As in OwnedLock: odd while this handle holds the mutex. */
  turn = 0;
  #address: number;

  /**
   * A handle for the mutex in the byte at `byteOffset` of your own memory (or the heap), which is not initialised: 0 is an unlocked one. `lot` is a lot in the same memory; the heap has its own.
   *
   * @throws {MemoryError} `OUT_OF_RANGE`, `NOT_SHARED`
   * @throws {LockError} `WRONG_LOT` without a lot in that memory, or for a byte of the lot itself
   */
  static at(memory: SharedMemory | Region, byteOffset: number, lot?: ParkingLot, options?: LockOptions): ParkingMutex {
    const place = placeAt(KIND, memory, byteOffset, options);
    if (lot === undefined && place.region === heapRegion()) return new ParkingMutex({ ...place, lot: ParkingLot.heap() });
    if (!(lot instanceof ParkingLot) || lot.region !== place.region) throw wrongLot(KIND, lot);
    if (byteOffset >= lot.address && byteOffset < lot.address + ParkingLot.byteLength) throw insideLot(KIND, byteOffset, lot);
    return new ParkingMutex({ ...place, lot });
  }

  /** A mutex in the heap, in a block of its own. */
  constructor(options?: LockOptions);
  /** @internal */
  constructor(place: ByteInLot);
  constructor(where?: Where | ByteInLot) {
    super();
    const place = placeIn(KIND, where);
    const heap = heapRegion(); // the list of what a thread holds lies there, wherever the byte does
    if (place === undefined) {
      this.region = heap;
      this.#address = allocate(BYTES);
      if (realm.checked === undefined) heap.u8[this.#address] = 0; // plain: no other thread knows it yet
    } else {
      place.region.check(place.address, BYTES, 1, KIND);
      if (place.address === 0 && place.region === heap) throw errors.nullAddress(KIND);
      this.region = place.region;
      this.#address = place.address;
    }
    this.lot = place === undefined ? ParkingLot.heap() : (place as ByteInLot).lot;
    announce(this, where);
    realm.checked?.describe(this.region.memory, this.#address, { name: where?.name ?? KIND, meaning: meaningOfByte });
  }

  get kind(): 'ParkingMutex' {
    return KIND;
  }

  /** The byte offset of its byte in its memory. */
  get address(): number {
    return this.#address;
  }

  /** Whether some thread holds it now: out of date as soon as it is known. */
  get isLocked(): boolean {
    return (this.region.ops.load8(this.#address, 'relaxed') & LOCKED) !== 0;
  }

  /** Whether a thread ended while it held it, and nobody has cleared that yet. */
  get isPoisoned(): boolean {
    return this.region.ops.load8(this.#address, 'relaxed') === POISONED;
  }

  /**
   * Locks; waits as long as it takes.
   *
   * @throws {OwnerDiedError} the last owner died holding it: see `recover` and `clearPoison`
   * @throws {LockError} `SELF_DEADLOCK` if this thread holds it
   * @throws {CannotBlockError} if it is not free and this is a page's main thread: use `lockAsync`
   */
  lock(): ParkingGuard {
    if (!takeByte(this.region, this.#address, this.lot.address, 0)) waitForByte(this, 'lock()', Infinity);
    return this.#newGuard();
  }

  /** Locks if it is free, else returns undefined. Throws `OwnerDiedError` as {@link lock} does. */
  tryLock(): ParkingGuard | undefined {
    for (;;) {
      const byte = this.region.ops.load8(this.#address, 'relaxed');
      errors.refusePoisonedOrFreed(this, byte);
      if ((byte & LOCKED) !== 0) return undefined;
      if (takeByte(this.region, this.#address, this.lot.address, byte)) return this.#newGuard();
    }
  }

  /** Locks; gives up after `ms` milliseconds and returns undefined. Throws what {@link lock} throws. */
  tryLockFor(ms: number): ParkingGuard | undefined {
    errors.checkTimeout(`${KIND}.tryLockFor`, ms);
    const { region, lot } = this;
    const isTaken = takeByte(region, this.#address, lot.address, 0) || waitForByte(this, 'tryLockFor()', realm.now() + ms);
    return isTaken ? this.#newGuard() : undefined;
  }

  /** Locks without blocking. Promises of one thread get it in the order in which they asked; keeps the event loop alive meanwhile. */
  lockAsync(options?: AsyncOptions): Promise<ParkingGuard> {
    return waitForByteAsync(this, () => this.#newGuard(), 'lockAsync', Infinity, options) as Promise<ParkingGuard>;
  }

  /** As {@link lockAsync}, for at most `ms` milliseconds: resolves to undefined if that was not enough. */
  tryLockForAsync(ms: number, options?: AsyncOptions): Promise<ParkingGuard | undefined> {
    return waitForByteAsync(this, () => this.#newGuard(), 'tryLockForAsync', ms, options);
  }

  /** Locks, runs `body`, and unlocks, whether it returns or throws. */
  withLock<R>(body: () => R): R {
    errors.checkFunction(`${KIND}.withLock`, body);
    const guard = this.lock();
    try {
      return body();
    } finally {
      if (guard.isLive) this.unlock();
    }
  }

  /** Waits without blocking, runs `body`, and unlocks when the promise that it returned has settled. */
  async withLockAsync<R>(body: () => R | PromiseLike<R>, options?: AsyncOptions): Promise<R> {
    errors.checkFunction(`${KIND}.withLockAsync`, body);
    const guard = await this.lockAsync(options);
    try {
      return await body();
    } finally {
      guard[Symbol.dispose]();
    }
  }

  /**
   * Unlocks, and makes the guard stale. Unparks a thread that is parked for it, or hands it to one that has waited long.
   *
   * @throws {LockError} `NOT_LOCKED` if it was not locked through this handle, `NOT_OWNER` if this thread does not hold it
   */
  unlock(): void {
    this.#endTurn();
    if (!giveByte(this.region, this.#address, this.lot.address)) unparkAndGive(this, false);
  }

  /** {@link unlock}, which hands it to the thread that has been parked longest, if there is one: nobody else gets it in between. Returns whether there was one. */
  unlockFair(): boolean {
    this.#endTurn();
    return !giveByte(this.region, this.#address, this.lot.address) && unparkAndGive(this, true);
  }

  /** Makes a poisoned mutex usable again, if you know what it protects to be sound; returns whether it was poisoned. */
  clearPoison(): boolean {
    return this.region.ops.cas8(this.#address, POISONED, 0, 'acqRel', 'relaxed') === POISONED;
  }

  /** Locks although the owner died, so that `repair` can put things in order: as `Mutex.recover`. */
  recover(repair: () => void): boolean {
    errors.checkFunction(`${KIND}.recover`, repair);
    const take = (): boolean => takeByte(this.region, this.#address, this.lot.address, POISONED);
    if (!takePoisoned(() => this.lock()[Symbol.dispose](), take)) return false;
    const guard = this.#newGuard();
    let repaired = false;
    try {
      repair();
      repaired = true;
    } finally {
      if (repaired) guard[Symbol.dispose]();
      else {
        this.#endTurn();
        giveUpPoisoned(this);
      }
    }
    return true;
  }

  /**
   * Gives the memory of a mutex in the heap back. No thread may use any handle for it afterwards; this handle refuses from here on.
   *
   * @throws {LockError} `STILL_HELD`
   * @throws {MemoryError} `DOUBLE_FREE`; `NOT_ALLOCATED` for one in memory of your own, or inside of a larger block
   */
  free(): void {
    if (this.region !== heapRegion()) throw errors.notInHeap(this);
    if (this.#address === 0) throw errors.freedTwice(this);
    if (this.isLocked) throw errors.stillUsed(this, 'held');
    free(this.#address);
    this.#address = 0; // holds the heap's own mark, so that every later lock() finds it taken and looks closer
  }

  #newGuard(): ParkingGuard {
    return new ParkingGuard(this, (this.turn = ((this.turn + 1) | 1) & TURN_MASK));
  }

  #endTurn(): void {
    if ((this.turn & 1) === 0) throw errors.notLocked(this, meaningOfByte(this.region.ops.load8(this.#address, 'relaxed')));
    this.turn = (this.turn + 1) & TURN_MASK;
  }
}
