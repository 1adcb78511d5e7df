import { current, type SharedMemory } from '../../realm/realm.ts';
import { heapRegion } from '../../memory/heap.ts';
import type { AnyLayout, Layout, ValueOf, ViewOf } from '../../memory/layout/layout.ts';
import { checkLayout, roundUp } from '../../memory/layout/limits.ts';
import { giveOwnerWord, ownerOf, POISONED, takeAs, takeOwnerWord } from '../../memory/owner-word.ts';
import type { Region } from '../../memory/region.ts';
import { scratchRegion } from '../../memory/scratch.ts';
import { loadWords, storeWords } from '../../memory/sequence-word.ts';
import type { Place } from '../../lock/lock-options.ts';
import { placeAt } from '../../lock/owned-lock.ts';
import { type DescribedWord, PlacedWords } from '../../lock/placed-words.ts';
import * as errors from './deque-errors.ts';

const OWNER = 0;
/** Thieves change it, and the owner the other: each has a cache line of its own. */
const TOP = 64;
const BOTTOM = 128;
const SLOTS = 192;
const WORD_BYTES = 4;
/** So that each kind of view reaches all of the scratch memory. */
const SCRATCH_UNIT = 8;
const MOST = 2 ** 24;
const WORDS: readonly DescribedWord[] = [
  [OWNER, { name: 'WorkStealingDeque.owner' }],
  [TOP, { name: 'WorkStealingDeque.top' }],
  [BOTTOM, { name: 'WorkStealingDeque.bottom' }],
];

/**
 * A stack of work for one thread, from whose other end any thread may steal: the heart of a pool whose threads share work only when one of them has none. The owner pushes and pops at the
 * bottom, for two atomic stores and a load; thieves take the oldest from the top, with an exchange.
 *
 * ```ts
 * const mine = new WorkStealingDeque(u32, 1024);
 * mine.push(1) || runAtOnce(1); // false: full
 * mine.pop(); // the owner: what it pushed last
 * others[i].steal(); // any thread: what was pushed first
 * ```
 *
 * | word         | meaning                                                    | who changes it                                                            |
 * |--------------|------------------------------------------------------------|---------------------------------------------------------------------------|
 * | owner        | the thread whose it is: the first one that pushes or pops  | that one; its undertaker poisons it; {@link adopt}                        |
 * | top          | the number of the oldest value                             | who takes that: + 1, by an exchange; the owner too, if it is the last one |
 * | bottom       | the number of the next value to be pushed                  | the owner: + 1 to push, - 1 to pop                                        |
 * | slots        | the values, in whole words                                 | the owner, where there is none                                            |
 *
 * **The last value.** The owner takes it off the bottom, and then looks at the top; a thief looks at the top, and then at the bottom. All of that is `'seqCst'`, so one of them sees the other:
 * then both are after the same value, and the exchange of the top says who has it. With less, both could have it.
 *
 * A thief copies the value before it knows whether it is its own. The owner may overwrite it meanwhile, if another has taken it: so the words are atomic, and the copy is thrown away.
 *
 * **Death.** Thieves go on taking what a dead owner left; {@link adopt} makes it another thread's. What a thread has popped or stolen goes with it.
 *
 * D. Chase and Y. Lev, *Dynamic circular work-stealing deque* (2005), in the form of N. M. Lê and others, *Correct and efficient work-stealing for weak memory models* (2013), with a fixed
 * number of slots.
 */
export class WorkStealingDeque<V, W = V> extends PlacedWords {
  static readonly alignment: number = 8;

  /** How a value lies in memory. */
  readonly layout: Layout<V, W>;
  /** How many values it can have: a power of two. */
  readonly capacity: number;
  readonly #words: number;
  /** Memory of this thread's own for a copy. Whoever uses it takes it out, since the threads of a checked run share this handle. */
  #spare: Region | undefined;

  /** Bytes of one with so many values of that layout. */
  static bytesFor(layout: Layout<any, any>, capacity: number): number {
    checkLayout('WorkStealingDeque.bytesFor(layout)', layout);
    return SLOTS + powerOfTwo(capacity) * roundUp(layout.byteLength, WORD_BYTES);
  }

  /** A handle for the one at `byteOffset` of your own memory, which is not initialised: all zero is empty. */
  static at<V, W = V>(memory: SharedMemory | Region, byteOffset: number, layout: Layout<V, W>, capacity: number): WorkStealingDeque<V, W> {
    return new WorkStealingDeque<V, W>(layout, capacity, placeAt('WorkStealingDeque', memory, byteOffset));
  }

  /**
   * An empty one in the heap.
   *
   * @param capacity 1 to 2^24; rounded up to a power of two
   * @throws {SharedError} `BAD_CAPACITY`
   */
  constructor(layout: Layout<V, W>, capacity: number);
  /** @internal */
  constructor(layout: Layout<V, W>, capacity: number, place: Place);
  constructor(layout: Layout<V, W>, capacity: number, place?: Place) {
    checkLayout('WorkStealingDeque(layout)', layout);
    const bytes = WorkStealingDeque.bytesFor(layout, capacity);
    super('WorkStealingDeque', { bytes, alignment: WorkStealingDeque.alignment }, place, WORDS);
    this.layout = layout;
    this.capacity = powerOfTwo(capacity);
    this.#words = Math.ceil(layout.byteLength / WORD_BYTES);
  }

  get kind(): 'WorkStealingDeque' {
    return 'WorkStealingDeque';
  }

