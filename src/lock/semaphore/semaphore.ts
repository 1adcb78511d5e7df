import { realm, type SharedMemory } from '../../realm/realm.ts';
import { allocate, free, zeroFill } from '../../memory/allocate.ts';
import { Handle } from '../../memory/handle.ts';
import { heapRegion } from '../../memory/heap.ts';
import type { Region } from '../../memory/region.ts';
import { addToShares, ASYNC_COUNT, QUEUED, shareOf } from '../../memory/share.ts';
import * as ownerWord from '../../memory/owner-word.ts';
import * as shareAtOnce from '../../memory/share-at-once.ts';
import * as errors from '../lock-errors.ts';
import { announce, type LockOptions, type Place, placeIn, type Where } from '../lock-options.ts';
import { type AsyncOptions, placeAt, WORD_ALIGNMENT } from '../owned-lock.ts';
import { refuseInUse } from '../refuse-in-use.ts';
import { type Admit, LINE_LOCK_BYTES, PATIENCE, REFUSED, useOfLine, waitAsync, waitInLine } from '../wait-in-line.ts';
import * as permitWord from './permit-word.ts';
import * as permitsModule from './permits.ts';

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const { ELSEWHERE, SHARE_TAKEN, shareOpsOf, takeShareSlowly } = shareAtOnce;
const { checkFunction } = errors;
const { checkAmount, isAmount, meaningOfPermits, MOST_PERMITS, permitsOf, tooMany, unitsOf } = permitWord;
const { give, Permits } = permitsModule;
const { me } = ownerWord;

type Permits = permitsModule.Permits;

const INSTEAD = 'await acquireAsync(), or tryAcquire()';

/**
 * A number of permits that threads acquire and give back: lets so many of them at a time do something. Acquiring and giving back take an atomic operation each and a note, while there
 * are permits; a thread that has to wait spins for about a microsecond and then sleeps.
 *
 * ```ts
 * const downloads = new Semaphore(4);
 *
 * using permit = downloads.acquire(); // until the end of the block
 * downloads.withPermits(2, () => large()); // two at once
 * ```
 *
 * Threads that wait get permits in the order in which they came, and when one gives up, or its thread dies, those behind it come on at once. Who comes while the first of them sleeps
 * stands behind it; but whoever gives permits back wakes it, and until it is awake, some 10 µs later, they are there for anybody. When it has been woken in vain four times, they are kept
 * for it: so a request for many is overtaken by later ones for few in four such moments at most. To keep them from the first time on would make all sleep that come meanwhile, and the
 * permits lie idle most of the time. Promises wait behind threads (those of one thread in their order): nobody can tell whether the thread of a promise is busy, and those behind it would wait for it.
 *
 * The state is one 32-bit word, followed by the count that promises wait on and the two words of the line (`memory/line.ts`):
 *
 * | bits        | meaning                           | who changes it, and how                                                              |
 * |-------------|-----------------------------------|--------------------------------------------------------------------------------------|
 * | 0: `QUEUED` | the first in line sleeps on the word | the first in line sets it, when there is too little for it. Who gives back or adds clears it, unless `DUE`; so does the last to leave the line |
 * | 1: `ASYNC`  | promises may wait                 | a promise that waits sets it; who tells the promises clears it                       |
 * | 3: `DUE`    | what is there is kept for the first in line | the first in line sets it, with `QUEUED`, when it has been woken in vain so often; who takes permits as the first, or takes the first out of the line, clears it |
 * | 4 to 30     | permits that are there            | less by who acquires: anyone while `QUEUED` is not set, else the first in line. More by who gives back, adds, or buries a thread that had some |
 *
 * Why no wake-up is lost: only the first in line sleeps on the word, and only while it is what it looked at, with `QUEUED`. So the next who gives back finds `QUEUED` and wakes it; who
 * comes after that may find it cleared, but then the first is awake, or about to be, and looks again before it sleeps. Should who cleared it die before the wake-up, its undertaker does that.
 * When the first leaves the line, for whatever reason, it calls the next, who looks for itself.
 *
 * Permits belong to the thread that acquired them. If it ends without giving them back, they are given back for it: a semaphore protects no value that could be half-changed, so there
 * is no poison.
 */
