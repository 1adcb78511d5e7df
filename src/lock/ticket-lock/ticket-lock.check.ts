/** TicketLock in every execution, with two and three threads: exclusion, the order of the tickets, and what becomes of those that are given up. */
import { assume } from 'lockwright/check';
import { TicketLock } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { checkFinds, checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

const counter = (): TicketLock<number> => new TicketLock(i32, 0);

const addOne = (lock: TicketLock<number>) => (): void => lock.withLock((guard) => void (guard.value += 1));

/** Adds one if it gets the lock; returns what it added. */
function addIf(guard: ReturnType<TicketLock<number>['tryLock']>): number {
  if (guard === undefined) return 0;
  guard.value += 1;
  guard.unlock();
  return 1;
}

/** At the end: nobody holds it or stands in line, and the value is what it should be. */
function mustHold(lock: TicketLock<number>, expected: number): void {
  const guard = lock.tryLock();
  mustBe(guard !== undefined, true, 'whether the ticket lock is free at the end');
  mustBe(guard!.value, expected, 'the value');
  guard!.unlock();
}

/** How many tickets have been drawn: a ticket is a multiple of 4, and the next is the first word behind the owner word and the count. */
const drawn = ({ region, address }: TicketLock<number>): number => region.ops.load32(address + 8, 'relaxed') / 4;

/** Leaves out the executions in which fewer tickets have been drawn. */
const whenDrawn = (lock: TicketLock<number>, least: number): void => assume(drawn(lock) >= least);

checkUnder({ js: 152, rc11: 276 }, 'two threads count under a ticket lock, and no count is lost', () => {
  const lock = counter();
  return { threads: [addOne(lock), addOne(lock)], finally: () => mustHold(lock, 2) };
});

checkUnder({ js: 152, rc11: 276 }, 'a ticket lock in a memory of the program is as good as one in the heap', () => {
  const lock = TicketLock.at(new SharedArrayBuffer(512), 8, i32);
  return { threads: [addOne(lock), addOne(lock)], finally: () => mustHold(lock, 2) };
});

/** Holds the lock until another thread has drawn a ticket, and comes again behind it. */
function holdAndComeAgain<T>(lock: TicketLock<number>, again: () => T): () => T {
  return () => {
    const guard = lock.tryLock();
    assume(guard !== undefined);
    whenDrawn(lock, 2);
    guard!.unlock();
    return again();
  };
}

/** Does something once the lock has been taken, and so before its holder comes again. */
function behindHolder<T>(lock: TicketLock<number>, then: () => T): () => T {
  return () => {
    whenDrawn(lock, 1);
    return then();
  };
}

checkUnder({ js: 674, rc11: 674 }, 'who unlocks does not overtake a thread that waits', () => {
  const lock = counter();
  return {
    threads: [holdAndComeAgain(lock, () => lock.withLock((guard) => guard.value)), behindHolder(lock, addOne(lock))],
    finally: ([seen]) => mustBe(seen, 1, 'whether the one that waited was served first'),
  };
});

checkUnder({ js: 166, rc11: 206 }, 'tryLock does not overtake a thread that waits', () => {
  const lock = counter();
  const tryOnce = (): number => {
    using guard = lock.tryLock();
    return guard?.value ?? 1;
  };
  return {
    threads: [holdAndComeAgain(lock, tryOnce), behindHolder(lock, addOne(lock))],
    finally: ([seen]) => mustBe(seen, 1, 'whether the one that waited was served first'),
  };
});

checkUnder({ js: 4008 }, 'of two threads that wait, the one with the earlier ticket is served first', () => {
  const lock = counter();
  const holder = (): void => {
    const guard = lock.tryLock();
    assume(guard !== undefined);
    whenDrawn(lock, 3);
    guard!.unlock();
  };
  const later = (): number => {
    whenDrawn(lock, 2);
    return lock.withLock((guard) => guard.value);
  };
  return {
    threads: [holder, behindHolder(lock, addOne(lock)), later],
    finally: ([, , seen]) => mustBe(seen, 1, 'whether the earlier was served before the later'),
  };
});

checkUnder({ js: 89, rc11: 157 }, 'tryLock takes a ticket lock that is free, or does nothing', () => {
  const lock = counter();
  return {
    threads: [addOne(lock), () => addIf(lock.tryLock())],
    finally: ([, added]) => mustHold(lock, 1 + added),
  };
});

checkUnder({ js: 412, rc11: 780 }, 'two threads that wait for a time have got the ticket lock, or leave no trace', () => {
  const lock = counter();
  const tryFor = (): number => addIf(lock.tryLockFor(5));
  return { threads: [tryFor, tryFor], finally: ([a, b]) => mustHold(lock, a + b) };
});

checkUnder({ js: 27656 }, 'a ticket that is given up does not keep the one behind it waiting', () => {
  const lock = counter();
  // Comes again, so that it is not its end that lets the other in.
  const tryForThenLock = (): number => {
    const added = addIf(lock.tryLockFor(5));
    if (added === 0) addOne(lock)();
    return added;
  };
  return {
    threads: [holdAndComeAgain(lock, addOne(lock)), behindHolder(lock, tryForThenLock)],
    finally: () => mustHold(lock, 2),
  };
});

const addOneAsync = (lock: TicketLock<number>) => (): Promise<void> => lock.withLockAsync((guard) => void (guard.value += 1));

checkUnder({ js: 16, rc11: 18 }, 'a promise and a thread hand the ticket lock to each other', () => {
  const lock = counter();
  return { threads: [addOneAsync(lock), addOne(lock)], finally: () => mustHold(lock, 2) };
});

checkUnder({ js: 152, rc11: 276 }, 'a thread that takes a ticket lock twice is told, and still holds it', () => {
  const lock = counter();
  const twice = (): unknown =>
    lock.withLock((guard) => {
      const code = codeOf(() => lock.lock());
      guard.value += 1;
      return code;
    });
  return {
    threads: [twice, addOne(lock)],
    finally: ([code]) => {
      mustBe(code, 'SELF_DEADLOCK', 'what was thrown');
      mustHold(lock, 2);
    },
  };
});

checkFinds('dataRace', 'a section that is not under the ticket lock is a data race', () => {
  const lock = counter();
  const data = new Int32Array(new SharedArrayBuffer(4));
  return { threads: [() => lock.withLock(() => void (data[0] = 1)), () => void (data[0] = 2)] };
});

checkUnder(
  { js: 1905, rc11: 3352 },
  'whenever a thread is killed, the other one gets the ticket lock or is told that its owner died',
  () => {
    const lock = counter();
    return {
      threads: [addOne(lock), () => codeOf(addOne(lock))],
      finally: ([, told]) => {
        mustBeToldOrGetIt(told);
        lock.clearPoison();
        mustBe(lock.tryLock() !== undefined, true, 'whether the ticket lock is free at the end');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 8978 },
  'when a thread is killed in line, the one behind it is served',
  () => {
    const lock = counter();
    return {
      threads: [holdAndComeAgain(lock, () => codeOf(addOne(lock))), behindHolder(lock, () => lock.withLock(() => {}))],
      finally: ([told]) => mustBeToldOrGetIt(told),
    };
  },
  { kill: 1, killThreads: [1] },
);

checkUnder({ js: 1040 }, 'who comes after a thread that ended with the ticket lock taken is told', () => {
  const lock = counter();
  // Comes again once it was told: its first ticket must not be in its way.
  const toldAndAgain = (): unknown => {
    const told = codeOf(addOne(lock));
    if (lock.clearPoison()) addOne(lock)();
    return told;
  };
  return {
    threads: [() => void lock.lock(), toldAndAgain],
    finally: ([, told]) => mustBeToldOrGetIt(told),
  };
});
