/** ClhLock in every execution, with two and three threads: exclusion, the order in which they came, and what becomes of places that are given up. */
import { assume } from 'lockwright/check';
import { ClhLock } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { checkFinds, checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

const counter = (): ClhLock<number> => new ClhLock(i32, 0);

const addOne = (lock: ClhLock<number>) => (): void => lock.withLock((guard) => void (guard.value += 1));

/** Adds one if it gets the lock; returns what it added. */
function addIf(guard: ReturnType<ClhLock<number>['tryLock']>): number {
  if (guard === undefined) return 0;
  guard.value += 1;
  guard.unlock();
  return 1;
}

/** At the end: nobody holds it or stands in line, and the value is what it should be. */
function mustHold(lock: ClhLock<number>, expected: number): void {
  const guard = lock.tryLock();
  mustBe(guard !== undefined, true, 'whether the CLH lock is free at the end');
  mustBe(guard!.value, expected, 'the value');
  guard!.unlock();
}

/** The node of the last to come; 0 before anybody has. It is the first word behind the owner word and the count. */
const tail = ({ region, address }: ClhLock<number>): number => region.ops.load32(address + 8, 'relaxed');

/** How many of the 64 nodes, which lie behind the tail, are not free. */
const usedNodes = ({ region, address }: ClhLock<number>): number =>
  Array.from({ length: 64 }, (_, i) => region.ops.load32(address + 12 + 4 * i, 'relaxed')).filter((word) => word !== 0).length;

/** Waits for nobody: leaves out the executions in which the last to come is one of these. Returns which it is. */
function another(lock: ClhLock<number>, ...before: readonly number[]): number {
  const found = tail(lock);
  assume(!before.includes(found));
  return found;
}

checkUnder({ js: 18, rc11: 18 }, 'two threads count under a CLH lock, and no count is lost', () => {
  const lock = counter();
  return { threads: [addOne(lock), addOne(lock)], finally: () => mustHold(lock, 2) };
});

checkUnder({ js: 810, rc11: 810 }, 'three threads count under a CLH lock, and none is left asleep', () => {
  const lock = counter();
  return { threads: [addOne(lock), addOne(lock), addOne(lock)], finally: () => mustHold(lock, 3) };
});

checkUnder({ js: 4820 }, 'two threads that lock twice each hand the CLH lock to and fro', () => {
  const lock = counter();
  const twice = (): void => {
    addOne(lock)();
    addOne(lock)();
  };
  return {
    threads: [twice, twice],
    finally: () => {
      mustHold(lock, 4);
      mustBe(usedNodes(lock), 1, 'how many nodes are in use at the end: one stays');
    },
  };
});

checkUnder({ js: 18, rc11: 18 }, 'a CLH lock in a memory of the program is as good as one in the heap', () => {
  const lock = ClhLock.at(new SharedArrayBuffer(512), 8, i32);
  return { threads: [addOne(lock), addOne(lock)], finally: () => mustHold(lock, 2) };
});

/** Holds the lock until another thread stands behind it, and comes again. */
function holdAndComeAgain<T>(lock: ClhLock<number>, again: () => T): () => T {
  return () => {
    const guard = lock.tryLock();
    assume(guard !== undefined);
    const mine = tail(lock);
    another(lock, 0, mine);
    guard!.unlock();
    return again();
  };
}

/** Does something once the lock has been taken, and so before its holder comes again. */
function behindHolder<T>(lock: ClhLock<number>, then: () => T): () => T {
  return () => {
    another(lock, 0);
    return then();
  };
}

checkUnder({ js: 78, rc11: 174 }, 'who unlocks does not overtake a thread that waits', () => {
  const lock = counter();
  return {
    threads: [holdAndComeAgain(lock, () => lock.withLock((guard) => guard.value)), behindHolder(lock, addOne(lock))],
    finally: ([seen]) => mustBe(seen, 1, 'whether the one that waited was served first'),
  };
});

checkUnder({ js: 30, rc11: 106 }, 'tryLock does not overtake a thread that waits', () => {
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

checkUnder({ js: 9, rc11: 9 }, 'of two threads that wait, the one that came earlier has its turn first', () => {
  const lock = counter();
  const first = new Int32Array(new SharedArrayBuffer(4));
  const holder = (): void => {
    const guard = lock.tryLock();
    assume(guard !== undefined);
    const mine = tail(lock);
    Atomics.store(first, 0, mine);
    another(lock, mine, another(lock, mine));
    guard!.unlock();
  };
  const earlier = (): void => {
    assume(Atomics.load(first, 0) !== 0);
    addOne(lock)();
  };
  const later = (): number => {
    const held = Atomics.load(first, 0);
    assume(held !== 0);
    another(lock, 0, held);
    return lock.withLock((guard) => guard.value);
  };
  return {
    threads: [holder, earlier, later],
    finally: ([, , seen]) => mustBe(seen, 1, 'whether the earlier came before the later'),
  };
});

checkUnder({ js: 16, rc11: 22 }, 'tryLock takes a CLH lock that is free, or does nothing', () => {
  const lock = counter();
  return {
    threads: [addOne(lock), () => addIf(lock.tryLock())],
    finally: ([, added]) => mustHold(lock, 1 + added),
  };
});

checkUnder({ js: 30, rc11: 30 }, 'two threads that wait for a time have got the CLH lock, or leave no trace', () => {
  const lock = counter();
  const tryFor = (): number => addIf(lock.tryLockFor(5));
  return { threads: [tryFor, tryFor], finally: ([a, b]) => mustHold(lock, a + b) };
});

checkUnder({ js: 9 }, 'who gives up and comes again stands behind those that waited before it', () => {
  const lock = counter();
  const first = new Int32Array(new SharedArrayBuffer(4));
  const holder = (): void => {
    const guard = lock.tryLock();
    assume(guard !== undefined);
    const mine = tail(lock);
    Atomics.store(first, 0, mine);
    const second = another(lock, mine);
    const third = another(lock, mine, second);
    another(lock, mine, second, third);
    guard!.unlock();
  };
  const patient = (): void => {
    assume(Atomics.load(first, 0) !== 0);
    addOne(lock)();
  };
  const impatient = (): number => {
    const held = Atomics.load(first, 0);
    assume(held !== 0);
    another(lock, held);
    assume(lock.tryLockFor(5) === undefined);
    return lock.withLock((guard) => guard.value);
  };
  return {
    threads: [holder, patient, impatient],
    finally: ([, , seen]) => mustBe(seen, 1, 'whether the patient one had its turn first'),
  };
});

checkUnder({ js: 710, rc11: 2415 }, 'a place that is given up does not keep the one behind it waiting', () => {
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

const addOneAsync = (lock: ClhLock<number>) => (): Promise<void> => lock.withLockAsync((guard) => void (guard.value += 1));

checkUnder({ js: 16, rc11: 18 }, 'a promise and a thread hand the CLH lock to each other', () => {
  const lock = counter();
  return { threads: [addOneAsync(lock), addOne(lock)], finally: () => mustHold(lock, 2) };
});

checkUnder({ js: 18, rc11: 18 }, 'a thread that takes a CLH lock twice is told, and still holds it', () => {
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

checkFinds('dataRace', 'a section that is not under the CLH lock is a data race', () => {
  const lock = counter();
  const data = new Int32Array(new SharedArrayBuffer(4));
  return { threads: [() => lock.withLock(() => void (data[0] = 1)), () => void (data[0] = 2)] };
});

checkUnder(
  { js: 230, rc11: 251 },
  'whenever a thread is killed, the other one gets the CLH lock or is told that its owner died',
  () => {
    const lock = counter();
    return {
      threads: [addOne(lock), () => codeOf(addOne(lock))],
      finally: ([, told]) => {
        mustBeToldOrGetIt(told);
        lock.clearPoison();
        mustBe(lock.tryLock() !== undefined, true, 'whether the CLH lock is free at the end');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 1130, rc11: 2698 },
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

checkUnder(
  { js: 12842 },
  'whenever a thread is killed, the other two get the CLH lock or are told that its owner died',
  () => {
    const lock = counter();
    const addOrLearn = (): unknown => codeOf(addOne(lock));
    return {
      threads: [addOne(lock), addOrLearn, addOrLearn],
      finally: ([, a, b]) => {
        mustBeToldOrGetIt(a);
        mustBeToldOrGetIt(b);
      },
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder({ js: 52, rc11: 55 }, 'who comes after a thread that ended with the CLH lock taken is told', () => {
  const lock = counter();
  return {
    threads: [() => void lock.lock(), () => codeOf(addOne(lock))],
    finally: ([, told]) => mustBeToldOrGetIt(told),
  };
});
