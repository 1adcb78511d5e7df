import { registerPlacedHandle } from '../../codec/index.ts';
import { allocateAligned, free, zeroFill } from '../../memory/allocate.ts';
import { Handle } from '../../memory/handle.ts';
import * as heldList from '../../memory/held-list.ts';
import { heapRegion } from '../../memory/heap.ts';
import type { Region } from '../../memory/region.ts';
import '../../memory/settle-held.ts';
import * as realmModule from '../../realm/realm.ts';
import { current, realm } from '../../realm/realm.ts';
import { checkFunction, freed, type Named } from '../../lock/lock-errors.ts';
import { MemoryError } from '../../realm/errors.ts';
import { epochFreed, notRetirable, retiredTwice, stillPinned } from '../shared-error.ts';
import { countInBags, putIntoBag, takeFromBags } from './bag.ts';
import * as epochWords from './epoch-words.ts';
import { endRecord, EPOCH_BYTES, epochNow, isOldAt, recordsOf, takeOld, takeOldOfOrphans, tryAdvance } from './epoch-words.ts';
import { doAll } from './do-all.ts';
import { forgetParticipant, type Participant, participantOf } from './participant.ts';
import { Pin } from './pin.ts';

// V8 folds a module's own constants into the code, but loads an imported one at each use and checks it.
const { pinRecord, unpinRecord } = epochWords;
const { era } = heldList;
const { run } = realmModule;

const BLOCK_ALIGNMENT = 16;
/** After so many retired blocks a thread looks which it can free. A guess: a look costs a load for each thread. */
const RETIRED_BEFORE_LOOK = 64;

/**
 * Frees memory that threads read without a lock, when none of them can have it any more. To pin costs an atomic store, and so does to unpin; to retire a few nanoseconds, and a look at all threads now and then.
 *
 * ```ts
 * const epoch = new Epoch();
 *
 * epoch.withPin(() => read(pointer.load('acquire'))); // what it points to is not freed meanwhile
 *
 * epoch.withPin((pin) => pin.retire(pointer.exchange(changed, 'acqRel'))); // freed when all who may read it are done
 * ```
 *
 * The rules: follow shared pointers only while pinned, and keep no address beyond the pin; take a block out of all shared pointers before it is retired, and retire it once. Do not wait for anything while pinned: memory
 * grows meanwhile.
 *
 * A thread that ends while it is pinned, however it ends, pins nothing any more; what it had retired is freed by others. How that is decided, and what its words say: the tables of `epoch-words.ts` and, for each thread, of `memory/epoch-record.ts`. The idea is K. Fraser's (*Practical lock-freedom*, 2004).
 */
export class Epoch extends Handle {
  /** @internal A handle for one that is there. */
  static at(region: Region, address: number): Epoch {
    region.check(address, EPOCH_BYTES, EPOCH_BYTES, 'Epoch');
    return new Epoch(address);
  }

  /** @internal The structure whose own it is: errors name that one. */
  of: Named | undefined;
  #address: number;
  #me: Participant | undefined;
  /** In a checked run, where threads may share this object. */
  #others: Map<number, Participant> | undefined;

