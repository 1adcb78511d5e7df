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
/** The count is above the bit for broken pledges. */
const ONE = 2;
/** The word is a signed integer of 32 bits. */
const MOST = 2 ** 30 - 1;
const WORDS: readonly DescribedWord[] = [
  [0, { name: 'WaitGroup', meaning: (word) => `${word >>> 1} to be done${isBroken(word) ? ', a pledge is broken' : ''}` }],
];
const WAIT = { name: 'wait()', instead: 'await waitAsync()' };

/**
 * Counts work that is not done yet, of which more may come while one waits for the end. Adding and taking off cost two atomic operations each, waiting for
 * nothing a load.
 *
 * ```ts
 * const group = new WaitGroup();
 * for (const file of files) {
 *   group.add(); // before the work is handed over, so that the count cannot be 0 too early
 *   spawn((g: WaitGroup, f: string) => { using _ = g.pledge(); … }, group, file);
 * }
 * group.wait();
 * ```
 *
 * | bits of the word | meaning                                         | who changes it                                                |
 * |------------------|-------------------------------------------------|---------------------------------------------------------------|
 * | 1 to 30          | how much is not done                            | `add`: up; `done`: down, and who reaches 0 wakes all          |
 * | 0                | a thread died before it kept its pledge         | the undertaker: to 1 and wakes all; `clearPoison`, and `add` to a count of 0: to 0 |
 *
 * `wait()` returns when it has seen the count at 0. It may be used again, but add to it only when all who wait have returned: one that is still on its way
 * would wait for the new work too.
 *
 * **Death.** Nobody can tell which thread was to take something off, so one that dies before leaves the others waiting; unless it pledged it: see
 * {@link pledge}. One that dies before it could pledge is told of by its `JoinHandle`.
 */
export class WaitGroup extends PlacedWords {
  static readonly byteLength: number = EXTENT.bytes;
  static readonly alignment: number = EXTENT.alignment;

  /** A handle for the one at `byteOffset` of your own memory, which is not initialised: all zero is one with nothing to do. */
  static at(memory: SharedMemory | Region, byteOffset: number, options?: LockOptions): WaitGroup {
    return new WaitGroup(placeAt('WaitGroup', memory, byteOffset, options));
  }

  /** One in the heap, with nothing to do. */
  constructor(options?: LockOptions);
  /** @internal */
  constructor(place: Place);
  constructor(where?: Where) {
    super('WaitGroup', EXTENT, where, WORDS);
    announce(this, where);
  }

  get kind(): 'WaitGroup' {
    return 'WaitGroup';
  }

  /** How much is not done: out of date as soon as it is known. If it is 0, what was written before each `done` is to be seen. */
  get count(): number {
    return this.region.ops.load32(this.liveAddress, 'acquire') >>> 1;
  }

  /** Whether a thread died before it kept its pledge. */
  get isPoisoned(): boolean {
    return isBroken(this.region.ops.load32(this.address, 'relaxed'));
  }

  /**
   * Says that `n` more things are to be done.
   *
   * @throws {LockError} `TOO_MANY` above 2^30 - 1
   */
  add(n: number = 1): void {
    checkCount('WaitGroup.add', n, 0, MOST);
    const address = this.liveAddress;
    const { ops } = this.region;
    for (let word = ops.load32(address, 'relaxed'); ;) {
      const before = word >>> 1;
      if (before + n > MOST) throw this.#tooMany(n, before);
      // Where nothing was to be done, a broken pledge was kept all the same, in the last moment of its thread.
      const next = before === 0 ? n * ONE : word + n * ONE;
      const found = ops.cas32(address, word, next, 'relaxed', 'relaxed');
      if (found === word) return;
      word = found;
    }
  }

  /**
   * Says that `n` things are done; wakes all who wait when that was the last.
   *
   * @throws {LockError} `NOT_ADDED` if that is more than was added
   */
  done(n: number = 1): void {
    checkCount('WaitGroup.done', n, 0, MOST);
    const address = this.liveAddress;
    const { ops } = this.region;
    for (let word = ops.load32(address, 'relaxed'); ;) {
      const before = word >>> 1;
      if (n > before) throw this.#notAdded(n, before);
      // release: pairs with the acquire of who finds the count at 0, which sees what was written before every done, since exchanges carry on each other's release
      const found = ops.cas32(address, word, word - n * ONE, 'release', 'relaxed');
      if (found === word) {
        // Nothing is written after the last one: whoever waited may have freed the group.
        if (n === before) ops.notify(address, Infinity);
        return;
      }
      word = found;
    }
  }

  /** Waits until all is done. @throws {OwnerDiedError} a thread died before it kept its pledge; {CannotBlockError} on a page's main thread: use {@link waitAsync} */
  wait(): void {
    if (this.count !== 0) waitForWord(this, this.#look, WAIT, Infinity);
  }

  /** {@link wait} for at most `ms` milliseconds; returns whether all is done. */
  waitFor(ms: number): boolean {
    checkTimeout('WaitGroup.waitFor', ms);
    return this.count === 0 || (waitForWord(this, this.#look, WAIT, ms) ?? false);
  }

  /** {@link wait} without blocking; resolves to whether all is done, which it is unless `timeoutMs` was given. */
  async waitAsync(options?: TimedAsyncOptions): Promise<boolean> {
    return (await waitForWordAsync(this, this.#look, 'waitAsync', options)) ?? false;
  }

  /**
   * This thread's pledge to do one of the things that were added: `done()` is called at the end of a `using` block, or by `keep()`. If the thread ends before
   * that, the group is poisoned, and all who wait get an `OwnerDiedError`.
   */
  pledge(): Pledge {
    return new Pledge(this, () => this.done());
  }

  /** Forgets that a thread died, if you see to it that what it left is done, or taken off with `done()`; returns whether it was so. */
  clearPoison(): boolean {
    return isBroken(this.region.ops.and32(this.liveAddress, ~BROKEN, 'relaxed'));
  }

  /** @internal */
  protected override get use(): string | undefined {
    const word = this.region.ops.load32(this.address, 'relaxed');
    const left = word >>> 1;
    return left === 0 || isBroken(word)
      ? undefined
      : `when ${left} of what was added is not done. Take off with done(${left}) what nobody will do any more`;
  }

  /** @internal {@link free}, of one that nobody has any more who could do the rest. */
  abandon(): void {
    this.giveMemoryBack();
  }

  readonly #look = (word: number): true | undefined => {
    if (word >>> 1 === 0) return true;
    if (isBroken(word)) throw pledgeBroken(this, 'Call clearPoison() and do its work in its place, or take it off with done()');
    return undefined;
  };

  #tooMany(n: number, before: number): LockError {
    return new LockError('TOO_MANY', `${nameOf(this)}: add(${n}) to ${before} would be more than ${MOST}, the most that the word can hold`);
  }

  #notAdded(n: number, before: number): LockError {
    return new LockError(
      'NOT_ADDED',
      `${nameOf(this)}: done(${n}) when ${before} were to be done. Call add() before the work is handed over, once for each done()`,
    );
  }
}
