/** Mutex in every execution, with two and three threads. */
import { assume } from 'lockwright/check';
import { Mutex } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import {
  addBesideKilled,
  addIf,
  addOne,
  addOneOrLearn,
  countTogether,
  countTwiceEach,
  endWithIt,
  lockAgainUnderIt,
  mustHold,
  tryBeside,
  tryOnceEach,
  waitForATime,
  writeWithoutIt,
} from '../test-counter.ts';
import { checkFinds, checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

const counter = (): Mutex<number> => new Mutex(i32, 0);

const addOneUnder = (outer: Mutex<number>, inner: Mutex<number>) => (): void => outer.withLock(addOne(inner));

/** Takes the lock first: executions in which another thread was first are left out. */
function lockFirst(mutex: Mutex<number>): NonNullable<ReturnType<Mutex<number>['tryLock']>> {
  const guard = mutex.tryLock();
  assume(guard !== undefined && guard.value === 0);
  return guard!;
}

checkUnder({ js: 12, rc11: 14 }, 'two threads count under a mutex, and no count is lost', countTogether(counter, 2));

// Three are the fewest of which one can be left behind: it sleeps, and who was woken in its place unlocks.
checkUnder({ js: 5520 }, 'three threads count under a mutex, and none is left asleep', countTogether(counter, 3));

checkUnder({ js: 1840, rc11: 3748 }, 'two threads that both wait for a third get the mutex one after the other', () => {
  const mutex = counter();
  const first = (): void => {
    const guard = lockFirst(mutex);
    guard.value = 1;
    guard.unlock();
  };
  return { threads: [first, addOne(mutex), addOne(mutex)], finally: () => mustHold(mutex, 3) };
});

checkUnder({ js: 1106, rc11: 1370 }, 'two threads that lock twice each hand the mutex to and fro', countTwiceEach(counter));

checkUnder({ js: 11, rc11: 13 }, 'withLock excludes lock and unlock', () => {
  const mutex = counter();
  const locking = (): void => {
    const guard = mutex.lock();
    guard.value += 1;
    mutex.unlock();
  };
  return { threads: [addOne(mutex), locking], finally: () => mustHold(mutex, 2) };
});

checkUnder(
  { js: 12, rc11: 14 },
  'a mutex in a memory of the program excludes as one in the heap does',
  countTogether(() => Mutex.at(new SharedArrayBuffer(32), 8, i32), 2),
);

checkUnder({ js: 12, rc11: 14 }, 'what was written anywhere before an unlock is there after the next lock', () => {
  const mutex = counter();
  const data = new Int32Array(new SharedArrayBuffer(8));
  const write = (): void => {
    data[0] = 7;
    mutex.withLock((guard) => void (guard.value = 1));
  };
  const read = (): number => mutex.withLock((guard) => guard.value);
  return {
    threads: [write, () => (read() === 0 ? 7 : data[0])],
    finally: ([, seen]) => mustBe(seen, 7, 'the data'),
  };
});

checkUnder({ js: 8, rc11: 9 }, 'tryLock takes a mutex that is free, or does nothing', tryBeside(counter));

checkUnder({ js: 21, rc11: 21 }, 'of three threads that try once, one at least gets the mutex', tryOnceEach(counter));

checkUnder({ js: 14, rc11: 18 }, 'a thread whose time is over has not got the mutex, and leaves no trace', waitForATime(counter));

checkUnder({ js: 2796 }, 'a thread that gives up takes no wake-up from another that sleeps', () => {
  const mutex = counter();
  const first = (): void => {
    const guard = lockFirst(mutex);
    guard.value = 1;
    guard.unlock();
  };
  return {
    threads: [first, () => addIf(mutex.tryLockFor(5)), addOne(mutex)],
    finally: ([, added]) => mustHold(mutex, 2 + added),
  };
});

checkUnder({ js: 12, rc11: 14 }, 'a mutex is unlocked where the section under it throws', () => {
  const mutex = counter();
  const failing = (): unknown =>
    codeOf(() =>
      mutex.withLock((guard) => {
        guard.value += 1;
        throw Object.assign(new Error('on purpose'), { code: 'ON_PURPOSE' });
      }),
    );
  return {
    threads: [failing, failing],
    finally: (codes) => {
      mustBe(codes.join(), 'ON_PURPOSE,ON_PURPOSE', 'what was thrown');
      mustHold(mutex, 2);
    },
  };
});

checkUnder({ js: 16, rc11: 20 }, 'a thread that locks twice is told, and still holds the mutex', lockAgainUnderIt(counter));

const addOneAsync = (mutex: Mutex<number>) => async (): Promise<void> => {
  const guard = await mutex.lockAsync();
  guard.value += 1;
  guard.unlock();
};

checkUnder({ js: 11, rc11: 12 }, 'a promise and a thread hand the mutex to each other', () => {
  const mutex = counter();
  return { threads: [addOneAsync(mutex), addOne(mutex)], finally: () => mustHold(mutex, 2) };
});

checkUnder({ js: 10, rc11: 10 }, 'promises of two threads hand the mutex to each other', () => {
  const mutex = counter();
  return { threads: [addOneAsync(mutex), addOneAsync(mutex)], finally: () => mustHold(mutex, 2) };
});

checkUnder({ js: 992 }, 'two promises of one thread and another thread get the mutex one after the other', () => {
  const mutex = counter();
  const both = async (): Promise<void> => void (await Promise.all([addOneAsync(mutex)(), addOneAsync(mutex)()]));
  return { threads: [both, addOne(mutex)], finally: () => mustHold(mutex, 3) };
});

checkUnder({ js: 4470 }, 'a promise and a thread that both wait for a third get the mutex one after the other', () => {
  const mutex = counter();
  const first = (): void => {
    const guard = lockFirst(mutex);
    guard.value = 1;
    guard.unlock();
  };
  return { threads: [first, addOneAsync(mutex), addOne(mutex)], finally: () => mustHold(mutex, 3) };
});

checkFinds('dataRace', 'a section that is not under the mutex is a data race', writeWithoutIt(counter));

checkUnder({ js: 13, rc11: 16 }, 'who comes after a thread that ended with the mutex locked is told', endWithIt(counter));

checkUnder(
  { js: 68, rc11: 100 },
  'whenever a thread is killed, the other one gets the mutex or is told that its owner died',
  addBesideKilled(counter),
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 13825 },
  'a thread that is killed when it was woken hands the wake-up on',
  () => {
    const mutex = counter();
    const first = (): void => {
      const guard = lockFirst(mutex);
      guard.value = 1;
      guard.unlock();
    };
    return {
      threads: [() => codeOf(first), addOne(mutex), addOneOrLearn(mutex)],
      finally: ([, , told]) => mustBeToldOrGetIt(told),
    };
  },
  { kill: 1, killThreads: [1] },
);

checkFinds('deadlock', 'two mutexes that two threads lock in opposite order are a deadlock', () => {
  const [a, b] = [counter(), counter()];
  return { threads: [addOneUnder(a, b), addOneUnder(b, a)] };
});
