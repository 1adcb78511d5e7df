import type { SharedMemory } from '../../realm/realm.ts';
import { current, realm } from '../../realm/realm.ts';
import { free } from '../../memory/allocate.ts';
import { heapRegion } from '../../memory/heap.ts';
import type { AnyLayout, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import { checkLayout, roundUp } from '../../memory/layout/limits.ts';
import { looksBeforeSleep } from '../../memory/looks-before-sleep.ts';
import { OWNER_WORD_BYTES, ownerOf, POISONED, takeAs, takeOwnerWord } from '../../memory/owner-word.ts';
import type { Region } from '../../memory/region.ts';
import { scratchRegion } from '../../memory/scratch.ts';
import * as sequence from '../../memory/sequence-word.ts';
import type { Guard } from '../guard.ts';
import * as errors from '../lock-errors.ts';
import { lockContended } from '../mutex/lock-contended.ts';
import type { LockOptions, Place, Where } from '../lock-options.ts';
import { alignmentFor, type AsyncOptions, bytesFor, OwnedLock, placeAt, WORD_ALIGNMENT } from '../owned-lock.ts';
import { releaseSlowly, unlockContended } from '../unlock-contended.ts';
import { type Call, CHANGED, type HasWord, waitForWord, waitForWordAsync } from '../wait-for-word.ts';
import { DraftGuard } from './draft-guard.ts';

const SEQUENCE = OWNER_WORD_BYTES;
const OWN_BYTES = OWNER_WORD_BYTES + sequence.SEQUENCE_BYTES;
const WORD_BYTES = 4;
/** So that each kind of view reaches all of the scratch memory. */
const SCRATCH_UNIT = 8;

const INSTEAD = 'await readAsync(), or tryRead()';
const READ: Call = { name: 'read()', instead: INSTEAD };
const TRY_READ_FOR: Call = { name: 'tryReadFor()', instead: INSTEAD };

/**
 * A value that many threads read at once without keeping anyone from writing: a reader copies it, and copies again if it was being written. Reading two numbers costs about 50 ns, and
 * 7 ns for each four bytes more; writing them costs about 120, for a lock and a copy there and back.
 *
 * ```ts
 * const position = new SeqLock(struct({ x: f64, y: f64 }), { x: 0, y: 0 });
 *
 * const { x, y } = position.read(); // a copy, of one moment
 * position.write({ x: 1, y: 2 });
 * position.withLock((guard) => (guard.value.x += 1)); // others see it at the end, all at once
 * ```
 *
 * Use it for small values where readers must not hold anything: they never make a writer wait, they write nothing that other readers would have to fetch, and one that dies leaves nothing
 * behind. Alone, or with two readers on two processors, an `RwLock` and a `Mutex` are faster. Readers that are overtaken by writers again and again copy again and again.
 *
 * | words        | meaning                                                                  | who changes them, and how                                 |
 * |--------------|--------------------------------------------------------------------------|-----------------------------------------------------------|
 * | owner word   | which thread may write, as in a {@link Mutex}, and poison                | writers: from 0 to their block                            |
 * | sequence     | even: the value is whole; odd: it is being written                       | the owner, and readers that wait: see memory/sequence-word.ts |
 * | value        | the value, in whole words                                                | the owner, word by word, while the sequence is odd        |
 *
 * Writers exclude each other as with a mutex. Each works on a draft of its own, which becomes the value when it unlocks: only that short time the sequence is odd. So most writers that die leave the last
 * value whole: then writers are told (`OWNER_DIED`), and readers read on. If one dies in the middle of that time, readers are told as well, until `recover` has given it a whole value.
 */
export class SeqLock<V, W = V> extends OwnedLock<V, W> {
  /** Bytes of a seqlock before its value. See {@link bytesFor}. */
  static readonly byteLength: number = OWN_BYTES;
  /** What the byte offset of a seqlock must at least be a multiple of. See {@link alignmentFor}. */
  static readonly alignment: number = WORD_ALIGNMENT;

  readonly #words: number;
  /** Memory of this thread's own for a copy. Whoever uses it takes it out, so that nobody else does meanwhile. */
  #spare: Region | undefined;
  /** What the guard of this handle writes to. */
  #draft: Region | undefined;
  readonly #word: HasWord;

  /** Bytes of a seqlock with a value of that layout. */
  static bytesFor(layout: Layout<any, any>): number {
    return roundUp(bytesFor(layout, OWN_BYTES), WORD_BYTES);
  }

  /** What the byte offset of a seqlock with a value of that layout must be a multiple of. */
  static alignmentFor(layout: Layout<any, any>): number {
    return alignmentFor(layout);
  }

  /**
   * A handle for the seqlock at `byteOffset` of your own memory (or the heap), which is not initialised: all zero is unlocked, with a value of zeros.
   *
   * @throws {MemoryError} `OUT_OF_RANGE`, `MISALIGNED`, `NOT_SHARED`; `BAD_LAYOUT` without a layout
   */
  static at<V, W = V>(memory: SharedMemory | Region, byteOffset: number, layout: Layout<V, W>, options?: LockOptions): SeqLock<V, W> {
    return new SeqLock<V, W>(layout, undefined, placeAt('SeqLock', memory, byteOffset, options));
  }

  /** A seqlock in the heap, unlocked, with a first value (zeros if left out). */
  constructor(layout: Layout<V, W>, initial?: V | W, options?: LockOptions);
  /** @internal */
  constructor(layout: Layout<V, W>, initial: V | W | undefined, place: Place);
  constructor(layout: Layout<V, W>, initial?: V | W, where?: Where) {
    checkLayout('SeqLock(layout)', layout); // without a value there is nothing to read
    super('SeqLock', layout, undefined, where);
    this.#words = Math.ceil(layout.byteLength / WORD_BYTES);
    const lock = this; // oxlint-disable-line no-this-alias, typescript/no-this-alias -- the word is another thing with an address of its own
    this.#word = {
      kind: this.kind,
      region: this.region,
      get address() {
        return lock.address;
      },
      get liveAddress() {
        return lock.#sequence;
      },
    };
    realm.checked?.describe(this.region.memory, this.address + SEQUENCE, {
      name: `${where?.name ?? 'SeqLock'}.sequence`,
      meaning: sequence.meaningOfSequence,
    });
    if (initial !== undefined) this.#initialiseValue(initial);
  }

  #initialiseValue(initial: V | W): void {
    const draft = this.#takeScratch();
    try {
      this.layout!.setUnchecked(draft, 0, initial);
      this.#draft = draft;
      this.publish();
    } catch (error) {
      free(this.address);
      throw error;
    }
  }

  get kind(): 'SeqLock' {
    return 'SeqLock';
  }

  /** @internal */
  override get ownBytes(): number {
    return OWN_BYTES;
  }

  /** @internal */
  override get unit(): number {
    return WORD_BYTES;
  }

  /** The address of the sequence word, of what was not freed. */
  get #sequence(): number {
    const { address } = this;
    if (address === 0 && this.region === heapRegion()) throw errors.freed(this);
    return address + SEQUENCE;
  }

  /**
   * A plain copy of the value as it was at one moment. Waits while a thread is writing it, which takes less than a microsecond for a small value unless that thread is held up.
   *
   * @throws {OwnerDiedError} the last writer died in the middle of writing: see `recover`
   * @throws {CannotBlockError} if it would have to wait on a page's main thread: use `readAsync`
   */
  read(): V {
    return this.#readAtOnce() ?? waitForWord(this.#word, this.#look, READ, Infinity)!;
  }

  /** As {@link read}, but returns undefined if a thread is writing, or has written meanwhile. Never waits. */
  tryRead(): V | undefined {
    const found = this.region.ops.load32(this.#sequence, 'acquire');
    if ((found & sequence.DEAD) !== 0) throw errors.diedWriting(this);
    return (found & sequence.WRITING) === 0 ? this.#copy(found) : undefined;
  }

  /** As {@link read}, for at most `ms` milliseconds: returns undefined if that was not enough. */
  tryReadFor(ms: number): V | undefined {
    errors.checkTimeout('SeqLock.tryReadFor', ms);
    return this.#readAtOnce() ?? waitForWord(this.#word, this.#look, TRY_READ_FOR, ms);
  }

  /** As {@link read}, without blocking. Rejects with what `signal` is aborted with. */
  async readAsync(options?: AsyncOptions): Promise<V> {
    const signal = errors.signalOf('SeqLock.readAsync', options);
    return (await waitForWordAsync(this.#word, this.#look, 'readAsync', { signal }, this.address + SEQUENCE))!;
  }

  /** As {@link readAsync}, for at most `ms` milliseconds: resolves to undefined if that was not enough. */
  async tryReadForAsync(ms: number, options?: AsyncOptions): Promise<V | undefined> {
    errors.checkTimeout('SeqLock.tryReadForAsync', ms);
    const timed = { signal: errors.signalOf('SeqLock.tryReadForAsync', options), timeoutMs: ms };
    return await waitForWordAsync(this.#word, this.#look, 'tryReadForAsync', timed, this.address + SEQUENCE);
  }

  /** Gives it that value: `lock`, `guard.value = value`, `unlock`. Throws what {@link lock} throws, and changes nothing if the value is not one of its layout. */
  write(value: V | W): void {
    writeThrough(this.lock(), value);
  }

  /** {@link write} if nobody is writing: returns whether it did. Never waits. */
  tryWrite(value: V | W): boolean {
    return writeThrough(this.tryLock(), value);
  }

  /** {@link write}, which gives up after `ms` milliseconds: returns whether it did. */
  tryWriteFor(value: V | W, ms: number): boolean {
    errors.checkTimeout('SeqLock.tryWriteFor', ms);
    return writeThrough(this.tryLockFor(ms), value);
  }

  /** {@link write} without blocking. */
  async writeAsync(value: V | W, options?: AsyncOptions): Promise<void> {
    errors.signalOf('SeqLock.writeAsync', options);
    writeThrough(await this.lockAsync(options), value);
  }

  /** {@link tryWriteFor} without blocking. */
  async tryWriteForAsync(value: V | W, ms: number, options?: AsyncOptions): Promise<boolean> {
    errors.checkTimeout('SeqLock.tryWriteForAsync', ms);
    errors.signalOf('SeqLock.tryWriteForAsync', options);
    return writeThrough(await this.tryLockForAsync(ms, options), value);
  }

  /**
   * Locks, so that no other thread writes until it is unlocked; waits as long as it takes. The guard's value is a draft: readers see the last one until then.
   *
   * @throws {OwnerDiedError} the last owner died holding it: see `recover` and `clearPoison`
   * @throws {LockError} `SELF_DEADLOCK` if this thread holds it
   * @throws {CannotBlockError} if it would have to wait on a page's main thread: use `lockAsync`
   */
  lock(): Guard<V, W> {
    if (takeOwnerWord(this.region, this.address) !== 0) lockContended(this, 'lock()', Infinity);
    return this.newGuard();
  }

  /** Locks if nobody holds it, else returns undefined. Never waits. Throws `OwnerDiedError` as {@link lock} does. */
  tryLock(): Guard<V, W> | undefined {
    const found = takeOwnerWord(this.region, this.address);
    if (found === 0) return this.newGuard();
    errors.refusePoisonedOrFreed(this, found);
    return undefined;
  }

  /** Locks; gives up after `ms` milliseconds and returns undefined. Throws what {@link lock} throws. */
  tryLockFor(ms: number): Guard<V, W> | undefined {
    errors.checkTimeout('SeqLock.tryLockFor', ms);
    if (takeOwnerWord(this.region, this.address) !== 0 && !lockContended(this, 'tryLockFor()', realm.now() + ms)) return undefined;
    return this.newGuard();
  }

  /**
   * Makes the draft the value, unlocks, and makes the guard stale.
   *
   * @throws {LockError} `NOT_LOCKED` if it was not locked through this handle, `NOT_OWNER` if this thread does not hold it
   */
  unlock(): void {
    this.endTurn();
    const word = this.region.ops.load32(this.address, 'relaxed');
    if (ownerOf(word) !== current.block) throw errors.notOwner(this, word); // before anything is written
    this.publish();
    const found = this.ops.giveOwnerWord(this.address, current.block);
    if (found !== 0) unlockContended(this, found);
  }

  override withLock<R>(body: (guard: Guard<V, W>) => R): R {
    return this.withLockSlowly(body);
  }

  /**
   * Makes a poisoned one usable again with the value that it has; returns whether it was poisoned.
   *
   * @throws {OwnerDiedError} if its owner died in the middle of writing, so that no value is there: it stays poisoned, see `recover`
   */
  override clearPoison(): boolean {
    const { region, address } = this;
    // As its owner, so that it is the poison of this death that is cleared, and nobody writes between the look and that.
    if (takeAs(region, address, current.block, POISONED) !== POISONED) return false;
    const isWhole = (region.ops.load32(address + SEQUENCE, 'relaxed') & sequence.WRITING) === 0;
    releaseSlowly(region, address, isWhole ? 0 : POISONED);
    if (!isWhole) throw errors.diedWriting(this);
    return true;
  }

  /** @internal The guard, with a draft that is the value as it is. */
  override newGuard(): Guard<V, W> {
    const draft = this.#takeScratch();
    sequence.loadWords(this.region, this.valueAddress, draft.i32, this.#words);
    this.#draft = draft;
    return new DraftGuard<V, W>(this, super.newGuard().turn, draft);
  }

  /** @internal */
  override publish(): void {
    const draft = this.#draft!;
    this.#draft = undefined;
    sequence.writeWords(this.region, this.address + SEQUENCE, this.valueAddress, draft.i32, this.#words);
    this.#spare = draft;
  }

  #readAtOnce(): V | undefined {
    let value: V | undefined;
    for (let looks = looksBeforeSleep(); value === undefined && looks > 0; looks--) {
      value = this.tryRead();
      if (value === undefined) realm.pause();
    }
    return value;
  }

  /** The value, if it is whole; else leaves the flag that makes the writer wake who waits. */
  readonly #look = (found: number): V | typeof CHANGED | undefined => {
    if ((found & sequence.WRITING) === 0) return this.#copy(found) ?? CHANGED;
    if ((found & sequence.DEAD) !== 0) throw errors.diedWriting(this);
    if ((found & sequence.WATCHED) !== 0) return undefined;
    // The next look finds the flag, or that the writing is over.
    this.region.ops.cas32(this.#sequence, found, found | sequence.WATCHED, 'relaxed', 'relaxed');
    return CHANGED;
  };

  /** A copy of the value, if the sequence is still `found` afterwards. */
  #copy(found: number): V | undefined {
    const scratch = this.#takeScratch();
    const isWhole = sequence.copyWords(this.region, this.#sequence, found, this.valueAddress, scratch.i32, this.#words);
    const value = isWhole ? this.layout!.readUnchecked(scratch, 0) : undefined;
    this.#spare = scratch;
    return value;
  }

  #takeScratch(): Region {
    const scratch = this.#spare ?? scratchRegion(roundUp(this.#words * WORD_BYTES, SCRATCH_UNIT));
    this.#spare = undefined;
    return scratch;
  }
}

/** Gives the lock that value, and unlocks it; false if it was not had. */
function writeThrough<V, W>(guard: Guard<V, W> | undefined, value: V | W): boolean {
  if (guard === undefined) return false;
  try {
    guard.value = value;
  } finally {
    guard.unlock();
  }
  return true;
}

/** What `seqLock.lock()` returns. */
export type SeqLockGuard<V, W = V> = Guard<V, W>;

/** The type of a seqlock whose value has that layout. */
export type SeqLockOf<L extends AnyLayout> = SeqLock<ValueOf<L>, ViewOf<L>>;
