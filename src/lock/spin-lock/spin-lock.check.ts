/** SpinLock in every execution, with two and three threads. A loop that looks again is one step to the checker, however often it looks. */
import { SpinLock } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import {
  addBesideKilled,
  addOne,
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
import { checkFinds, checkUnder, mustBe } from '../test-models.ts';

const counter = (): SpinLock<number> => new SpinLock(i32, 0);

checkUnder({ js: 6, rc11: 6 }, 'two threads count under a spin lock, and no count is lost', countTogether(counter, 2));

checkUnder({ js: 126, rc11: 126 }, 'three threads count under a spin lock, and none spins for ever', countTogether(counter, 3));

checkUnder({ js: 110, rc11: 110 }, 'two threads that lock twice each hand the spin lock to and fro', countTwiceEach(counter));

checkUnder({ js: 5, rc11: 5 }, 'lock and unlock of a spin lock exclude withLock', () => {
  const lock = counter();
  const locking = (): void => {
    const guard = lock.lock();
    guard.value += 1;
    lock.unlock();
  };
  return { threads: [addOne(lock), locking], finally: () => mustHold(lock, 2) };
});

checkUnder(
  { js: 6, rc11: 6 },
  'a spin lock in a memory of the program excludes as one in the heap does',
  countTogether(() => SpinLock.at(new SharedArrayBuffer(32), 8, i32), 2),
);

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

checkUnder({ js: 5, rc11: 5 }, 'tryLock takes a spin lock that is free, or does nothing', tryBeside(counter));

checkUnder({ js: 21, rc11: 21 }, 'of three threads that try once, one at least gets the spin lock', tryOnceEach(counter));

checkUnder({ js: 10, rc11: 10 }, 'a thread whose time is over has not got the spin lock, and leaves no trace', waitForATime(counter));

checkUnder({ js: 6, rc11: 6 }, 'a thread that takes a spin lock twice is told, and still holds it', lockAgainUnderIt(counter));

checkFinds('dataRace', 'a section that is not under the spin lock is a data race', writeWithoutIt(counter));

checkUnder(
  { js: 24, rc11: 24 },
  'whenever a thread is killed, the other one gets the spin lock or is told that its owner died',
  addBesideKilled(counter),
  { kill: 1, killThreads: [0] },
);

checkUnder({ js: 5, rc11: 5 }, 'who comes after a thread that ended with the spin lock taken is told', endWithIt(counter));
