/** ParkingMutex in every execution, with two and three threads: exclusion, handing over, and death. */
import { AtomicI32 } from 'lockwright/atomic';
import { assume, type Program } from 'lockwright/check';
import { ParkingLot, ParkingMutex, type ParkingGuard } from 'lockwright/lock';
import {
  addBesideKilled,
  addIf,
  addOne,
  type Counter,
  type CounterGuard,
  countTogether,
  endWithIt,
  lockAgainUnderIt,
  mustHold,
  tryBeside,
  waitForATime,
  writeWithoutIt,
} from '../test-counter.ts';
import { checkFinds, checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

/** A guard and a number: what the programs for locks with a value expect. */
interface NumberGuard {
  value: number;
  unlock(): void;
  unlockFair(): boolean;
}

/** A mutex and a number beside it. */
class MutexAndNumber {
  readonly kind = 'ParkingMutex';
  readonly mutex: ParkingMutex;
  readonly #data = new Int32Array(new SharedArrayBuffer(4));

  constructor(mutex = new ParkingMutex()) {
    this.mutex = mutex;
  }

  lock(): CounterGuard {
    return this.guardOf(this.mutex.lock());
  }

  tryLock(): CounterGuard | undefined {
    const guard = this.mutex.tryLock();
    return guard === undefined ? undefined : this.guardOf(guard);
  }

  tryLockFor(ms: number): CounterGuard | undefined {
    const guard = this.mutex.tryLockFor(ms);
    return guard === undefined ? undefined : this.guardOf(guard);
  }

  withLock<R>(body: (guard: CounterGuard) => R): R {
    return this.mutex.withLock(() => body(this.guardOf(undefined)));
  }

  guardOf(guard: ParkingGuard | undefined): CounterGuard {
    const data = this.#data;
    const numbered: NumberGuard = {
      get value() {
        return data[0]!;
      },
      set value(value) {
        data[0] = value;
      },
      unlock: () => guard?.unlock(),
      unlockFair: () => guard!.unlockFair(),
    };
    return numbered as unknown as CounterGuard;
  }
}

const make = (): MutexAndNumber => new MutexAndNumber();
const asMaker = make as unknown as () => Counter;
const asCounter = (lock: MutexAndNumber): Counter => lock as unknown as Counter;

const LOT_OFFSET = 16;
/** Two in neighbouring bytes, at odd places. */
function twoNeighbours(): [MutexAndNumber, MutexAndNumber] {
  const memory = new SharedArrayBuffer(LOT_OFFSET + ParkingLot.byteLength);
  const lot = ParkingLot.at(memory, LOT_OFFSET);
  return [new MutexAndNumber(ParkingMutex.at(memory, 1, lot)), new MutexAndNumber(ParkingMutex.at(memory, 2, lot))];
}

checkUnder({ js: 16, rc11: 16 }, 'two threads count under a mutex of one byte, and no count is lost', countTogether(asMaker, 2));

checkUnder(
  { js: 16, rc11: 16 },
  'a mutex in a byte of a memory of the program excludes as one in the heap does',
  countTogether(() => asCounter(twoNeighbours()[0]), 2),
);

checkUnder({ js: 16, rc11: 16 }, 'the mutex in the next byte is another one', () => {
  const [one, other] = twoNeighbours();
  const both = (): void => one.withLock(() => addOne(asCounter(other))());
  return {
    threads: [both, addOne(asCounter(other))],
    finally: () => {
      mustHold(asCounter(one), 0);
      mustHold(asCounter(other), 2);
    },
  };
});

checkUnder({ js: 13, rc11: 13 }, 'tryLock takes a mutex of one byte that is free, or does nothing', tryBeside(asMaker));

checkUnder(
  { js: 22, rc11: 22 },
  'two threads that wait for a time have got the mutex of one byte, or leave no trace',
  waitForATime(asMaker),
);

checkUnder({ js: 24, rc11: 24 }, 'a thread that takes a mutex of one byte twice is told, and still holds it', lockAgainUnderIt(asMaker));

checkFinds('dataRace', 'a section that is not under the mutex of one byte is a data race', writeWithoutIt(asMaker));

checkFinds('deadlock', 'two mutexes of one byte that two threads take in opposite orders are a deadlock', () => {
  const [one, other] = [new ParkingMutex(), new ParkingMutex()];
  return { threads: [() => one.withLock(() => other.withLock(() => {})), () => other.withLock(() => one.withLock(() => {}))] };
});

/** Takes the mutex first, and writes 1: executions in which the other thread was first are left out. */
function holdFirst(lock: MutexAndNumber): ParkingGuard {
  const guard = tryOrPass(lock.mutex);
  assume(guard !== undefined);
  const numbered = lock.guardOf(guard);
  assume(numbered.value === 0);
  numbered.value = 1;
  return guard!;
}

/** Undefined also if the other thread was killed while it held it. */
function tryOrPass(mutex: ParkingMutex): ParkingGuard | undefined {
  try {
    return mutex.tryLock();
  } catch {
    return undefined;
  }
}

/** The first thread holds the mutex while the second comes, and hands it over. */
const handOver = (behind: (lock: MutexAndNumber) => unknown, atEnd: (lock: MutexAndNumber) => void) => (): Program => {
  const lock = make();
  return { threads: [() => holdFirst(lock).unlockFair(), () => behind(lock)], finally: () => atEnd(lock) };
};

checkUnder(
  { js: 8, rc11: 8 },
  'who is handed the mutex of one byte sees what was written under it',
  handOver(
    (lock) => addOne(asCounter(lock))(),
    (lock) => mustHold(asCounter(lock), 2),
  ),
);

checkUnder({ js: 21, rc11: 21 }, 'who unlocks fairly does not overtake the thread that is parked', () => {
  const lock = make();
  const holder = (): number => {
    assume(holdFirst(lock).unlockFair());
    return lock.withLock((guard) => guard.value);
  };
  return { threads: [holder, addOne(asCounter(lock))], finally: ([seen]) => mustBe(seen, 2, 'the number that it sees') };
});

checkUnder(
  { js: 11, rc11: 11 },
  'who gives up has not been handed the mutex of one byte, or takes it',
  handOver(
    (lock) => addIf(asCounter(lock).tryLockFor(5)),
    (lock) => mustBe(lock.mutex.isLocked, false, 'whether it is held in the end'),
  ),
);

checkUnder({ js: 5, rc11: 5 }, 'a promise gets the mutex of one byte when the thread that holds it unlocks', () => {
  const lock = make();
  const addOneAsync = (): Promise<void> => lock.mutex.withLockAsync(() => void (lock.guardOf(undefined).value += 1));
  return { threads: [addOneAsync, () => holdFirst(lock).unlock()], finally: () => mustHold(asCounter(lock), 2) };
});

/** The bit of the byte that says that threads may be parked. */
const WAITED = 2;

checkUnder({ js: 9, rc11: 9 }, 'who takes the mutex of one byte while others are parked unparks the next', () => {
  const lock = make();
  const { mutex } = lock;
  const { lot, address } = mutex;
  const isIn = new AtomicI32(0);
  // Parks as one that waits for the mutex does, and says so.
  const wait = (): void => {
    const say = (): boolean => mutex.region.ops.or8(address, WAITED) > 0;
    lot.park(address, say, { beforeSleep: () => isIn.store(1, 'release') });
    addOne(asCounter(lock))();
  };
  const isBehind = (): boolean => {
    assume(isIn.load('acquire') === 1);
    return true;
  };
  const holder = (): void => {
    const guard = holdFirst(lock);
    lot.park(address, isBehind, { beforeSleep: () => guard.unlock() });
  };
  return { threads: [holder, wait], finally: () => mustHold(asCounter(lock), 2) };
});

checkUnder({ js: 1, rc11: 1 }, 'unlocking what is not locked is refused', () => {
  const lock = new ParkingMutex();
  const misuse = (): unknown => {
    const guard = lock.lock();
    guard.unlock();
    return `${codeOf(() => guard.unlock())} ${codeOf(() => lock.unlock())} ${codeOf(() => lock.tryLockFor(-1))}`;
  };
  return { threads: [misuse], finally: ([codes]) => mustBe(codes, 'STALE_GUARD NOT_LOCKED BAD_TIMEOUT', 'what was thrown') };
});

checkUnder({ js: 33, rc11: 43 }, 'who waits for a mutex of one byte whose owner ends with it is told', endWithIt(asMaker));

const killFirst = { kill: 1, killThreads: [0] };

checkUnder(
  { js: 214 },
  'whenever a thread is killed, the other one gets the mutex of one byte or is told that its owner died',
  addBesideKilled(asMaker),
  killFirst,
);

/** At the end, whatever died: nobody holds it, and the gate of its bucket is free. */
function mustBeFreeOrPoisoned({ mutex }: MutexAndNumber): void {
  mutex.clearPoison();
  const guard = mutex.tryLock();
  mustBe(guard !== undefined, true, 'whether the mutex is free at the end');
  mutex.unlockFair();
  mutex.lot.unparkAll(mutex.address);
}

checkUnder(
  { js: 2185 },
  'a thread that is killed while it is handed the mutex of one byte does not keep it, nor does the other',
  () => {
    const lock = make();
    const handOverAndComeAgain = (): unknown => {
      holdFirst(lock).unlockFair();
      return codeOf(() => lock.mutex.lock().unlock());
    };
    return {
      threads: [handOverAndComeAgain, () => lock.withLock(() => {})],
      finally: ([told]) => {
        mustBeToldOrGetIt(told);
        mustBeFreeOrPoisoned(lock);
      },
    };
  },
  { kill: 1, killThreads: [1] },
);

checkUnder(
  { js: 112 },
  'a thread that is killed while it hands the mutex of one byte over does not keep it, and does not poison it under the other',
  () => {
    const lock = make();
    const lookUnderIt = (): unknown[] => {
      let isPoisoned = false;
      const told = codeOf(() => lock.withLock(() => void (isPoisoned = lock.mutex.isPoisoned)));
      return [told, isPoisoned];
    };
    return {
      threads: [() => holdFirst(lock).unlockFair(), lookUnderIt],
      finally: ([, [told, isPoisoned]]) => {
        mustBeToldOrGetIt(told);
        mustBe(isPoisoned, false, 'whether it was poisoned while the other had it');
        mustBeFreeOrPoisoned(lock);
      },
    };
  },
  killFirst,
);

checkUnder(
  { js: 568 },
  'a thread that is killed while it repairs what a mutex of one byte protects leaves the poison',
  () => {
    const lock = make();
    const { mutex } = lock;
    const repair = (): void => void mutex.recover(() => {});
    return {
      threads: [() => codeOf(() => mutex.lock()), repair],
      finally: () => mustBeFreeOrPoisoned(lock),
    };
  },
  { kill: 1, killThreads: [1] },
);
