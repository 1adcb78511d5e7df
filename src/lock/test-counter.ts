/** Programs for the checks of locks that have a value: with a number under the lock, they are the same for every kind. */
import type { Program } from 'lockwright/check';
import type { Guard } from './guard.ts';
import { codeOf, mustBe, mustBeToldOrGetIt } from './test-models.ts';

export type CounterGuard = Guard<number, number>;

/** A lock with a number. */
export interface Counter {
  readonly kind: string;
  lock(): CounterGuard;
  tryLock(): CounterGuard | undefined;
  tryLockFor(ms: number): CounterGuard | undefined;
  withLock<R>(body: (guard: CounterGuard) => R): R;
}

/** Makes one that is free and holds 0. */
type Make = () => Counter;

export const addOne = (lock: Counter) => (): void => lock.withLock((guard) => void (guard.value += 1));

/** Adds one, or learns that who held the lock has died. */
export const addOneOrLearn = (lock: Counter) => (): unknown => codeOf(addOne(lock));

/** Adds one if it gets the lock; returns what it added. */
export function addIf(guard: CounterGuard | undefined): number {
  if (guard === undefined) return 0;
  guard.value += 1;
  guard.unlock();
  return 1;
}

/** At the end: nobody holds the lock or stands in line, and the value is what it should be. */
export function mustHold(lock: Counter, expected: number): void {
  const guard = lock.tryLock();
  mustBe(guard !== undefined, true, `whether the ${lock.kind} is free at the end`);
  mustBe(guard!.value, expected, 'the value');
  guard!.unlock();
}

/** So many threads add one each. */
export const countTogether = (make: Make, threads: number) => (): Program => {
  const lock = make();
  return { threads: Array.from({ length: threads }, () => addOne(lock)), finally: () => mustHold(lock, threads) };
};

/** Two threads add one twice each. What the kind promises besides, `atEnd` asserts. */
export const countTwiceEach =
  <L extends Counter>(make: () => L, atEnd: (lock: L) => void = () => {}) =>
  (): Program => {
    const lock = make();
    const twice = (): void => {
      addOne(lock)();
      addOne(lock)();
    };
    return {
      threads: [twice, twice],
      finally: () => {
        mustHold(lock, 4);
        atEnd(lock);
      },
    };
  };

/** One thread adds one, another does so twice. */
export const countOnceAndTwice = (make: Make) => (): Program => {
  const lock = make();
  const twice = (): void => {
    addOne(lock)();
    addOne(lock)();
  };
  return { threads: [addOne(lock), twice], finally: () => mustHold(lock, 3) };
};

/** One thread adds one, another does if it can at once. */
export const tryBeside = (make: Make) => (): Program => {
  const lock = make();
  return { threads: [addOne(lock), () => addIf(lock.tryLock())], finally: ([, added]) => mustHold(lock, 1 + added) };
};

/** Three threads try once: one at least must get the lock. */
export const tryOnceEach = (make: Make) => (): Program => {
  const lock = make();
  const tryOnce = (): number => addIf(lock.tryLock());
  return {
    threads: [tryOnce, tryOnce, tryOnce],
    finally: ([a, b, c]) => {
      mustHold(lock, a + b + c);
      mustBe(a + b + c > 0, true, 'whether one got it');
    },
  };
};

/** Two threads wait for a time: who has not got the lock leaves no trace. */
export const waitForATime = (make: Make) => (): Program => {
  const lock = make();
  const tryFor = (): number => addIf(lock.tryLockFor(5));
  return { threads: [tryFor, tryFor], finally: ([a, b]) => mustHold(lock, a + b) };
};

/** A thread takes the lock while it has it: it is told, and still holds it. */
export const lockAgainUnderIt = (make: Make) => (): Program => {
  const lock = make();
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
};

/** Of two threads that write a word, one does so without the lock. */
export const writeWithoutIt = (make: Make) => (): Program => {
  const lock = make();
  const data = new Int32Array(new SharedArrayBuffer(4));
  return { threads: [() => lock.withLock(() => void (data[0] = 1)), () => void (data[0] = 2)] };
};

/** A thread ends while it has the lock: another gets it before, or is told. */
export const endWithIt = (make: Make) => (): Program => {
  const lock = make();
  return { threads: [() => void lock.lock(), addOneOrLearn(lock)], finally: ([, told]) => mustBeToldOrGetIt(told) };
};

/** One thread adds one, and may be killed anywhere (`killThreads: [0]`): the other gets the lock, or is told. */
export const addBesideKilled = (make: Make) => (): Program => {
  const lock = make();
  return { threads: [addOne(lock), addOneOrLearn(lock)], finally: ([, told]) => mustBeToldOrGetIt(told) };
};
