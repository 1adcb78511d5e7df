/** ClhLock in every execution, with two and three threads: exclusion, the order in which they came, and what becomes of places that are given up. */
import { assume } from 'lockwright/check';
import { ClhLock } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import {
  addOne,
  addOneOrLearn,
  countTogether,
  countTwiceEach,
  endWithIt,
  lockAgainUnderIt,
  tryBeside,
  waitForATime,
  writeWithoutIt,
} from '../test-counter.ts';
import { checkFinds, checkUnder, mustBe, mustBeToldOrGetIt } from '../test-models.ts';
import { queuePrograms } from '../test-queue-programs.ts';

const counter = (): ClhLock<number> => new ClhLock(i32, 0);

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

const queue = queuePrograms({
  make: counter,
  hasFollower: (lock) => void another(lock, 0, tail(lock)),
  hasHolder: (lock) => void another(lock, 0),
});

checkUnder({ js: 18, rc11: 18 }, 'two threads count under a CLH lock, and no count is lost', countTogether(counter, 2));

checkUnder({ js: 810, rc11: 810 }, 'three threads count under a CLH lock, and none is left asleep', countTogether(counter, 3));

checkUnder(
  { js: 4820 },
  'two threads that lock twice each hand the CLH lock to and fro',
  countTwiceEach(counter, (lock) => mustBe(usedNodes(lock), 1, 'how many nodes are in use at the end: one stays')),
);

checkUnder(
  { js: 18, rc11: 18 },
  'a CLH lock in a memory of the program is as good as one in the heap',
  countTogether(() => ClhLock.at(new SharedArrayBuffer(512), 8, i32), 2),
);

checkUnder({ js: 78, rc11: 174 }, 'who unlocks does not overtake a thread that waits', queue.unlockOvertakesNobody);

checkUnder({ js: 30, rc11: 106 }, 'tryLock does not overtake a thread that waits', queue.tryLockOvertakesNobody);

/** A lock whose holder tells its node, for threads that are to come after it. */
function heldInTheOpen() {
  const lock = counter();
  const node = new Int32Array(new SharedArrayBuffer(4));
  return {
    lock,
    /** Holds the lock while `others` come, who are told which node it has. */
    hold: (others: (mine: number) => void) => (): void => {
      const guard = lock.tryLock();
      assume(guard !== undefined);
      const mine = tail(lock);
      Atomics.store(node, 0, mine);
      others(mine);
      guard!.unlock();
    },
    /** The node of the holder, in the executions in which it is known. */
    held: (): number => {
      const held = Atomics.load(node, 0);
      assume(held !== 0);
      return held;
    },
  };
}

checkUnder({ js: 9, rc11: 9 }, 'of two threads that wait, the one that came earlier has its turn first', () => {
  const { lock, hold, held } = heldInTheOpen();
  const earlier = (): void => {
    held();
    addOne(lock)();
  };
  const later = (): number => {
    another(lock, 0, held());
    return queue.readUnder(lock)();
  };
  return {
    threads: [hold((mine) => void another(lock, mine, another(lock, mine))), earlier, later],
    finally: ([, , seen]) => mustBe(seen, 1, 'whether the earlier came before the later'),
  };
});

checkUnder({ js: 16, rc11: 22 }, 'tryLock takes a CLH lock that is free, or does nothing', tryBeside(counter));

checkUnder({ js: 30, rc11: 30 }, 'two threads that wait for a time have got the CLH lock, or leave no trace', waitForATime(counter));

checkUnder({ js: 9 }, 'who gives up and comes again stands behind those that waited before it', () => {
  const { lock, hold, held } = heldInTheOpen();
  const threeCome = (mine: number): void => {
    const second = another(lock, mine);
    const third = another(lock, mine, second);
    another(lock, mine, second, third);
  };
  const patient = (): void => {
    held();
    addOne(lock)();
  };
  const impatient = (): number => {
    another(lock, held());
    assume(lock.tryLockFor(5) === undefined);
    return queue.readUnder(lock)();
  };
  return {
    threads: [hold(threeCome), patient, impatient],
    finally: ([, , seen]) => mustBe(seen, 1, 'whether the patient one had its turn first'),
  };
});

checkUnder({ js: 710, rc11: 2415 }, 'a place that is given up does not keep the one behind it waiting', queue.placeGivenUp);

checkUnder({ js: 16, rc11: 18 }, 'a promise and a thread hand the CLH lock to each other', queue.promiseAndThread);

checkUnder({ js: 18, rc11: 18 }, 'a thread that takes a CLH lock twice is told, and still holds it', lockAgainUnderIt(counter));

checkFinds('dataRace', 'a section that is not under the CLH lock is a data race', writeWithoutIt(counter));

checkUnder(
  { js: 230, rc11: 251 },
  'whenever a thread is killed, the other one gets the CLH lock or is told that its owner died',
  queue.addBesideKilled,
  { kill: 1, killThreads: [0] },
);

checkUnder({ js: 1130, rc11: 2698 }, 'when a thread is killed in line, the one behind it is served', queue.killedInLine, {
  kill: 1,
  killThreads: [1],
});

checkUnder(
  { js: 12842 },
  'whenever a thread is killed, the other two get the CLH lock or are told that its owner died',
  () => {
    const lock = counter();
    return {
      threads: [addOne(lock), addOneOrLearn(lock), addOneOrLearn(lock)],
      finally: ([, a, b]) => {
        mustBeToldOrGetIt(a);
        mustBeToldOrGetIt(b);
      },
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder({ js: 52, rc11: 55 }, 'who comes after a thread that ended with the CLH lock taken is told', endWithIt(counter));
