/** ReentrantLock in every execution, with two threads and three. */
import { ReentrantLock } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { checkFinds, checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

type Lock = ReentrantLock<number>;
type LiveGuard = NonNullable<ReturnType<Lock['tryLock']>>;

const counter = (): Lock => new ReentrantLock(i32, 0);

const addOne = (lock: Lock) => (): void => lock.withLock((guard) => void (guard.value += 1));

/** Adds one by way of code that locks again; what comes after that is under the lock still. */
const addTwoInside = (lock: Lock) => (): void =>
  lock.withLock((guard) => {
    addOne(lock)();
    guard.value += 1;
  });

/** Adds one if it gets the lock; returns what it added. */
function addIf(guard: LiveGuard | undefined): number {
  if (guard === undefined) return 0;
  guard.value += 1;
  guard.unlock();
  return 1;
}

/** At the end: nobody holds it, and the value is what it should be. Who looks holds none of it either. */
function mustHold(lock: Lock, expected: number): void {
  const guard = lock.tryLock();
  mustBe(guard !== undefined, true, 'whether the reentrant lock is free at the end');
  mustBe(lock.depth, 1, 'how often it is held then');
  mustBe(guard!.value, expected, 'the value');
}

checkUnder({ js: 18, rc11: 24 }, 'two threads that lock again inside count under a reentrant lock, and no count is lost', () => {
  const lock = counter();
  return { threads: [addTwoInside(lock), addTwoInside(lock)], finally: () => mustHold(lock, 4) };
});

checkUnder({ js: 6538 }, 'three threads, of which one locks again inside, get the reentrant lock one after the other', () => {
  const lock = counter();
  return { threads: [addTwoInside(lock), addOne(lock), addOne(lock)], finally: () => mustHold(lock, 4) };
});

checkUnder({ js: 16, rc11: 21 }, 'the outer guard may be unlocked before the inner one, which holds the reentrant lock still', () => {
  const lock = counter();
  const crossed = (): void => {
    const outer = lock.lock();
    const inner = lock.lock();
    outer.unlock();
    mustBe(outer.isLive, false, 'whether the outer guard is live after its end');
    mustBe(lock.depth, 1, 'how often it is held by the inner one');
    inner.value += 1;
    lock.unlock(); // the latest, though it came second
    mustBe(inner.isLive, false, 'whether the inner guard is live after its end');
  };
  return { threads: [crossed, addOne(lock)], finally: () => mustHold(lock, 2) };
});

checkUnder({ js: 1, rc11: 1 }, 'unlock of the handle gives back one time after the other, the middle one being gone', () => {
  const lock = counter();
  const manyTimes = (): void => {
    lock.lock();
    const middle = lock.lock();
    for (let i = 0; i < 3; i++) lock.lock();
    middle.unlock();
    for (let i = 0; i < 3; i++) lock.unlock();
    mustBe(lock.depth, 1, 'how often it is held');
    const last = lock.lock(); // beside the first
    last.value += 1;
    lock.unlock();
    lock.unlock();
    mustBe(
      codeOf(() => lock.unlock()),
      'NOT_LOCKED',
      'what one too many meets',
    );
  };
  return { threads: [manyTimes], finally: () => mustHold(lock, 1) };
});

checkUnder({ js: 18, rc11: 24 }, 'a thread locks a reentrant lock again through another handle, in a memory of the program', () => {
  const memory = new SharedArrayBuffer(32);
  const [a, b] = [ReentrantLock.at(memory, 8, i32), ReentrantLock.at(memory, 8, i32)];
  const inside = (): void => a.withLock(addTwoInside(b));
  return { threads: [inside, addOne(b)], finally: () => mustHold(b, 3) };
});

checkUnder({ js: 11, rc11: 14 }, 'tryLock takes a reentrant lock that is free or its own, or does nothing', () => {
  const lock = counter();
  const tryTwice = (): number => {
    const outer = lock.tryLock();
    if (outer === undefined) return 0;
    const added = addIf(lock.tryLock());
    mustBe(added, 1, 'how often tryLock went in again');
    outer.value += 1;
    outer.unlock();
    return 2;
  };
  return { threads: [addOne(lock), tryTwice], finally: ([, added]) => mustHold(lock, 1 + added) };
});

checkUnder({ js: 30, rc11: 42 }, 'tryLockFor goes in again at once, or waits until its time is over and leaves no trace', () => {
  const lock = counter();
  const tryFor = (): number => {
    const outer = lock.tryLockFor(5);
    if (outer === undefined) return 0;
    const added = addIf(lock.tryLockFor(5));
    mustBe(added, 1, 'how often tryLockFor went in again');
    outer.value += 1;
    outer.unlock();
    return 2;
  };
  return { threads: [tryFor, tryFor], finally: ([a, b]) => mustHold(lock, a + b) };
});

checkUnder({ js: 18, rc11: 24 }, 'a reentrant lock is given back as often as it was taken where the section under it throws', () => {
  const lock = counter();
  const failing = (): unknown =>
    codeOf(() =>
      lock.withLock(() =>
        lock.withLock((guard) => {
          guard.value += 1;
          throw Object.assign(new Error('on purpose'), { code: 'ON_PURPOSE' });
        }),
      ),
    );
  return {
    threads: [failing, failing],
    finally: (codes) => {
      mustBe(codes.join(), 'ON_PURPOSE,ON_PURPOSE', 'what was thrown');
      mustHold(lock, 2);
    },
  };
});

checkUnder({ js: 14, rc11: 15 }, 'a promise and a thread that locks again inside hand the reentrant lock to each other', () => {
  const lock = counter();
  const addOneAsync = async (): Promise<void> => {
    const guard = await lock.lockAsync();
    guard.value += 1;
    guard.unlock();
  };
  return { threads: [addOneAsync, addTwoInside(lock)], finally: () => mustHold(lock, 3) };
});

checkUnder({ js: 1231, rc11: 1383 }, 'a promise waits for a lock that its own thread holds, until the last time is given back', () => {
  const lock = counter();
  const both = async (): Promise<void> => {
    const outer = lock.lock();
    const inner = lock.lock();
    const later = lock.lockAsync();
    inner.unlock();
    await Promise.resolve();
    mustBe(lock.depth, 1, 'how often it is held while the promise waits');
    outer.value += 1;
    outer.unlock();
    const guard = await later;
    guard.value += 1;
    guard.unlock();
  };
  return { threads: [both, addOne(lock)], finally: () => mustHold(lock, 3) };
});

checkUnder({ js: 1, rc11: 1 }, 'tasks of one thread exclude each other across an await', () => {
  const lock = counter();
  const task = (): Promise<void> =>
    lock.withLockAsync(async (guard) => {
      const before = guard.value;
      await Promise.resolve();
      guard.value = before + 1;
    });
  return { threads: [async (): Promise<void> => void (await Promise.all([task(), task()]))], finally: () => mustHold(lock, 2) };
});

checkFinds('deadlock', 'a task that awaits lockAsync while it holds the reentrant lock waits for itself', () => {
  const lock = counter();
  return { threads: [(): Promise<void> => lock.withLockAsync(() => lock.withLockAsync(() => {}))] };
});

checkFinds('dataRace', 'a section that is not under the reentrant lock is a data race', () => {
  const lock = counter();
  const data = new Int32Array(new SharedArrayBuffer(4));
  const write = (): void => lock.withLock(() => lock.withLock(() => void (data[0] = 1)));
  return { threads: [write, () => void (data[0] = 2)] };
});

checkFinds('dataRace', 'a section behind the last unlock of a reentrant lock is a data race', () => {
  const lock = counter();
  const late = (): void => {
    const guard = lock.lock();
    lock.withLock(() => {});
    guard.unlock();
    i32.set(lock.region, lock.valueAddress, 1);
  };
  return { threads: [late, addOne(lock)] };
});

checkUnder(
  { js: 210, rc11: 351 },
  'wherever a thread is killed that locks again inside, the other one gets the reentrant lock or is told, and its depth begins anew',
  () => {
    const lock = counter();
    return {
      threads: [addTwoInside(lock), () => codeOf(addTwoInside(lock))],
      finally: ([, told]) => {
        mustBeToldOrGetIt(told);
        lock.clearPoison();
        lock.withLock(() => mustBe(lock.depth, 1, 'how often it is held after the death'));
        mustBe(lock.isLocked, false, 'whether the reentrant lock is held at the end');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder({ js: 42, rc11: 45 }, 'a repair may lock again, and what it leaves locked is given back', () => {
  const lock = counter();
  const dieInside = (): void => {
    lock.lock();
    lock.lock();
  };
  const repair = (): unknown => {
    const guards: LiveGuard[] = [];
    const repaired = lock.recover((guard) => {
      addOne(lock)();
      mustBe(lock.depth, 1, 'how often the repair holds it');
      guard.value += 1;
      guards.push(guard, lock.lock());
    });
    mustBe(guards.filter((guard) => guard.isLive).length, 0, 'how many guards of the repair are live');
    mustBe(lock.depth, 0, 'how often it is held after the repair');
    return repaired;
  };
  return {
    threads: [dieInside, repair],
    finally: ([, repaired]) => {
      if (repaired === true) mustHold(lock, 2);
      else lock.clearPoison();
    },
  };
});
