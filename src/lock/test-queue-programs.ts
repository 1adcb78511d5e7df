/** Programs for the checks of the queue locks: the order in which threads came, and what becomes of places that are given up. */
import { assume, type Program } from 'lockwright/check';
import { addIf, addOne, addOneOrLearn, mustHold, type Counter, type CounterGuard } from './test-counter.ts';
import { mustBe, mustBeToldOrGetIt } from './test-models.ts';

interface QueueCounter extends Counter {
  clearPoison(): boolean;
  withLockAsync(body: (guard: CounterGuard) => void): Promise<void>;
  readonly isLocked: boolean;
}

/** The lock, whose threads all go through the queue, also where nobody is in it: for checks that are about the queue. */
export function queued<L extends { shortcut: boolean }>(lock: L): L {
  lock.shortcut = false;
  return lock;
}

/** How the checks see who has come to a kind of queue. Both leave out the executions in which it is not so yet. */
interface Queue<L> {
  /** A lock that is free and holds 0. */
  make(): L;
  /** Asked by the holder: somebody stands behind it. */
  hasFollower(lock: L): void;
  /** Somebody has taken the lock. */
  hasHolder(lock: L): void;
}

/** As {@link queuePrograms}, of locks whose holder need not be in the queue. `hasWaiter`: somebody stands in it. */
export function shortcutPrograms<L extends QueueCounter>(make: () => L, hasWaiter: (lock: L) => void) {
  return queuePrograms({ make, hasFollower: hasWaiter, hasHolder: (lock) => assume(lock.isLocked) });
}

export function queuePrograms<L extends QueueCounter>({ make, hasFollower, hasHolder }: Queue<L>) {
  /** Holds the lock until another thread stands behind it, and comes again. */
  const holdAndComeAgain =
    <T>(lock: L, again: () => T) =>
    (): T => {
      const guard = lock.tryLock();
      assume(guard !== undefined);
      hasFollower(lock);
      guard!.unlock();
      return again();
    };

  /** Does something once the lock has been taken, and so before its holder comes again. */
  const behindHolder =
    <T>(lock: L, then: () => T) =>
    (): T => {
      hasHolder(lock);
      return then();
    };

  const readUnder = (lock: L) => (): number => lock.withLock((guard) => guard.value);

  /** What the holder does when it comes again must find that the one behind it was served. */
  const overtakesNobody = (again: (lock: L) => () => number) => (): Program => {
    const lock = make();
    return {
      threads: [holdAndComeAgain(lock, again(lock)), behindHolder(lock, addOne(lock))],
      finally: ([seen]) => mustBe(seen, 1, 'whether the one that waited was served first'),
    };
  };

  return {
    behindHolder,
    readUnder,
    unlockOvertakesNobody: overtakesNobody(readUnder),

    tryLockOvertakesNobody: overtakesNobody((lock) => () => {
      using guard = lock.tryLock();
      return guard?.value ?? 1;
    }),

    placeGivenUp: (): Program => {
      const lock = make();
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
    },

    promiseAndThread: (): Program => {
      const lock = make();
      const addOneAsync = (): Promise<void> => lock.withLockAsync((guard) => void (guard.value += 1));
      return { threads: [addOneAsync, addOne(lock)], finally: () => mustHold(lock, 2) };
    },

    /** The first thread may be killed. */
    addBesideKilled: (): Program => {
      const lock = make();
      return {
        threads: [addOne(lock), addOneOrLearn(lock)],
        finally: ([, told]) => {
          mustBeToldOrGetIt(told);
          lock.clearPoison();
          const guard = lock.tryLock();
          mustBe(guard !== undefined, true, `whether the ${lock.kind} is free at the end`);
          guard!.unlock();
        },
      };
    },

    /** The first thread may be killed. */
    addBesideKilledOfThree: (): Program => {
      const lock = make();
      return {
        threads: [addOne(lock), addOneOrLearn(lock), addOneOrLearn(lock)],
        finally: ([, a, b]) => {
          mustBeToldOrGetIt(a);
          mustBeToldOrGetIt(b);
        },
      };
    },

    /** The second thread may be killed. */
    killedInLine: (): Program => {
      const lock = make();
      return {
        threads: [holdAndComeAgain(lock, addOneOrLearn(lock)), behindHolder(lock, () => lock.withLock(() => {}))],
        finally: ([told]) => mustBeToldOrGetIt(told),
      };
    },
  };
}
