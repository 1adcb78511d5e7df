import { realm, type SharedMemory } from '../../realm/realm.ts';
import { allocateAligned, free, zeroFill } from '../../memory/allocate.ts';
import { Handle } from '../../memory/handle.ts';
import { heapRegion } from '../../memory/heap.ts';
import type { AnyLayout, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import { checkLayout, roundUp } from '../../memory/layout/limits.ts';
import type { Region } from '../../memory/region.ts';
import { ASYNC_COUNT, giveShare, shareOf, takeShare } from '../../memory/share.ts';
import * as ownerWord from '../../memory/owner-word.ts';
import * as shareAtOnce from '../../memory/share-at-once.ts';
import * as errors from '../lock-errors.ts';
import { announce, type LockOptions, type Place, placeIn, splitOptions, type Where } from '../lock-options.ts';
import { type AsyncOptions, placeAt, WORD_ALIGNMENT } from '../owned-lock.ts';
import { refuseInUse } from '../refuse-in-use.ts';
import { type Admit, LINE_LOCK_BYTES, PATIENCE, useOfLine, waitAsync, waitInLine } from '../wait-in-line.ts';
import { takePoisoned } from '../take-poisoned.ts';
import * as guards from './rw-guards.ts';
import * as words from './rw-word.ts';

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const {
  CLOSED_TO_READERS,
  CLOSED_TO_UPGRADABLE,
  CLOSED_TO_WRITERS,
  POISONED,
  READ_DELTA,
  READER,
  UPGRADABLE,
  UPGRADABLE_DELTA,
  WRITER,
  WRITER_DIED,
} = words;
const { ELSEWHERE, SHARE_TAKEN, shareOpsOf, takeShareSlowly } = shareAtOnce;
const { endRead, endWrite, ReadGuard, UpgradableReadGuard, WriteGuard } = guards;
const { me } = ownerWord;

type ReadGuard<V, W> = guards.ReadGuard<V, W>;
type UpgradableReadGuard<V, W> = guards.UpgradableReadGuard<V, W>;
type WriteGuard<V, W> = guards.WriteGuard<V, W>;

/**
 * A lock that many threads hold for reading, or one for writing, with the value that it protects. Taking it and giving it back take an atomic operation each and a note; a thread that
 * has to wait spins for about a microsecond and then sleeps.
 *
 * ```ts
 * const prices = new RwLock(array(f64, 1000));
 *
 * prices.withRead((guard) => guard.value.get(7));
 * using guard = prices.write(); // until the end of the block
 * guard.value.set(7, 9.5);
 * ```
 *
 * It pays where readers are many and take their time; for short sections a `Mutex` is as good. Threads that wait get it in the order in which they came, and who comes while the first of
 * them sleeps stands behind it, so that neither readers nor writers starve. Only while the first wakes up, some 10 µs after somebody gave the lock back, is it there for anybody; when the
 * first has been woken in vain four times, the lock is kept for it. For that reason a thread that reads already must not ask to read again: with a writer in between, each would wait for the
 * other. It is told so. Promises come after the threads that wait, as with `Semaphore`.
 *
 * One reader at a time may be upgradable: it reads beside the others, and can go over to writing without letting another writer in between.
 *
 * The state is one 32-bit word, followed by the count that promises wait on, the two words of the line (`memory/line.ts`), and the value:
 *
 * | bits            | meaning                                       | who changes it, and how                                               |
 * |-----------------|-----------------------------------------------|-----------------------------------------------------------------------|
 * | 0: `QUEUED`     | the first in line sleeps on the word          | the first in line sets it, when it is refused. Who gives back clears it, unless `DUE` or `UPGRADING`; so does the last to leave the line |
 * | 1: `ASYNC`      | promises may wait                             | a promise that waits sets it; who tells the promises clears it        |
 * | 2: `UPGRADING`  | the upgradable reader waits for the others    | that reader                                                           |
 * | 3: `DUE`        | the lock is kept for the first in line        | the first in line sets it, with `QUEUED`, when it has been woken in vain so often; who takes the lock as the first, or takes the first out of the line, clears it |
 * | 4: `POISONED`   | a writer died                                 | its undertaker sets it; `clearPoison` and `recover` clear it          |
 * | 5: `WRITER`     | held for writing                              | who takes it so, when nobody else has it; its holder            |
 * | 6: `UPGRADABLE` | held by an upgradable reader                  | who takes it so, while no writer and no other such reader has it; its holder |
 * | 7 to 30         | so many threads read                          | one more by who begins to read, while neither `WRITER`, `UPGRADING` nor `POISONED`; one less by who ends |
 *
 * Bits 2 and 4 to 30 change in one step with the note that says what a thread has (`memory/share.ts`), so a reader that dies is counted off, and a writer that dies poisons the lock.
 */
export class RwLock<V = undefined, W = V> extends Handle {
  /** Bytes of a lock without a value. See {@link bytesFor}. */
  static readonly byteLength: number = LINE_LOCK_BYTES;
  /** What the byte offset of a lock without a value must be a multiple of. See {@link alignmentFor}. */
  static readonly alignment: number = WORD_ALIGNMENT;

  /** Bytes of a lock with a value of that layout. */
  static bytesFor(layout?: AnyLayout): number {
    return layout === undefined ? LINE_LOCK_BYTES : valueOffset(layout) + layout.byteLength;
  }

  /** What the byte offset of a lock with a value of that layout must be a multiple of. */
  static alignmentFor(layout?: AnyLayout): number {
    return layout === undefined ? WORD_ALIGNMENT : Math.max(WORD_ALIGNMENT, layout.alignment);
  }

  /**
   * A handle for the lock at `byteOffset` of your own memory (or the heap), which is not initialised: all zero is free, with a value of zeros. All threads that use it must belong to
   * one program.
   *
   * @throws {MemoryError} `OUT_OF_RANGE`, `MISALIGNED`, `NOT_SHARED`
   */
  static at<V = undefined, W = V>(
    memory: SharedMemory | Region,
    byteOffset: number,
    layout?: Layout<V, W>,
    options?: LockOptions,
  ): RwLock<V, W> {
    return new RwLock<V, W>(layout as Layout<V, W>, undefined, placeAt('RwLock', memory, byteOffset, options));
  }

  readonly region: Region;
  /** @internal How shares of its word are taken and given back. */
  shares: shareAtOnce.ShareOps;
  /** @internal How often the first in line is woken in vain before it is due. */
  patience: number = PATIENCE;
  /** How the value is laid out; undefined if the lock has none. */
  readonly layout: Layout<V, W> | undefined;
  /** @internal */
  readonly valueAddress: number;
  #address: number;

  /** A lock in the heap, free, without a value or with a first value (zeros if left out). */
  constructor(layout: Layout<V, W>, initial?: V | W, options?: LockOptions);
  constructor(options?: LockOptions); // second: a layout has a name as well
  /** @internal */
  constructor(layout: Layout<V, W>, initial: V | W | undefined, place: Place);
  constructor(first?: Layout<V, W> | LockOptions, initial?: V | W, last?: Where) {
    super();
    const [layout, where] = splitOptions(first, last);
    const place = placeIn('RwLock', where);
    if (layout !== undefined) checkLayout('RwLock(layout)', layout);
    else if (initial !== undefined) throw errors.noLayout('RwLock');
    const [bytes, alignment] = [RwLock.bytesFor(layout), RwLock.alignmentFor(layout)];
    const heap = heapRegion(); // the list of what a thread holds lies there, wherever the lock does
    this.layout = layout;
    if (place === undefined) {
      this.region = heap;
      this.#address = allocateAligned(bytes, alignment);
      zeroFill(heap, this.#address, bytes);
    } else {
      place.region.check(place.address, bytes, alignment, layout === undefined ? 'RwLock' : `RwLock of ${layout.name}`);
      if (place.address === 0 && place.region === heap) throw errors.nullAddress('RwLock');
      this.region = place.region;
      this.#address = place.address;
    }
    this.shares = shareOpsOf(this.region);
    this.valueAddress = this.#address + valueOffset(layout);
    if (initial !== undefined) this.#initialise(initial);
    announce(this, where);
    realm.checked?.describe(this.region.memory, this.#address, { name: where?.name ?? 'RwLock', meaning: words.meaningOfRwWord });
  }

  #initialise(initial: V | W): void {
    try {
      this.layout!.set(this.region, this.valueAddress, initial);
    } catch (error) {
      free(this.#address);
      throw error;
    }
  }

  get kind(): 'RwLock' {
    return 'RwLock';
  }

  /** The byte offset of its words in its memory. */
  get address(): number {
    return this.#address;
  }

  /** How many threads read now, an upgradable one among them: out of date as soon as it is known. */
  get readers(): number {
    const word = this.#word();
    return words.readersOf(word) + ((word & words.UPGRADABLE) === 0 ? 0 : 1);
  }

  /** Whether some thread writes now: out of date as soon as it is known. */
  get isWriteLocked(): boolean {
    return (this.#word() & WRITER) !== 0;
  }

  /** Whether a thread ended while it wrote, and nobody has cleared that yet. */
  get isPoisoned(): boolean {
    return (this.#word() & POISONED) !== 0;
  }

  /**
   * Takes the lock for reading; waits as long as it takes.
   *
   * @throws {OwnerDiedError} a writer died: see {@link recover} and {@link clearPoison}
   * @throws {LockError} `SELF_DEADLOCK` if it would have to wait, and this thread has the lock already
   * @throws {CannotBlockError} if it would have to wait on a page's main thread: use {@link readAsync}
   */
  read(): ReadGuard<V, W> {
    if (!this.#takeAtOnce(CLOSED_TO_READERS, READER, READ_DELTA))
      this.#wait(words.admitReader(this), 'read()', 'await readAsync(), or tryRead()', Infinity);
    return new ReadGuard(this);
  }

  /** Takes the lock for reading if it can be had at once and nobody stands in line, else returns undefined. */
  tryRead(): ReadGuard<V, W> | undefined {
    return this.#takeAtOnce(CLOSED_TO_READERS, READER, READ_DELTA) ? new ReadGuard(this) : undefined;
  }

  /** As {@link read}; gives up after `ms` milliseconds and returns undefined. */
  tryReadFor(ms: number): ReadGuard<V, W> | undefined {
    errors.checkTimeout('RwLock.tryReadFor', ms);
    const got =
      this.#takeAtOnce(CLOSED_TO_READERS, READER, READ_DELTA) ||
      this.#wait(words.admitReader(this), 'tryReadFor()', 'await readAsync(), or tryRead()', realm.now() + ms);
    return got ? new ReadGuard(this) : undefined;
  }

  /** As {@link read}, without blocking; keeps the event loop alive meanwhile. */
  readAsync(options?: AsyncOptions): Promise<ReadGuard<V, W>> {
    return this.#readAsync('readAsync', Infinity, options) as Promise<ReadGuard<V, W>>;
  }

  /** As {@link readAsync}, for at most `ms` milliseconds: resolves to undefined if that was not enough. */
  tryReadForAsync(ms: number, options?: AsyncOptions): Promise<ReadGuard<V, W> | undefined> {
    return this.#readAsync('tryReadForAsync', ms, options);
  }

  /** Takes the lock for reading, as the one that may go over to writing. Throws what {@link read} throws. */
  upgradableRead(): UpgradableReadGuard<V, W> {
    if (!this.#takeAtOnce(CLOSED_TO_UPGRADABLE, UPGRADABLE, UPGRADABLE_DELTA))
      this.#wait(words.admitUpgradable(this), 'upgradableRead()', 'await upgradableReadAsync(), or tryUpgradableRead()', Infinity);
    return new UpgradableReadGuard(this);
  }

  /** As {@link upgradableRead}, if it can be had at once; else returns undefined. */
  tryUpgradableRead(): UpgradableReadGuard<V, W> | undefined {
    return this.#takeAtOnce(CLOSED_TO_UPGRADABLE, UPGRADABLE, UPGRADABLE_DELTA) ? new UpgradableReadGuard(this) : undefined;
  }

  /** As {@link upgradableRead}; gives up after `ms` milliseconds and returns undefined. */
  tryUpgradableReadFor(ms: number): UpgradableReadGuard<V, W> | undefined {
    errors.checkTimeout('RwLock.tryUpgradableReadFor', ms);
    const got =
      this.#takeAtOnce(CLOSED_TO_UPGRADABLE, UPGRADABLE, UPGRADABLE_DELTA) ||
      this.#wait(words.admitUpgradable(this), 'tryUpgradableReadFor()', 'await upgradableReadAsync()', realm.now() + ms);
    return got ? new UpgradableReadGuard(this) : undefined;
  }

  /** As {@link upgradableRead}, without blocking. */
  upgradableReadAsync(options?: AsyncOptions): Promise<UpgradableReadGuard<V, W>> {
    return this.#upgradableAsync('upgradableReadAsync', Infinity, options) as Promise<UpgradableReadGuard<V, W>>;
  }

  /** As {@link upgradableReadAsync}, for at most `ms` milliseconds: resolves to undefined if that was not enough. */
  tryUpgradableReadForAsync(ms: number, options?: AsyncOptions): Promise<UpgradableReadGuard<V, W> | undefined> {
    return this.#upgradableAsync('tryUpgradableReadForAsync', ms, options);
  }

  /** Takes the lock for writing. Throws what {@link read} throws. */
  write(): WriteGuard<V, W> {
    if (!this.#takeAtOnce(CLOSED_TO_WRITERS, WRITER, WRITER_DIED))
      this.#wait(words.admitWriter(this), 'write()', 'await writeAsync(), or tryWrite()', Infinity, WRITER_DIED);
    return new WriteGuard(this);
  }

  /** Takes the lock for writing if it can be had at once and nobody stands in line, else returns undefined. */
  tryWrite(): WriteGuard<V, W> | undefined {
    return this.#takeAtOnce(CLOSED_TO_WRITERS, WRITER, WRITER_DIED) ? new WriteGuard(this) : undefined;
  }

  /** As {@link write}; gives up after `ms` milliseconds and returns undefined. */
  tryWriteFor(ms: number): WriteGuard<V, W> | undefined {
    errors.checkTimeout('RwLock.tryWriteFor', ms);
    const got =
      this.#takeAtOnce(CLOSED_TO_WRITERS, WRITER, WRITER_DIED) ||
      this.#wait(words.admitWriter(this), 'tryWriteFor()', 'await writeAsync(), or tryWrite()', realm.now() + ms, WRITER_DIED);
    return got ? new WriteGuard(this) : undefined;
  }

  /** As {@link write}, without blocking; keeps the event loop alive meanwhile. */
  writeAsync(options?: AsyncOptions): Promise<WriteGuard<V, W>> {
    return this.#writeAsync('writeAsync', Infinity, options) as Promise<WriteGuard<V, W>>;
  }

  /** As {@link writeAsync}, for at most `ms` milliseconds: resolves to undefined if that was not enough. */
  tryWriteForAsync(ms: number, options?: AsyncOptions): Promise<WriteGuard<V, W> | undefined> {
    return this.#writeAsync('tryWriteForAsync', ms, options);
  }

  /**
   * Takes the lock for reading, runs `body` with the guard, and gives it back, whether it returns or throws. The fastest form.
   *
   * It calls no method of the guard: V8 really makes an object one of whose methods leads to a call that is not compiled in place, which costs 3 ns. And it is short, since JavaScriptCore puts
   * only what is short into the caller.
   */
  withRead<R>(body: (guard: ReadGuard<V, W>) => R): R {
    if (typeof body !== 'function') errors.checkFunction('RwLock.withRead', body);
    const guard = this.read();
    try {
      return body(guard);
    } finally {
      endRead(guard);
    }
  }

  /** As {@link withRead}, as the one that may go over to writing: `using writing = guard.upgrade()` in `body` gives back what it goes over to. */
  withUpgradableRead<R>(body: (guard: UpgradableReadGuard<V, W>) => R): R {
    errors.checkFunction('RwLock.withUpgradableRead', body);
    const guard = this.upgradableRead();
    try {
      return body(guard);
    } finally {
      guard[Symbol.dispose]();
    }
  }

  /** As {@link withRead}, for writing. */
  withWrite<R>(body: (guard: WriteGuard<V, W>) => R): R {
    if (typeof body !== 'function') errors.checkFunction('RwLock.withWrite', body);
    const guard = this.write();
    try {
      return body(guard);
    } finally {
      endWrite(guard);
    }
  }

  /** Waits for the lock without blocking, to read, runs `body`, and gives it back when the promise that it returned has settled. */
  async withReadAsync<R>(body: (guard: ReadGuard<V, W>) => R | PromiseLike<R>, options?: AsyncOptions): Promise<R> {
    errors.checkFunction('RwLock.withReadAsync', body);
    const guard = await this.readAsync(options);
    try {
      return await body(guard);
    } finally {
      guard[Symbol.dispose]();
    }
  }

  /** As {@link withReadAsync}, as the one that may go over to writing. */
  async withUpgradableReadAsync<R>(body: (guard: UpgradableReadGuard<V, W>) => R | PromiseLike<R>, options?: AsyncOptions): Promise<R> {
    errors.checkFunction('RwLock.withUpgradableReadAsync', body);
    const guard = await this.upgradableReadAsync(options);
    try {
      return await body(guard);
    } finally {
      guard[Symbol.dispose]();
    }
  }

  /** As {@link withReadAsync}, for writing. */
  async withWriteAsync<R>(body: (guard: WriteGuard<V, W>) => R | PromiseLike<R>, options?: AsyncOptions): Promise<R> {
    errors.checkFunction('RwLock.withWriteAsync', body);
    const guard = await this.writeAsync(options);
    try {
      return await body(guard);
    } finally {
      guard[Symbol.dispose]();
    }
  }

  /** Makes a poisoned lock usable again as it is, if you know the value to be sound; returns whether it was poisoned. See {@link recover}. */
  clearPoison(): boolean {
    const { ops } = this.region;
    // acquire and release: what the dead thread and this one wrote is there for whoever takes the lock next
    return (this.#word() & POISONED) !== 0 && (ops.and32(this.#address, ~POISONED, 'acqRel') & POISONED) !== 0;
  }

  /**
   * Takes a poisoned lock for writing, so that `repair` can put the value in order; the poison is gone when it returns, and stays if it throws. Returns false without calling it if
   * there is no poison, or another thread has repaired it meanwhile.
   */
  recover(repair: (guard: WriteGuard<V, W>) => void): boolean {
    errors.checkFunction('RwLock.recover', repair);
    const take = (): boolean => {
      const word = this.#word();
      return (word & POISONED) !== 0 && takeShare(this.region, this.#address, word, word - POISONED + WRITER, WRITER_DIED);
    };
    if (!takePoisoned(() => this.write()[Symbol.dispose](), take)) return false;
    const guard = new WriteGuard<V, W>(this);
    try {
      repair(guard);
    } catch (error) {
      if (guard.live) {
        guard.end('unlock');
        giveShare(this.region, this.#address, WRITER_DIED);
      }
      throw error;
    }
    guard[Symbol.dispose]();
    return true;
  }

  /**
   * Gives the memory of a lock in the heap back. No thread may use any handle for it afterwards; this handle refuses from here on.
   *
   * @throws {LockError} `STILL_HELD`
   * @throws {MemoryError} `DOUBLE_FREE`; `NOT_ALLOCATED` for a lock in memory of your own
   */
  free(): void {
    if (this.region !== heapRegion()) throw errors.notInHeap(this);
    if (this.#address === 0) throw errors.freedTwice(this);
    if (this.isWriteLocked || this.readers > 0) throw errors.stillUsed(this, words.meaningOfRwWord(this.#word()));
    refuseInUse(this, useOfLine(this), this.#address + ASYNC_COUNT);
    free(this.#address);
    this.#address = 0;
    this.shares = ELSEWHERE;
  }

  #word(): number {
    mustLive(this);
    return this.region.ops.load32(this.#address, 'relaxed');
  }

  /** The fast path of all forms. */
  #takeAtOnce(closed: number, share: number, delta: number): boolean {
    const found = this.shares.takeShare(this.#address, closed, 0, share, delta, me.block!);
    return found === SHARE_TAKEN || takeSlowly(this, found, closed, share, delta);
  }

  #wait(admit: Admit, call: string, instead: string, deadline: number, delta?: number): boolean {
    if (shareOf(this.region, this.#address) !== undefined) throw errors.waitsForItself(this, call, instead);
    return waitInLine(this, admit, call, instead, deadline, delta);
  }

  #readAsync(call: string, ms: number, options: AsyncOptions | undefined): Promise<ReadGuard<V, W> | undefined> {
    return this.#async(words.admitReader(this), () => new ReadGuard<V, W>(this), call, ms, options);
  }

  #upgradableAsync(call: string, ms: number, options: AsyncOptions | undefined): Promise<UpgradableReadGuard<V, W> | undefined> {
    return this.#async(words.admitUpgradable(this), () => new UpgradableReadGuard<V, W>(this), call, ms, options);
  }

  #writeAsync(call: string, ms: number, options: AsyncOptions | undefined): Promise<WriteGuard<V, W> | undefined> {
    return this.#async(words.admitWriter(this), () => new WriteGuard<V, W>(this), call, ms, options, WRITER_DIED);
  }

  #async<G>(admit: Admit, make: () => G, call: string, ms: number, options: AsyncOptions | undefined, delta?: number) {
    try {
      mustLive(this);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    return waitAsync<G>(this, admit, make, call, ms, options, delta);
  }
}

/**
 * Throws if the word that it found says that a writer died: to look at the word again would not do, since it may be another by then.
 *
 * A function, not a method: JavaScriptCore leaves a call of what it has never seen called out of the code, and can then keep what it has read of the lock; not so a private method.
 */
function takeSlowly(lock: RwLock<any, any>, found: number, closed: number, share: number, delta: number): boolean {
  mustLive(lock);
  const word = takeShareSlowly(lock, found, closed, 0, share, delta);
  if (word === SHARE_TAKEN) return true;
  if ((word & POISONED) !== 0) throw errors.ownerDied(lock);
  return false;
}

function mustLive(lock: RwLock<any, any>): void {
  if (lock.address === 0 && lock.region === heapRegion()) throw errors.freed(lock);
}

function valueOffset(layout: AnyLayout | undefined): number {
  return layout === undefined ? LINE_LOCK_BYTES : roundUp(LINE_LOCK_BYTES, layout.alignment);
}

/** The type of a lock whose value has that layout. */
export type RwLockOf<L extends AnyLayout> = RwLock<ValueOf<L>, ViewOf<L>>;
