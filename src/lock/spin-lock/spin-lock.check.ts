/** SpinLock in every execution, with two and three threads. A loop that looks again is one step to the checker, however often it looks. */
import { SpinLock } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { checkFinds, checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

const counter = (): SpinLock<number> => new SpinLock(i32, 0);

const addOne = (lock: SpinLock<number>) => (): void => lock.withLock((guard) => void (guard.value += 1));

/** Adds one if it gets the lock; returns what it added. */
function addIf(guard: ReturnType<SpinLock<number>['tryLock']>): number {
  if (guard === undefined) return 0;
  guard.value += 1;
  guard.unlock();
  return 1;
}

/** At the end: nobody holds it, and the value is what it should be. */
function mustHold(lock: SpinLock<number>, expected: number): void {
  const guard = lock.tryLock();
  mustBe(guard !== undefined, true, 'whether the spin lock is free at the end');
  mustBe(guard!.value, expected, 'the value');
}

checkUnder({ js: 6, rc11: 6 }, 'two threads count under a spin lock, and no count is lost', () => {
  const lock = counter();
  return { threads: [addOne(lock), addOne(lock)], finally: () => mustHold(lock, 2) };
});

checkUnder({ js: 126, rc11: 126 }, 'three threads count under a spin lock, and none spins for ever', () => {
  const lock = counter();
  return { threads: [addOne(lock), addOne(lock), addOne(lock)], finally: () => mustHold(lock, 3) };
});

checkUnder({ js: 110, rc11: 110 }, 'two threads that lock twice each hand the spin lock to and fro', () => {
  const lock = counter();
  const twice = (): void => {
    addOne(lock)();
    addOne(lock)();
  };
  return { threads: [twice, twice], finally: () => mustHold(lock, 4) };
});

checkUnder({ js: 5, rc11: 5 }, 'lock and unlock of a spin lock exclude withLock', () => {
  const lock = counter();
  const locking = (): void => {
    const guard = lock.lock();
    guard.value += 1;
    lock.unlock();
  };
  return { threads: [addOne(lock), locking], finally: () => mustHold(lock, 2) };
});

checkUnder({ js: 6, rc11: 6 }, 'a spin lock in a memory of the program excludes as one in the heap does', () => {
  const lock = SpinLock.at(new SharedArrayBuffer(32), 8, i32);
  return { threads: [addOne(lock), addOne(lock)], finally: () => mustHold(lock, 2) };
});

checkUnder({ js: 6, rc11: 6 }, 'what was written anywhere before the unlock of a spin lock is there after the next lock', () => {
  const lock = counter();
  const data = new Int32Array(new SharedArrayBuffer(8));
  const write = (): void => {
    data[0] = 7;
    lock.withLock((guard) => void (guard.value = 1));
  };
  return {
    threads: [write, () => (lock.withLock((guard) => guard.value) === 0 ? 7 : data[0])],
    finally: ([, seen]) => mustBe(seen, 7, 'the data'),
  };
});

checkUnder({ js: 5, rc11: 5 }, 'tryLock takes a spin lock that is free, or does nothing', () => {
  const lock = counter();
  return {
    threads: [addOne(lock), () => addIf(lock.tryLock())],
    finally: ([, added]) => mustHold(lock, 1 + added),
  };
});

checkUnder({ js: 21, rc11: 21 }, 'of three threads that try once, one at least gets the spin lock', () => {
  const lock = counter();
  const tryOnce = (): number => addIf(lock.tryLock());
  return {
    threads: [tryOnce, tryOnce, tryOnce],
    finally: ([a, b, c]) => {
      mustHold(lock, a + b + c);
      mustBe(a + b + c > 0, true, 'whether one got it');
    },
  };
});

checkUnder({ js: 10, rc11: 10 }, 'a thread whose time is over has not got the spin lock, and leaves no trace', () => {
  const lock = counter();
  const tryFor = (): number => addIf(lock.tryLockFor(5));
  return { threads: [tryFor, tryFor], finally: ([a, b]) => mustHold(lock, a + b) };
});

checkUnder({ js: 6, rc11: 6 }, 'a thread that takes a spin lock twice is told, and still holds it', () => {
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

checkFinds('dataRace', 'a section that is not under the spin lock is a data race', () => {
  const lock = counter();
  const data = new Int32Array(new SharedArrayBuffer(4));
  return { threads: [() => lock.withLock(() => void (data[0] = 1)), () => void (data[0] = 2)] };
});

checkUnder(
  { js: 24, rc11: 24 },
  'whenever a thread is killed, the other one gets the spin lock or is told that its owner died',
  () => {
    const lock = counter();
    const addOrLearn = (): unknown => codeOf(addOne(lock));
    return { threads: [addOne(lock), addOrLearn], finally: ([, told]) => mustBeToldOrGetIt(told) };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder({ js: 5, rc11: 5 }, 'who comes after a thread that ended with the spin lock taken is told', () => {
  const lock = counter();
  return {
    threads: [() => void lock.lock(), () => codeOf(addOne(lock))],
    finally: ([, told]) => mustBeToldOrGetIt(told),
  };
});