  /** A new one, in the heap. */
  constructor();
  /** @internal */
  constructor(address: number);
  constructor(address?: number) {
    super();
    heapRegion();
    this.#address = address ?? allocateAligned(EPOCH_BYTES, EPOCH_BYTES);
    if (address === undefined) zeroFill(heapRegion(), this.#address, EPOCH_BYTES);
  }

  get kind(): 'Epoch' {
    return 'Epoch';
  }

  /** The byte offset of its words in the heap. */
  get address(): number {
    return this.#address;
  }

  /** Pins this thread until the pin is disposed of: `using pin = epoch.pin()`. */
  pin(): Pin {
    this.enter();
    return new Pin(this);
  }

  /** Calls `body` while this thread is pinned; returns what it returns. */
  withPin<R>(body: (pin: Pin) => R): R {
    checkFunction('Epoch.withPin', body);
    const pin = this.pin();
    try {
      return body(pin);
    } finally {
      pin[Symbol.dispose]();
    }
  }

  /**
   * Frees what can be freed now, of this thread and of those that have ended, and calls what was deferred. Returns how many blocks were freed. Two calls free what was retired before, if no thread is pinned.
   *
   * @throws {SharedError} `RETIRED_TWICE`; and what a deferred function throws. All others are freed and called first
   */
  collect(): number {
    const me = this.#participant('collect()');
    me.retired = 0;
    tryAdvance(this.#address);
    const taken = [...takeOld(this.#address, me.record), ...takeOldOfOrphans(this.#address)];
    try {
      doAll(taken, (address) => this.#freeRetired(address));
    } finally {
      this.#callDeferred(me);
    }
    return taken.length;
  }

  /** How many blocks this thread has retired that are not freed yet. */
  get retiredCount(): number {
    return countInBags(this.#participant('retiredCount').record);
  }

  /**
   * Gives its memory back, and all that was retired. No thread may use it afterwards.
   *
   * @throws {SharedError} `STILL_PINNED`
   */
  free(): void {
    const me = this.#participant('free()');
    if (me.pins > 0) throw stillPinned(this);
    try {
      doAll([...recordsOf(this.#address)], (record) => this.#freeRecord(record));
    } finally {
      try {
        this.#callDeferred(me, true);
      } finally {
        this.#end();
      }
    }
  }

  #end(): void {
    forgetParticipant(this.#address);
    free(this.#address);
    this.#address = 0;
    this.#me = undefined;
  }

  /** @internal {@link pin} without an object: ends with {@link unpin}. */
  enter(): void {
    const me = this.#participant('pin()');
    if (me.pins++ === 0) pinRecord(this.#address, me.record);
  }

  /** @internal {@link withPin} without an object. */
  during<R>(body: () => R): R {
    this.enter();
    try {
      return body();
    } finally {
      this.unpin();
    }
  }

  /** @internal */
  retire(address: number): void {
    const me = this.#participant('retire()');
    if (!isBlock(address)) throw notRetirable(this, address);
    putIntoBag(me.record, address, epochNow(this.#address));
    me.retired++;
  }

  /** @internal */
  defer(fn: () => void): void {
    checkFunction('Pin.defer', fn);
    this.#participant('defer()').deferred.push({ epoch: epochNow(this.#address), fn });
  }

  /** @internal */
  unpin(): void {
    const me = this.#participant('unpin');
    if (--me.pins > 0) return;
    unpinRecord(me.record);
    if (me.retired >= RETIRED_BEFORE_LOOK) this.collect();
  }

  #freeRecord(record: number): void {
    try {
      doAll(
        takeFromBags(record, () => true),
        (address) => this.#freeRetired(address),
      );
    } finally {
      endRecord(record);
    }
  }

  #freeRetired(address: number): void {
    try {
      free(address);
    } catch (error) {
      throw error instanceof MemoryError ? retiredTwice(this, address, error) : error;
    }
  }

  #callDeferred({ deferred }: Participant, isAll = false): void {
    const isOld = isOldAt(epochNow(this.#address));
    const end = isAll ? -1 : deferred.findIndex(({ epoch }) => !isOld(epoch));
    doAll(deferred.splice(0, end < 0 ? deferred.length : end), ({ fn }) => fn());
  }

  #participant(call: string): Participant {
    const me = this.#me;
    if (me !== undefined && me.era === era.now && (run.isChecked !== true || me.block === current.block)) return me;
    if (this.#address === 0) throw this.of === undefined ? epochFreed(call) : freed(this.of);
    return (this.#me = this.#join());
  }

  /** This thread takes part for the first time. */
  #join(): Participant {
    const { block } = current;
    const known = realm.checked === undefined ? undefined : this.#others?.get(block);
    if (known !== undefined) return known;
    const me = participantOf(this.#address);
    if (realm.checked !== undefined) (this.#others ??= new Map()).set(block, me);
    return me;
  }
}

/** Whether it may be the address of a block: what it is of is seen when it is freed. */
function isBlock(address: unknown): address is number {
  return typeof address === 'number' && (address | 0) === address && address > 0 && (address & (BLOCK_ALIGNMENT - 1)) === 0;
}

registerPlacedHandle(Epoch, {
  tag: 'lockwright.Epoch',
  moduleUrl: import.meta.url,
  place: (epoch) => ({ region: heapRegion(), address: epoch.address }),
  at: (region, address) => Epoch.at(region, address),
});
