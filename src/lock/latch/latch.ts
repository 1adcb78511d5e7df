import type { SharedMemory } from '../../realm/realm.ts';
import { LockError } from '../../realm/errors.ts';
import { BROKEN } from '../../memory/pledged-word.ts';
import type { Region } from '../../memory/region.ts';
import { checkTimeout, nameOf } from '../lock-errors.ts';
import { announce, type LockOptions, type Place, type Where } from '../lock-options.ts';
import { placeAt } from '../owned-lock.ts';
import { type DescribedWord, PlacedWords } from '../placed-words.ts';
import { checkCount, isBroken, Pledge, pledgeBroken } from '../pledge.ts';
import { type TimedAsyncOptions, waitForWord, waitForWordAsync } from '../wait-for-word.ts';

const EXTENT = { bytes: 4, alignment: 4 };
/** How many have come is above the bit for broken pledges. */
const ONE = 2;
/** The word is a signed integer of 32 bits. */
const MOST = 2 ** 30 - 1;
const WORDS: readonly DescribedWord[] = [
  [0, { name: 'Latch', meaning: (word) => `${word >>> 1} came${isBroken(word) ? ', a pledge is broken' : ''}` }],
];
const WAIT = { name: 'wait()', instead: 'await waitAsync()' };

/**
 * A door that opens once, when it has been counted down as often as was said. Counting down costs two atomic operations, waiting at an open one a load.
 *
 * ```ts
 * const ready = new Latch(4);
 * for (let n = 0; n < 4; n++) spawn((latch: Latch) => { … latch.countDown(); … }, ready);
 * ready.wait(); // all four are ready, and what they wrote before is to be seen
 * ```
 *
 * | bits of the word | meaning                                           | who changes it                                     |
 * |------------------|---------------------------------------------------|----------------------------------------------------|
 * | 1 to 30          | how often it was counted down, never above the count | `countDown`: up; who reaches the count wakes all |
 * | 0                | a thread died before it kept its pledge           | the undertaker: to 1 and wakes all; `clearPoison`: to 0 |
 *
 * The count itself is in the handle, and travels with it, so that zeroed memory is a new latch. Once open, it stays open, whatever bit 0 says.
 *
 * **Death.** Nobody can tell which thread was to count down, so one that dies before leaves the others waiting; unless it pledged it: see {@link pledge}.
 */
export class Latch extends PlacedWords {
  static readonly byteLength: number = EXTENT.bytes;
  static readonly alignment: number = EXTENT.alignment;

  /** How often it is to be counted down until it opens. */
  readonly count: number;

  /** A handle for the one at `byteOffset` of your own memory, which is not initialised: all zero is one that was not counted down yet. Give the same count everywhere. */
  static at(memory: SharedMemory | Region, byteOffset: number, count: number, options?: LockOptions): Latch {
    return new Latch(count, placeAt('Latch', memory, byteOffset, options));
  }

  /** One in the heap. With a count of 0 it is open from the start. */
  constructor(count: number, options?: LockOptions);
  /** @internal */
  constructor(count: number, place: Place);
  constructor(count: number, where?: Where) {
    checkCount('Latch(count)', count, 0, MOST);
    super('Latch', EXTENT, where, WORDS);
    announce(this, where);
    this.count = count;
  }

  get kind(): 'Latch' {
    return 'Latch';
  }

  /** Whether it is open: then what was written before each count is to be seen from here on. */
  get isOpen(): boolean {
    return this.region.ops.load32(this.liveAddress, 'acquire') >>> 1 >= this.count;
  }

  /** How often it is still to be counted down: out of date as soon as it is known, unless it is 0. */
  get remaining(): number {
    return Math.max(0, this.count - (this.region.ops.load32(this.liveAddress, 'acquire') >>> 1));
  }

  /** Whether a thread died before it kept its pledge to count down. */
  get isPoisoned(): boolean {
    return isBroken(this.region.ops.load32(this.address, 'relaxed'));
  }

  /**
   * Counts down by `n`; never waits. Opens the latch, and wakes all who wait, when that was the last.
   *
   * @throws {LockError} `TOO_MANY` if that is more than is left
   */
  countDown(n: number = 1): void {
    checkCount('Latch.countDown', n, 0, MOST);
    const address = this.liveAddress;
    const { ops } = this.region;
    for (let word = ops.load32(address, 'relaxed'); ;) {
      const came = (word >>> 1) + n;
      if (came > this.count) throw this.#tooMany(n, word >>> 1);
      // release: pairs with the acquire of who finds it open, which sees what was written before every count, since exchanges carry on each other's release
      const found = ops.cas32(address, word, word + n * ONE, 'release', 'relaxed');
      if (found === word) {
        // Nothing is written after the last count: whoever waited may have freed the latch.
        if (came === this.count) ops.notify(address, Infinity);
        return;
      }
      word = found;
    }
  }

  /** Waits until it is open. @throws {OwnerDiedError} a thread died before it kept its pledge; {CannotBlockError} on a page's main thread: use {@link waitAsync} */
  wait(): void {
    if (!this.isOpen) waitForWord(this, this.#look, WAIT, Infinity);
  }

  /** {@link wait} for at most `ms` milliseconds; returns whether it is open. */
  waitFor(ms: number): boolean {
    checkTimeout('Latch.waitFor', ms);
    return this.isOpen || (waitForWord(this, this.#look, WAIT, ms) ?? false);
  }

  /** {@link wait} without blocking; resolves to whether it is open, which it is unless `timeoutMs` was given. */
  async waitAsync(options?: TimedAsyncOptions): Promise<boolean> {
    return (await waitForWordAsync(this, this.#look, 'waitAsync', options)) ?? false;
  }

  /** Counts down, and waits until it is open. */
  arriveAndWait(): void {
    this.countDown();
    this.wait();
  }

  /**
   * This thread's pledge to count down once: at the end of a `using` block, or by `keep()`. If the thread ends before that, the latch is poisoned, and all who
   * wait get an `OwnerDiedError`.
   */
  pledge(): Pledge {
    return new Pledge(this, () => this.countDown());
  }

  /** Forgets that a thread died, if you see to it that what it pledged is counted down by another; returns whether it was so. */
  clearPoison(): boolean {
    return isBroken(this.region.ops.and32(this.liveAddress, ~BROKEN, 'relaxed'));
  }

  /** @internal */
  protected override get use(): string | undefined {
    const word = this.region.ops.load32(this.address, 'relaxed');
    const came = word >>> 1;
    return came === 0 || came >= this.count || isBroken(word)
      ? undefined
      : `when it was counted down ${came} of ${this.count} times. If nobody does the rest any more, do it with countDown(${this.count - came})`;
  }

  /** @internal {@link free}, of one that nobody has any more who could do the rest. */
  abandon(): void {
    this.giveMemoryBack();
  }

  readonly #look = (word: number): true | undefined => {
    if (word >>> 1 >= this.count) return true;
    if (isBroken(word)) throw pledgeBroken(this, 'Call clearPoison() and count down in its place, or give up what it was to do');
    return undefined;
  };

  #tooMany(n: number, came: number): LockError {
    return new LockError(
      'TOO_MANY',
      `${nameOf(this)}: countDown(${n}) when ${came} of ${this.count} had come. A latch opens once; make it with a count that is large enough`,
    );
  }
}
