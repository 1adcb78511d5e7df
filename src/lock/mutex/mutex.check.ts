/** Mutex in every execution, with two and three threads. */
import { assume } from 'lockwright/check';
import { Mutex } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { checkFinds, checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

const counter = (): Mutex<number> => new Mutex(i32, 0);

const addOne = (mutex: Mutex<number>) => (): void => mutex.withLock((guard) => void (guard.value += 1));

const addOneUnder = (outer: Mutex<number>, inner: Mutex<number>) => (): void => outer.withLock(addOne(inner));

/** Adds one if it gets the lock; returns what it added. */
function addIf(guard: ReturnType<Mutex<number>['tryLock']>): number {
  if (guard === undefined) return 0;
  guard.value += 1;
  guard.unlock();
  return 1;
}

/** At the end: nobody holds it, and the value is what it should be. */
function mustHold(mutex: Mutex<number>, expected: number): void {
  const guard = mutex.tryLock();
  mustBe(guard !== undefined, true, 'whether the mutex is free at the end');
  mustBe(guard!.value, expected, 'the value');
}

/** Takes the lock first: executions in which another thread was first are left out. */
function lockFirst(mutex: Mutex<number>): NonNullable<ReturnType<Mutex<number>['tryLock']>> {
  const guard = mutex.tryLock();
  assume(guard !== undefined && guard.value === 0);
  return guard!;
}

checkUnder({ js: 12, rc11: 14 }, 'two threads count under a mutex, and no count is lost', () => {
  const mutex = counter();
  return { threads: [addOne(mutex), addOne(mutex)], finally: () => mustHold(mutex, 2) };
});

// Three are the fewest of which one can be left behind: it sleeps, and who was woken in its place unlocks.
checkUnder({ js: 5520 }, 'three threads count under a mutex, and none is left asleep', () => {
  const mutex = counter();
  return { threads: [addOne(mutex), addOne(mutex), addOne(mutex)], finally: () => mustHold(mutex, 3) };
});

checkUnder({ js: 1840, rc11: 3748 }, 'two threads that both wait for a third get the mutex one after the other', () => {
  const mutex = counter();
  const first = (): void => {
    const guard = lockFirst(mutex);
    guard.value = 1;
    guard.unlock();
  };
  return { threads: [first, addOne(mutex), addOne(mutex)], finally: () => mustHold(mutex, 3) };
});

checkUnder({ js: 1106, rc11: 1370 }, 'two threads that lock twice each hand the mutex to and fro', () => {
  const mutex = counter();
  const twice = (): void => {
    addOne(mutex)();
    addOne(mutex)();
  };
  return { threads: [twice, twice], finally: () => mustHold(mutex, 4) };
});

checkUnder({ js: 11, rc11: 13 }, 'withLock excludes lock and unlock', () => {
  const mutex = counter();
  const locking = (): void => {
    const guard = mutex.lock();
    guard.value += 1;
    mutex.unlock();
  };
  return { threads: [addOne(mutex), locking], finally: () => mustHold(mutex, 2) };
});

checkUnder({ js: 12, rc11: 14 }, 'a mutex in a memory of the program excludes as one in the heap does', () => {
  const mutex = Mutex.at(new SharedArrayBuffer(32), 8, i32);
  return { threads: [addOne(mutex), addOne(mutex)], finally: () => mustHold(mutex, 2) };
});

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

checkUnder({ js: 8, rc11: 9 }, 'tryLock takes a mutex that is free, or does nothing', () => {
  const mutex = counter();
  return {
    threads: [addOne(mutex), () => addIf(mutex.tryLock())],
    finally: ([, added]) => mustHold(mutex, 1 + added),
  };
});

checkUnder({ js: 21, rc11: 21 }, 'of three threads that try once, one at least gets the mutex', () => {
  const mutex = counter();
  const tryOnce = (): number => addIf(mutex.tryLock());
  return {
    threads: [tryOnce, tryOnce, tryOnce],
    finally: ([a, b, c]) => {
      mustHold(mutex, a + b + c);
      mustBe(a + b + c > 0, true, 'whether one got it');
    },
  };
});

checkUnder({ js: 14, rc11: 18 }, 'a thread whose time is over has not got the mutex, and leaves no trace', () => {
  const mutex = counter();
  const tryFor = (): number => addIf(mutex.tryLockFor(5));
  return { threads: [tryFor, tryFor], finally: ([a, b]) => mustHold(mutex, a + b) };
});

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

checkUnder({ js: 16, rc11: 20 }, 'a thread that locks twice is told, and still holds the mutex', () => {
  const mutex = counter();
  const twice = (): unknown =>
    mutex.withLock((guard) => {
      const code = codeOf(() => mutex.lock());
      guard.value += 1;
      return code;
    });
  return {
    threads: [twice, addOne(mutex)],
    finally: ([code]) => {
      mustBe(code, 'SELF_DEADLOCK', 'what was thrown');
      mustHold(mutex, 2);
    },
  };
});

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

checkFinds('dataRace', 'a section that is not under the mutex is a data race', () => {
  const mutex = counter();
  const data = new Int32Array(new SharedArrayBuffer(4));
  return {
    threads: [() => mutex.withLock(() => void (data[0] = 1)), () => void (data[0] = 2)],
  };
});

/** Adds one, or learns that who held the mutex has died. */
const addOneOrLearn = (mutex: Mutex<number>) => (): unknown => codeOf(addOne(mutex));

checkUnder({ js: 13, rc11: 16 }, 'who comes after a thread that ended with the mutex locked is told', () => {
  const mutex = counter();
  return {
    threads: [() => void mutex.lock(), addOneOrLearn(mutex)],
    finally: ([, told]) => mustBeToldOrGetIt(told),
  };
});

checkUnder(
  { js: 68, rc11: 100 },
  'whenever a thread is killed, the other one gets the mutex or is told that its owner died',
  () => {
    const mutex = counter();
    return {
      threads: [addOne(mutex), addOneOrLearn(mutex)],
      finally: ([, told]) => mustBeToldOrGetIt(told),
    };
  },
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
