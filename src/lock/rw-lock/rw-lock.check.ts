/** RwLock in every execution, with two and three threads. */
import { assume } from 'lockwright/check';
import { type ReadGuard, RwLock, Semaphore } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { checkFinds, checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

type Lock = RwLock<number>;

const counter = (): Lock => new RwLock(i32, 0);

/** One whose first in line is due at once: nobody overtakes it. */
function inStrictOrder(): Lock {
  const lock = counter();
  lock.patience = 0;
  return lock;
}

const addOne = (lock: Lock) => (): void => lock.withWrite((guard) => void (guard.value += 1));

const look = (lock: Lock) => (): number => lock.withRead(({ value }) => value);

function addIf(guard: ReturnType<Lock['tryWrite']>): number {
  if (guard === undefined) return 0;
  guard.value += 1;
  guard.unlock();
  return 1;
}

/** At the end: nobody has it, and the value is what it should be. */
function mustHold(lock: Lock, expected: number): void {
  const guard = lock.tryWrite();
  mustBe(guard !== undefined, true, 'whether the lock is free at the end');
  mustBe(guard!.value, expected, 'the value');
}

function mustBeAmong(seen: unknown, possible: readonly unknown[], what: string): void {
  mustBe(possible.includes(seen), true, `${what} (${String(seen)}): whether it is among ${possible.join(', ')}`);
}

/** Leaves out the executions in which no thread stands in line. */
const whenOneStandsInLine = ({ region, address }: Lock): void => assume((region.ops.load32(address, 'relaxed') & 1) !== 0);

checkUnder({ js: 62, rc11: 62 }, 'two writers count, and no count is lost', () => {
  const lock = counter();
  return { threads: [addOne(lock), addOne(lock)], finally: () => mustHold(lock, 2) };
});

checkUnder({ js: 62, rc11: 62 }, 'a reader sees the value before a writer or after it', () => {
  const lock = counter();
  return {
    threads: [addOne(lock), look(lock)],
    finally: ([, seen]) => {
      mustBeAmong(seen, [0, 1], 'what was read');
      mustHold(lock, 1);
    },
  };
});

checkUnder({ js: 62, rc11: 62 }, 'a lock in a memory of the program is as good as one in the heap', () => {
  const lock = RwLock.at(new SharedArrayBuffer(64), 8, i32);
  return { threads: [addOne(lock), look(lock)], finally: () => mustHold(lock, 1) };
});

checkUnder({ js: 2674 }, 'a writer that two readers keep out gets in when both have gone', () => {
  const lock = inStrictOrder();
  const reader = (): number => {
    const guard = lock.tryRead();
    assume(guard !== undefined);
    const { value } = guard!;
    guard!.unlock();
    return value;
  };
  return { threads: [reader, reader, addOne(lock)], finally: () => mustHold(lock, 1) };
});

checkUnder({ js: 328, rc11: 872 }, 'two readers are inside at once: each stays until the other has come', () => {
  const lock = counter();
  const [first, second] = [new Semaphore(0), new Semaphore(0)];
  const stay = (mine: Semaphore, other: Semaphore) => (): void =>
    lock.withRead(() => {
      mine.add();
      other.acquire().forget();
    });
  return { threads: [stay(first, second), stay(second, first)], finally: () => mustHold(lock, 0) };
});

checkUnder({ js: 2028, rc11: 5226 }, 'a reader that comes after a writer that waits gets in behind it, if that is due', () => {
  const lock = inStrictOrder();
  const reader = (): void => {
    const guard = lock.tryRead();
    assume(guard !== undefined && guard.value === 0);
    whenOneStandsInLine(lock);
    guard!.unlock();
  };
  const late = (): number => {
    whenOneStandsInLine(lock);
    return look(lock)();
  };
  return { threads: [reader, addOne(lock), late], finally: ([, , seen]) => mustBe(seen, 1, 'what the late reader saw') };
});

checkUnder(
  { js: 160, rc11: 160 },
  'readers that come while a writer wakes up overtake it, and when it has been woken in vain, none does',
  () => {
    const lock = counter();
    lock.patience = 1;
    const readOnce = (): ReadGuard<number, number> => {
      const guard = lock.tryRead();
      assume(guard !== undefined && guard.value === 0);
      return guard!;
    };
    const reader = (): unknown => {
      const first = readOnce();
      whenOneStandsInLine(lock);
      first.unlock();
      const second = readOnce();
      whenOneStandsInLine(lock);
      second.unlock();
      const third = lock.tryRead();
      const seen = third?.value;
      third?.unlock();
      return seen;
    };
    return {
      threads: [reader, addOne(lock)],
      finally: ([seen]) => {
        mustBeAmong(seen, [undefined, 1], 'what was read in the end');
        mustHold(lock, 1);
      },
    };
  },
);

checkUnder({ js: 34, rc11: 34 }, 'a writer whose time is over has not got the lock, and the reader behind it comes on', () => {
  const lock = inStrictOrder();
  const writer = (): number => addIf(lock.tryWriteFor(5));
  return {
    threads: [writer, look(lock)],
    finally: ([added, seen]) => {
      mustBeAmong(seen, [0, added], 'what was read');
      mustHold(lock, added);
    },
  };
});

checkUnder({ js: 10, rc11: 10 }, 'tryWrite and tryRead get in, or do nothing', () => {
  const lock = counter();
  const reader = (): number => {
    const guard = lock.tryRead();
    if (guard === undefined) return -1;
    const { value } = guard;
    guard.unlock();
    return value;
  };
  return {
    threads: [() => addIf(lock.tryWrite()), reader],
    finally: ([added, seen]) => {
      mustBe(added === 1 || seen >= 0, true, 'whether one got in');
      mustHold(lock, added);
    },
  };
});

checkUnder({ js: 277, rc11: 277 }, 'an upgrade waits for the readers, and no writer comes in between', () => {
  const lock = counter();
  const upgrade = (): number => {
    const reading = lock.upgradableRead();
    const before = reading.value;
    const guard = reading.upgrade();
    mustBe(guard.value, before, 'the value after the upgrade');
    guard.value += 1;
    guard.unlock();
    return before;
  };
  return {
    threads: [upgrade, addOne(lock)],
    finally: ([before]) => {
      mustBeAmong(before, [0, 1], 'what was read');
      mustHold(lock, 2);
    },
  };
});

checkUnder({ js: 115, rc11: 115 }, 'an upgrade is woken by the last reader', () => {
  const lock = counter();
  const upgrade = (): void => {
    const guard = lock.upgradableRead().upgrade();
    guard.value += 1;
    guard.unlock();
  };
  return { threads: [upgrade, look(lock)], finally: () => mustHold(lock, 1) };
});

checkUnder({ js: 139, rc11: 145 }, 'an upgrade that gives up leaves an upgradable reader, and lets the readers in', () => {
  const lock = counter();
  const upgrade = (): number => {
    const reading = lock.upgradableRead();
    const guard = reading.tryUpgradeFor(5);
    if (guard !== undefined) return addIf(guard);
    mustBe(reading.isLive, true, 'whether it reads on');
    reading.unlock();
    return 0;
  };
  return { threads: [upgrade, look(lock)], finally: ([added]) => mustHold(lock, added) };
});

checkUnder({ js: 594, rc11: 594 }, 'two upgradable readers upgrade one after the other', () => {
  const lock = counter();
  const upgrade = (): void => {
    const guard = lock.upgradableRead().upgrade();
    guard.value += 1;
    guard.unlock();
  };
  return { threads: [upgrade, upgrade], finally: () => mustHold(lock, 2) };
});

checkUnder({ js: 417, rc11: 417 }, 'a downgrade lets readers in, and no writer in between', () => {
  const lock = counter();
  const writer = (): number => {
    const guard = lock.write();
    const written = (guard.value += 1);
    const reading = guard.downgrade();
    const seen = reading.value;
    reading.unlock();
    return seen - written;
  };
  return {
    threads: [writer, addOne(lock)],
    finally: ([difference]) => {
      mustBe(difference, 0, 'what was written between');
      mustHold(lock, 2);
    },
  };
});

checkUnder({ js: 1302, rc11: 1302 }, 'a downgrade wakes a reader that waits', () => {
  const lock = counter();
  const hasRead = new Semaphore(0);
  const writer = (): void => {
    const guard = lock.write();
    guard.value += 1;
    const reading = guard.downgradeToUpgradable();
    hasRead.acquire().forget(); // reads on until the other has read
    reading.downgrade().unlock();
  };
  const reader = (): number => {
    const seen = look(lock)();
    hasRead.add();
    return seen;
  };
  return {
    threads: [writer, reader],
    finally: ([, seen]) => {
      mustBeAmong(seen, [0, 1], 'what was read');
      mustHold(lock, 1);
    },
  };
});

const addOneAsync = (lock: Lock) => async (): Promise<void> => {
  const guard = await lock.writeAsync();
  guard.value += 1;
  guard.unlock();
};

checkUnder({ js: 44, rc11: 44 }, 'a promise writes beside a thread that writes', () => {
  const lock = counter();
  return { threads: [addOneAsync(lock), addOne(lock)], finally: () => mustHold(lock, 2) };
});

checkUnder({ js: 121, rc11: 121 }, 'a promise upgrades when the last reader has gone', () => {
  const lock = counter();
  const upgrade = async (): Promise<void> => {
    const reading = await lock.upgradableReadAsync();
    const guard = await reading.upgradeAsync();
    guard.value += 1;
    guard.unlock();
  };
  return { threads: [upgrade, look(lock)], finally: () => mustHold(lock, 1) };
});

checkUnder({ js: 26, rc11: 26 }, 'a thread that has the lock and would have to wait for it is told', () => {
  const lock = counter();
  const twice = (): unknown => lock.withRead(() => codeOf(() => lock.write()));
  return { threads: [twice, look(lock)], finally: ([code]) => mustBe(code, 'SELF_DEADLOCK', 'what was thrown') };
});

checkUnder({ js: 42, rc11: 86 }, 'a writer that ends with the lock poisons it, and who comes after it is told', () => {
  const lock = counter();
  return {
    threads: [() => void lock.write(), () => codeOf(addOne(lock))],
    finally: ([, told]) => {
      mustBe(lock.isPoisoned, true, 'whether it is poisoned');
      mustBe(
        codeOf(() => lock.tryRead()),
        'OWNER_DIED',
        'what a reader is told',
      );
      mustBeToldOrGetIt(told);
    },
  };
});

checkUnder(
  { js: 431, rc11: 831 },
  'whenever a writer is killed, the other is told or gets the lock',
  () => {
    const lock = counter();
    return { threads: [addOne(lock), () => codeOf(addOne(lock))], finally: ([, told]) => mustBeToldOrGetIt(told) };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 389, rc11: 745 },
  'whenever a reader is killed, it is counted off, and nothing is poisoned',
  () => {
    const lock = counter();
    return { threads: [look(lock), addOne(lock)], finally: () => mustHold(lock, 1) };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 1086 },
  'whenever an upgradable reader is killed, the other is told or gets the lock',
  () => {
    const lock = counter();
    const upgrade = (): void => {
      const guard = lock.upgradableRead().upgrade();
      guard.value += 1;
      guard.downgradeToUpgradable().unlock();
    };
    return { threads: [upgrade, () => codeOf(look(lock))], finally: ([, told]) => mustBeToldOrGetIt(told) };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder({ js: 232, rc11: 298 }, 'a poisoned lock is repaired under the lock, once', () => {
  const lock = counter();
  const dies = (): void => {
    lock.write().value = 7; // ends with it
  };
  const repairs = (): boolean => {
    assume(lock.isPoisoned);
    return lock.recover((guard) => void (guard.value = 1));
  };
  return {
    threads: [dies, repairs, repairs],
    finally: ([, a, b]) => {
      mustBe(Number(a) + Number(b), 1, 'how often it was repaired');
      mustHold(lock, 1);
    },
  };
});

checkFinds('dataRace', 'a write under a lock that is held for reading is a data race', () => {
  const lock = counter();
  const data = new Int32Array(new SharedArrayBuffer(4));
  return { threads: [() => lock.withRead(() => void (data[0] = 1)), () => lock.withRead(() => data[0])] };
});

checkFinds('deadlock', 'two locks that two threads take in opposite order are a deadlock', () => {
  const [a, b] = [counter(), counter()];
  return { threads: [() => a.withRead(addOne(b)), () => b.withRead(addOne(a))] };
});