export class Semaphore extends Handle {
  /** Bytes of a semaphore. */
  static readonly byteLength: number = LINE_LOCK_BYTES;
  /** What the byte offset of a semaphore must be a multiple of. */
  static readonly alignment: number = WORD_ALIGNMENT;
  /** The most permits that a semaphore can have. */
  static readonly mostPermits: number = MOST_PERMITS;

  readonly region: Region;
  /** @internal How its permits are taken and given back. */
  shares: shareAtOnce.ShareOps;
  /** @internal How often the first in line is woken in vain before it is due. */
  patience: number = PATIENCE;
  #address: number;

  /**
   * A handle for the semaphore at `byteOffset` of your own memory (or the heap), which is not initialised: all zero is one without permits. One thread puts them in with `add`. All
   * threads that use it must belong to one program.
   *
   * @throws {MemoryError} `OUT_OF_RANGE`, `MISALIGNED`, `NOT_SHARED`
   */
  static at(memory: SharedMemory | Region, byteOffset: number, options?: LockOptions): Semaphore {
    return new Semaphore(0, placeAt('Semaphore', memory, byteOffset, options));
  }

  /**
   * A semaphore in the heap.
   *
   * @throws {LockError} `BAD_AMOUNT`
   */
  constructor(permits: number, options?: LockOptions);
  /** @internal */
  constructor(permits: number, place: Place);
  constructor(permits: number, where?: Where) {
    super();
    const place = placeIn('Semaphore', where);
    checkAmount('new Semaphore(permits)', permits, 0);
    const heap = heapRegion(); // the list of what a thread holds lies there, wherever the semaphore does
    if (place === undefined) {
      this.region = heap;
      this.#address = allocate(LINE_LOCK_BYTES);
      zeroFill(heap, this.#address, LINE_LOCK_BYTES);
      heap.i32[this.#address >>> 2] = unitsOf(permits); // plain: no other thread knows it yet
    } else {
      place.region.check(place.address, LINE_LOCK_BYTES, WORD_ALIGNMENT, 'Semaphore');
      if (place.address === 0 && place.region === heap) throw errors.nullAddress('Semaphore');
      this.region = place.region;
      this.#address = place.address;
    }
    this.shares = shareOpsOf(this.region);
    announce(this, where);
    const { checked } = realm;
    checked?.describe(this.region.memory, this.#address, { name: where?.name ?? 'Semaphore', meaning: meaningOfPermits });
  }

  get kind(): 'Semaphore' {
    return 'Semaphore';
  }

  /** The byte offset of its words in its memory. */
  get address(): number {
    return this.#address;
  }

  /** How many permits are there now: out of date as soon as it is known. */
  get available(): number {
    mustLive(this);
    return permitsOf(this.region.ops.load32(this.#address, 'relaxed'));
  }

  /**
   * Acquires so many permits; waits as long as it takes.
   *
   * @throws {LockError} `BAD_AMOUNT`
   * @throws {CannotBlockError} if it would have to wait on a page's main thread: use {@link acquireAsync}
   */
  acquire(amount: number = 1): Permits {
    this.#take(amount);
    return new Permits(this, amount);
  }

  /** Acquires so many permits if they are there and no thread waits in line, else returns undefined. Never waits. */
  tryAcquire(amount: number = 1): Permits | undefined {
    return this.#takeAtOnce(amount, 'tryAcquire') ? new Permits(this, amount) : undefined;
  }

  /** Acquires so many permits; gives up after `ms` milliseconds and returns undefined. */
  tryAcquireFor(ms: number, amount: number = 1): Permits | undefined {
    errors.checkTimeout('Semaphore.tryAcquireFor', ms);
    const got = this.#takeAtOnce(amount, 'tryAcquireFor') || waitInLine(this, admit(amount), 'tryAcquireFor()', INSTEAD, realm.now() + ms);
    return got ? new Permits(this, amount) : undefined;
  }

  /** Acquires so many permits without blocking. Promises of one thread get them in their order, and after threads that stand in line; keeps the event loop alive meanwhile. */
  acquireAsync(amount: number = 1, options?: AsyncOptions): Promise<Permits> {
    return this.#acquireAsync('acquireAsync', amount, Infinity, options) as Promise<Permits>;
  }

  /** As {@link acquireAsync}, for at most `ms` milliseconds: resolves to undefined if that was not enough. */
  tryAcquireForAsync(ms: number, amount: number = 1, options?: AsyncOptions): Promise<Permits | undefined> {
    return this.#acquireAsync('tryAcquireForAsync', amount, ms, options);
  }

  /** Acquires so many permits, runs `body`, and gives them back, whether it returns or throws. The fastest form: nobody else sees the permits, so no object is made for them. */
  withPermits<R>(amount: number, body: () => R): R {
    if (typeof body !== 'function') checkFunction('Semaphore.withPermits', body);
    this.#take(amount);
    try {
      return body();
    } finally {
      give(this, amount);
    }
  }

  /** Acquires so many permits without blocking, runs `body`, and gives them back when the promise that it returned has settled. */
  async withPermitsAsync<R>(amount: number, body: () => R | PromiseLike<R>, options?: AsyncOptions): Promise<R> {
    errors.checkFunction('Semaphore.withPermitsAsync', body);
    const permits = await this.acquireAsync(amount, options);
    try {
      return await body();
    } finally {
      permits[Symbol.dispose]();
    }
  }

  /**
   * Puts in so many new permits, which nobody had acquired, and wakes who waits for them: how one thread tells others that there is something to take.
   *
   * @throws {LockError} `BAD_AMOUNT` if there would be more than {@link mostPermits}
   */
  add(amount: number = 1): void {
    checkAmount('Semaphore.add', amount, 1);
    mustLive(this);
    const { region } = this;
    for (;;) {
      const word = region.ops.load32(this.#address, 'relaxed');
      if (permitsOf(word) + amount > MOST_PERMITS) throw tooMany(this, permitsOf(word), amount);
      if (addToShares(region, this.#address, word, word + unitsOf(amount))) return;
    }
  }

  /**
   * Gives the memory of a semaphore in the heap back. No thread may use any handle for it afterwards, or have permits of it; this handle refuses from here on.
   *
   * @throws {LockError} `STILL_HELD` while threads wait in line or promises wait, or this thread has permits of it. Permits of other threads only the debug mode knows
   * @throws {MemoryError} `DOUBLE_FREE`; `NOT_ALLOCATED` for one in memory of your own
   */
  free(): void {
    if (this.region !== heapRegion()) throw errors.notInHeap(this);
    if (this.#address === 0) throw errors.freedTwice(this);
    const hasPermits = shareOf(this.region, this.#address) !== undefined;
    refuseInUse(this, hasPermits ? 'while this thread has permits of it' : useOfLine(this), this.#address + ASYNC_COUNT);
    free(this.#address);
    this.#address = 0;
    this.shares = ELSEWHERE;
  }

  /** Acquires so many; waits as long as it takes. A function of its own, since JavaScriptCore puts only what is short into its caller. */
  #take(amount: number): void {
    if (!this.#takeAtOnce(amount, 'acquire')) waitInLine(this, admit(amount), 'acquire()', INSTEAD, Infinity);
  }

  /** The fast path of all forms. */
  #takeAtOnce(amount: number, call: string): boolean {
    if (amount !== 1 && !isAmount(amount, 1)) checkAmount(`Semaphore.${call}`, amount, 1); // most ask for 1: JavaScriptCore calls Number.isInteger
    const units = unitsOf(amount);
    const found = this.shares.takeShare(this.#address, QUEUED, units, 0 - units, units, me.block!);
    return found === SHARE_TAKEN || takeSlowly(this, found, units);
  }

  #acquireAsync(call: string, amount: number, ms: number, options: AsyncOptions | undefined): Promise<Permits | undefined> {
    try {
      checkAmount(`Semaphore.${call}`, amount, 1);
      mustLive(this);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    return waitAsync(this, admit(amount), () => new Permits(this, amount), call, ms, options);
  }
}

/** A function, not a method: JavaScriptCore leaves a call of what it has never seen called out of the code, and can then keep what it has read of the semaphore; not so a private method. */
function takeSlowly(semaphore: Semaphore, found: number, units: number): boolean {
  mustLive(semaphore);
  return takeShareSlowly(semaphore, found, QUEUED, units, -units, units) === SHARE_TAKEN;
}

function mustLive(semaphore: Semaphore): void {
  if (semaphore.address === 0 && semaphore.region === heapRegion()) throw errors.freed(semaphore);
}

/** Whether so many permits are there, and what is left of them. */
function admit(amount: number): Admit {
  return (word) => (permitsOf(word) >= amount ? word - unitsOf(amount) : REFUSED);
}