  /** How many values it has: out of date as soon as it is known. */
  get size(): number {
    const { ops } = this.region;
    const address = this.liveAddress;
    return Math.max(0, (ops.load32(address + BOTTOM, 'relaxed') - ops.load32(address + TOP, 'relaxed')) | 0);
  }

  /**
   * Puts a value at the bottom; returns false if there is no room. For the owner.
   *
   * @throws {SharedError} `NOT_OWNER` if another thread is the owner; {OwnerDiedError} if the owner has ended: see {@link adopt}
   */
  push(value: V | W): boolean {
    this.#mustOwn('push');
    const { region, liveAddress } = this;
    const scratch = this.#takeScratch();
    this.layout.setUnchecked(scratch, 0, value); // throws, with nothing changed, if it is not one of the layout
    const { ops } = region;
    const bottom = ops.load32(liveAddress + BOTTOM, 'relaxed');
    // acquire: the thief that has taken what was in this slot has copied it. RC11 knows no execution where relaxed would do harm, since it forbids all that hang on values of the future
    const top = ops.load32(liveAddress + TOP, 'acquire');
    this.#spare = scratch;
    if (((bottom - top) | 0) >= this.capacity) return false;
    storeWords(region, this.#slot(bottom), scratch.i32, this.#words);
    // release: who sees that it is there sees it whole
    ops.store32(liveAddress + BOTTOM, (bottom + 1) | 0, 'release');
    return true;
  }

  /** Takes what was pushed last: undefined if there is nothing. For the owner. Throws what {@link push} throws. */
  pop(): V | undefined {
    this.#mustOwn('pop');
    const { region, liveAddress } = this;
    const { ops } = region;
    const last = (ops.load32(liveAddress + BOTTOM, 'relaxed') - 1) | 0;
    ops.store32(liveAddress + BOTTOM, last, 'seqCst'); // before the look at the top: see above, "The last value"
    const top = ops.load32(liveAddress + TOP, 'seqCst');
    const left = (last - top) | 0;
    if (left > 0) return this.#valueIn(this.#copy(last));
    const isMine = left === 0 && ops.cas32(liveAddress + TOP, top, (top + 1) | 0, 'seqCst', 'relaxed') === top;
    const value = isMine ? this.#valueIn(this.#copy(last)) : undefined;
    ops.store32(liveAddress + BOTTOM, (last + 1) | 0, 'release');
    return value;
  }

  /** Takes what was pushed first: undefined if there is nothing. For any thread. Tries again if another thread was faster. */
  steal(): V | undefined {
    const { region, liveAddress } = this;
    const { ops } = region;
    for (;;) {
      const top = ops.load32(liveAddress + TOP, 'seqCst');
      const bottom = ops.load32(liveAddress + BOTTOM, 'seqCst'); // after the look at the top: see above
      if (((bottom - top) | 0) <= 0) return undefined;
      const scratch = this.#copy(top);
      // release: whoever reuses the slot does so after it was copied
      if (ops.cas32(liveAddress + TOP, top, (top + 1) | 0, 'seqCst', 'relaxed') === top) return this.#valueIn(scratch);
      this.#spare = scratch;
    }
  }

  /** Makes this thread the owner, if the one before has ended; returns whether that was so. What it left is there, but for what it had popped. */
  adopt(): boolean {
    const { region, liveAddress } = this;
    if (takeAs(region, liveAddress, current.block, POISONED) !== POISONED) return false;
    const { ops } = region;
    // It may have died between taking the last value off the bottom, and putting the bottom back where the top is.
    const top = ops.load32(liveAddress + TOP, 'acquire');
    if (((ops.load32(liveAddress + BOTTOM, 'relaxed') - top) | 0) < 0) ops.store32(liveAddress + BOTTOM, top, 'release');
    return true;
  }

  /** Gives its memory in the heap back. No thread may use it any more. */
  override free(): void {
    const { region, address } = this;
    // Or the list of what this thread holds would keep its note of the owner word. That of another owner does until it ends.
    if (region === heapRegion() && address !== 0) giveOwnerWord(region, address);
    super.free();
  }

  #mustOwn(call: string): void {
    const { region, liveAddress } = this;
    const word = region.ops.load32(liveAddress, 'relaxed');
    if (ownerOf(word) === current.block) return;
    const found = word === 0 ? takeOwnerWord(region, liveAddress) : word;
    if (found !== 0) throw (found & POISONED) !== 0 ? errors.ownerEnded(this) : errors.notOwner(this, call);
  }

  #slot(number: number): number {
    return this.address + SLOTS + (number & (this.capacity - 1)) * this.#words * WORD_BYTES;
  }

  /** The words of a slot. */
  #copy(number: number): Region {
    const scratch = this.#takeScratch();
    loadWords(this.region, this.#slot(number), scratch.i32, this.#words);
    return scratch;
  }

  #valueIn(scratch: Region): V {
    this.#spare = scratch;
    return this.layout.readUnchecked(scratch, 0);
  }

  #takeScratch(): Region {
    const scratch = this.#spare ?? scratchRegion(roundUp(this.layout.byteLength, SCRATCH_UNIT));
    this.#spare = undefined;
    return scratch;
  }
}

function powerOfTwo(capacity: number): number {
  if (!Number.isSafeInteger(capacity) || capacity < 1 || capacity > MOST) throw errors.badCapacity(capacity, MOST);
  return 2 ** Math.ceil(Math.log2(capacity));
}

/** The type of a deque whose values have that layout. */
export type WorkStealingDequeOf<L extends AnyLayout> = WorkStealingDeque<ValueOf<L>, ViewOf<L>>;
