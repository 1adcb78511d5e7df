import type { SharedMemory } from '../../realm/realm.ts';
import type { Region } from '../../memory/region.ts';
import { checkTimeout, signalOf } from '../lock-errors.ts';
import { announce, type LockOptions, type Place, type Where } from '../lock-options.ts';
import { placeAt } from '../owned-lock.ts';
import { type DescribedWord, PlacedWords } from '../placed-words.ts';
import { checkCount, isBroken, Pledge, pledgeBroken } from '../pledge.ts';
import { someSleep } from '../refuse-in-use.ts';
import { type Look, type TimedAsyncOptions, waitForWord, waitForWordAsync } from '../wait-for-word.ts';

/** What a thread is told when all have come: exactly one of them is the leader. */
export type BarrierResult = 'leader' | 'member';

const EXTENT = { bytes: 4, alignment: 4 };
/** How many have come, above the bit for broken pledges. */
const ONE = 2;
const CAME_MASK = 0x7fff;
const ROUND_SHIFT = 16;
const ROUND_MASK = 0xffff;
const MOST = CAME_MASK;

const cameBy = (word: number): number => (word >>> 1) & CAME_MASK;
const roundOf = (word: number): number => word >>> ROUND_SHIFT;
const nextRound = (word: number): number => ((roundOf(word) + 1) & ROUND_MASK) << ROUND_SHIFT;

const WORDS: readonly DescribedWord[] = [
  [
    0,
    { name: 'Barrier', meaning: (word) => `round ${roundOf(word)}, ${cameBy(word)} came${isBroken(word) ? ', a pledge is broken' : ''}` },
  ],
];

/**
 * A place where threads meet: each waits until all have come, and then all go on; again and again. Coming costs two atomic operations, and waiting for the
 * others a sleep of the operating system, if they are later than a microsecond.
 *
 * ```ts
 * for (let step = 0; step < steps; step++) {
 *   computeMyPart(step);
 *   if (barrier.wait() === 'leader') exchangeResults(); // one of them; what all computed is to be seen
 *   barrier.wait();
 * }
 * ```
 *
 * | bits of the word | meaning                                      | who changes it                                                              |
 * |------------------|----------------------------------------------|-----------------------------------------------------------------------------|
 * | 16 to 31         | the round, which goes round                  | the last to come: to the next, with nobody there yet, and wakes all         |
 * | 1 to 15          | how many have come in this round             | who comes and is not the last: up; who gives up: down, in the same round only |
 * | 0                | a thread died with its pledge to take part   | the undertaker: to 1, and wakes all. It stays so                            |
 *
 * All three change in one exchange, so who comes belongs to exactly one round. Only where more threads than parties use it could 2^16 rounds pass while one of
 * them is on its way to sleep. How many are to come is in the handle, and travels with it: zeroed memory is a new barrier.
 *
 * **Death.** A thread that dies while it waits has come. One that dies before leaves the others waiting, as nobody can tell who was to come; unless it
 * pledged to take part: see {@link pledge}.
 */
export class Barrier extends PlacedWords {
  static readonly byteLength: number = EXTENT.bytes;
  static readonly alignment: number = EXTENT.alignment;

  /** How many meet. */
  readonly parties: number;

  /** A handle for the one at `byteOffset` of your own memory, which is not initialised: all zero is one where nobody has come. Give the same number everywhere. */
  static at(memory: SharedMemory | Region, byteOffset: number, parties: number, options?: LockOptions): Barrier {
    return new Barrier(parties, placeAt('Barrier', memory, byteOffset, options));
  }

  /** One in the heap, for 1 to 32767 threads. */
  constructor(parties: number, options?: LockOptions);
  /** @internal */
  constructor(parties: number, place: Place);
  constructor(parties: number, where?: Where) {
    checkCount('Barrier(parties)', parties, 1, MOST);
    super('Barrier', EXTENT, where, WORDS);
    announce(this, where);
    this.parties = parties;
  }

  get kind(): 'Barrier' {
    return 'Barrier';
  }

  /** How many have come in the round that is going on: out of date as soon as it is known. */
  get waiting(): number {
    return cameBy(this.region.ops.load32(this.liveAddress, 'relaxed'));
  }

  /** Whether a thread died with its pledge to take part. Then all who come are told, for good: make a new barrier for those that are left. */
  get isPoisoned(): boolean {
    return isBroken(this.region.ops.load32(this.liveAddress, 'relaxed'));
  }

