/**
 * Locks that need one byte, since those who wait for them stand elsewhere: in a parking lot, one for all locks, which knows for which byte
 * each thread waits. To park is to ask once more, with the lot's own lock, whether there is something to wait for; so no wake-up falls in
 * between.
 */
import { AtomicBool, AtomicI32, AtomicU8, spinLoopHint, wait, wakeOne } from 'lockwright/atomic';
import { heapRegion } from 'lockwright/memory';
import { scope } from 'lockwright/thread';

const PLACES = 4;
const FREE = 0;

/** What the lot consists of: its lock, and for each place the byte that is waited for, and the word on which the thread sleeps. In the order in which they came. */
export interface Lot {
  readonly lock: AtomicBool;
  readonly waitedFor: Int32Array;
  readonly sleepers: Int32Array;
}

const newPlaces = (): Int32Array => new Int32Array(new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT));

export function newLot(): Lot {
  return { lock: new AtomicBool(false), waitedFor: newPlaces(), sleepers: newPlaces() };
}

const ASLEEP = 0;
const AWAKE = 1;

export class ParkingLot {
  readonly #lot: Lot;
  /** What this thread sleeps on. */
  readonly #me = new AtomicI32(AWAKE);

  constructor(lot: Lot) {
    this.#lot = lot;
  }

  /** Sleeps until somebody unparks one who waits for this address; not at all if there is nothing to wait for. */
  park(address: number, mustWait: () => boolean): void {
    const me = this.#me;
    this.#locked(() => {
      if (!mustWait()) return;
      me.store(ASLEEP, 'relaxed');
      this.#take(address, me.address);
    });
    while (me.load('relaxed') === ASLEEP) wait(me, ASLEEP);
  }

  /** Wakes the one who has waited longest for this address, if there is one. */
  unparkOne(address: number): void {
    const sleeper = this.#locked(() => this.#leave(address));
    if (sleeper === FREE) return;
    const word = AtomicI32.at(heapRegion(), sleeper);
    word.store(AWAKE, 'relaxed'); // it orders nothing: that is for what is waited for
    wakeOne(word);
  }

  #locked<R>(body: () => R): R {
    const { lock } = this.#lot;
    while (lock.exchange(true, 'acquire')) spinLoopHint();
    const result = body();
    lock.store(false, 'release');
    return result;
  }

  #take(address: number, sleeper: number): void {
    const { waitedFor, sleepers } = this.#lot;
    const place = waitedFor.indexOf(FREE);
    if (place < 0) throw new Error(`the parking lot is full: it has ${PLACES} places`);
    waitedFor[place] = address;
    sleepers[place] = sleeper;
  }

  #leave(address: number): number {
    const { waitedFor, sleepers } = this.#lot;
    const place = waitedFor.indexOf(address);
    if (place < 0) return FREE;
    const sleeper = sleepers[place]!;
    for (const places of [waitedFor, sleepers]) {
      places.copyWithin(place, place + 1);
      places[PLACES - 1] = FREE;
    }
    return sleeper;
  }
}

const UNLOCKED = 0;
const LOCKED = 1;
const CONTENDED = 2;

/** As the second mutex of chapter 9, but the word is a byte, on which nobody can sleep. */
export class ByteLock {
  readonly #state: AtomicU8;
  readonly #lot: ParkingLot;

  constructor(state: AtomicU8, lot: Lot) {
    this.#state = state;
    this.#lot = new ParkingLot(lot);
  }

  lock(): void {
    if (this.#state.compareExchange(UNLOCKED, LOCKED, 'acquire', 'relaxed') === UNLOCKED) return;
    while (this.#state.exchange(CONTENDED, 'acquire') !== UNLOCKED)
      this.#lot.park(this.#state.address, () => this.#state.load('relaxed') === CONTENDED);
  }

  unlock(): void {
    if (this.#state.exchange(UNLOCKED, 'release') === CONTENDED) this.#lot.unparkOne(this.#state.address);
  }
}

/** Moves so much from one account to the other, each under its lock. */
export function move(lot: Lot, states: readonly AtomicU8[], accounts: Int32Array, from: number, times: number): void {
  const locks = states.map((state) => new ByteLock(state, lot));
  for (let i = 0; i < times; i++) {
    for (const [account, change] of [
      [from, -1],
      [1 - from, 1],
    ] as const) {
      locks[account]!.lock();
      accounts[account]! += change;
      locks[account]!.unlock();
    }
  }
}

if (import.meta.main) {
  const lot = newLot();
  const states = [new AtomicU8(UNLOCKED), new AtomicU8(UNLOCKED)];
  const accounts = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  scope((s) => {
    for (const [from, times] of [
      [0, 1000],
      [1, 600],
    ] as const)
      s.spawn(import.meta, move, lot, states, accounts, from, times);
  });
  console.log(accounts.join(' '));
}