  /**
   * Comes, and waits until all have come. What any of them wrote before is then to be seen by each.
   *
   * @throws {OwnerDiedError} a thread died with its pledge to take part
   * @throws {CannotBlockError} on a page's main thread, if others are still to come; this one then has not come either. Use {@link waitAsync}
   */
  wait(): BarrierResult {
    return this.#meet('wait()', Infinity) as BarrierResult;
  }

  /** Comes if it is the last, so that there is nothing to wait for: `'leader'`. Else it does nothing. */
  tryWait(): 'leader' | undefined {
    return this.#come(true) === undefined ? 'leader' : undefined;
  }

  /** {@link wait} for at most `ms` milliseconds. If that was not enough, it is as if this thread had not come. */
  waitFor(ms: number): BarrierResult | 'timedOut' {
    checkTimeout('Barrier.waitFor', ms);
    return this.#meet('waitFor()', ms);
  }

  /** {@link wait} without blocking. If it is out of time, or `signal` is aborted, it is as if nobody had come. */
  async waitAsync(options?: TimedAsyncOptions): Promise<BarrierResult | 'timedOut'> {
    checkTimeout('Barrier.waitAsync', options?.timeoutMs ?? Infinity);
    signalOf('Barrier.waitAsync', options, true)?.throwIfAborted();
    const round = this.#come(false);
    if (round === undefined) return 'leader';
    let result: BarrierResult | 'timedOut' | undefined;
    try {
      result = await waitForWordAsync(this, this.#lookFrom(round), 'waitAsync', options);
    } catch (reason) {
      if (this.#leave(round)) throw reason;
      return 'member'; // the last one came before it could leave
    }
    return result ?? (this.#leave(round) ? 'timedOut' : 'member');
  }

  /**
   * This thread's pledge to take part, for as long as a `using` block or until `keep()`. If the thread ends meanwhile, the barrier is poisoned, and all who
   * wait there, or come, get an `OwnerDiedError`.
   */
  pledge(): Pledge {
    return new Pledge(this, () => {});
  }

  /** @internal */
  protected override get use(): string | undefined {
    const { waiting, parties } = this;
    return waiting > 0 && someSleep(this, this.address) ? `while ${waiting} of ${parties} have come and wait there` : undefined;
  }

  #meet(call: string, ms: number): BarrierResult | 'timedOut' {
    const round = this.#come(false);
    if (round === undefined) return 'leader';
    let result: 'member' | undefined;
    try {
      result = waitForWord(this, this.#lookFrom(round), { name: call, instead: 'await waitAsync()' }, ms);
    } catch (error) {
      if (this.#leave(round)) throw error;
    }
    return result ?? (this.#leave(round) ? 'timedOut' : 'member');
  }

  /** Comes, and returns the round; undefined if it was the last, and the next round has begun. With `onlyAsLast` it comes only if so, and returns the round else. */
  #come(onlyAsLast: boolean): number | undefined {
    const address = this.liveAddress;
    const { ops } = this.region;
    for (let word = ops.load32(address, 'relaxed'); ;) {
      if (isBroken(word)) throw this.#broken();
      const isLast = cameBy(word) + 1 >= this.parties;
      if (onlyAsLast && !isLast) return roundOf(word);
      // release: pairs with the acquire of the last to come, and of those who see the next round, since exchanges carry on each other's release.
      // The last one waits for nothing, and so acquires here.
      const found = isLast
        ? ops.cas32(address, word, nextRound(word), 'acqRel', 'relaxed')
        : ops.cas32(address, word, word + ONE, 'release', 'relaxed');
      if (found === word) {
        if (!isLast) return roundOf(word);
        ops.notify(address, Infinity);
        return undefined;
      }
      word = found;
    }
  }

  /** As if it had not come; false if it is too late for that, since all have. */
  #leave(round: number): boolean {
    const { address, region } = this;
    // acquire: if the next round has begun, this is the look that says so
    for (let word = region.ops.load32(address, 'acquire'); ;) {
      if (roundOf(word) !== round) return false;
      const found = region.ops.cas32(address, word, word - ONE, 'relaxed', 'acquire');
      if (found === word) return true;
      word = found;
    }
  }

  #lookFrom(round: number): Look<'member'> {
    return (word) => {
      if (roundOf(word) !== round) return 'member';
      if (isBroken(word)) throw this.#broken();
      return undefined;
    };
  }

  #broken(): Error {
    return pledgeBroken(this, 'Make a new barrier for those that are left');
  }
}
