/** TicketLock in every execution, with two and three threads: exclusion, the order of the tickets, and what becomes of those that are given up. */
import { assume } from 'lockwright/check';
import { TicketLock } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { addOne, addOneOrLearn, countTogether, lockAgainUnderIt, tryBeside, waitForATime, writeWithoutIt } from '../test-counter.ts';
import { checkFinds, checkUnder, mustBe, mustBeToldOrGetIt } from '../test-models.ts';
import { queued, queuePrograms, shortcutPrograms } from '../test-queue-programs.ts';

const counter = (): TicketLock<number> => queued(new TicketLock(i32, 0));

/** How many tickets have been drawn: a ticket is a multiple of 4, and the next is the first word behind the owner word and the count. */
const drawn = ({ region, address }: TicketLock<number>): number => region.ops.load32(address + 8, 'relaxed') / 4;

/** Leaves out the executions in which fewer tickets have been drawn. */
const whenDrawn = (lock: TicketLock<number>, least: number): void => assume(drawn(lock) >= least);

const queue = queuePrograms({
  make: counter,
  hasFollower: (lock) => whenDrawn(lock, 2),
  hasHolder: (lock) => whenDrawn(lock, 1),
});

checkUnder({ js: 152, rc11: 276 }, 'two threads count under a ticket lock, and no count is lost', countTogether(counter, 2));

checkUnder(
  { js: 152, rc11: 276 },
  'a ticket lock in a memory of the program is as good as one in the heap',
  countTogether(() => queued(TicketLock.at(new SharedArrayBuffer(512), 8, i32)), 2),
);

checkUnder({ js: 674, rc11: 674 }, 'who unlocks does not overtake a thread that waits', queue.unlockOvertakesNobody);

checkUnder({ js: 166, rc11: 206 }, 'tryLock does not overtake a thread that waits', queue.tryLockOvertakesNobody);

checkUnder({ js: 4008 }, 'of two threads that wait, the one with the earlier ticket is served first', () => {
  const lock = counter();
  const holder = (): void => {
    const guard = lock.tryLock();
    assume(guard !== undefined);
    whenDrawn(lock, 3);
    guard!.unlock();
  };
  const later = (): number => {
    whenDrawn(lock, 2);
    return queue.readUnder(lock)();
  };
  return {
    threads: [holder, queue.behindHolder(lock, addOne(lock)), later],
    finally: ([, , seen]) => mustBe(seen, 1, 'whether the earlier was served before the later'),
  };
});

checkUnder({ js: 89, rc11: 157 }, 'tryLock takes a ticket lock that is free, or does nothing', tryBeside(counter));

checkUnder({ js: 412, rc11: 780 }, 'two threads that wait for a time have got the ticket lock, or leave no trace', waitForATime(counter));

checkUnder({ js: 27656 }, 'a ticket that is given up does not keep the one behind it waiting', queue.placeGivenUp);

checkUnder({ js: 16, rc11: 18 }, 'a promise and a thread hand the ticket lock to each other', queue.promiseAndThread);

checkUnder({ js: 152, rc11: 276 }, 'a thread that takes a ticket lock twice is told, and still holds it', lockAgainUnderIt(counter));

checkFinds('dataRace', 'a section that is not under the ticket lock is a data race', writeWithoutIt(counter));

checkUnder(
  { js: 1905, rc11: 3352 },
  'whenever a thread is killed, the other one gets the ticket lock or is told that its owner died',
  queue.addBesideKilled,
  { kill: 1, killThreads: [0] },
);

checkUnder({ js: 8978 }, 'when a thread is killed in line, the one behind it is served', queue.killedInLine, { kill: 1, killThreads: [1] });

checkUnder({ js: 1040 }, 'who comes after a thread that ended with the ticket lock taken is told', () => {
  const lock = counter();
  // Comes again once it was told: its first ticket must not be in its way.
  const toldAndAgain = (): unknown => {
    const told = addOneOrLearn(lock)();
    if (lock.clearPoison()) addOne(lock)();
    return told;
  };
  return {
    threads: [() => void lock.lock(), toldAndAgain],
    finally: ([, told]) => mustBeToldOrGetIt(told),
  };
});

const free = (): TicketLock<number> => new TicketLock(i32, 0);
const shortcut = shortcutPrograms(free, (lock) => whenDrawn(lock, 1));

checkUnder(
  { js: 14, rc11: 16 },
  'two threads count under a ticket lock that they take past an empty queue, and no count is lost',
  countTogether(free, 2),
);

checkUnder(
  { js: 9852 },
  'three threads count under a ticket lock, past the queue or through it, and none is left asleep',
  countTogether(free, 3),
);

checkUnder(
  { js: 290, rc11: 390 },
  'who unlocks what it took past the queue does not overtake a thread that waits',
  shortcut.unlockOvertakesNobody,
);

checkUnder({ js: 60, rc11: 111 }, 'tryLock past the queue does not overtake a thread that waits', shortcut.tryLockOvertakesNobody);

checkUnder(
  { js: 12, rc11: 13 },
  'a promise and a thread hand a ticket lock that is taken past the queue to each other',
  shortcut.promiseAndThread,
);

checkUnder(
  { js: 93, rc11: 131 },
  'whenever a thread is killed that took a ticket lock past the queue, the other one gets it or is told that its owner died',
  shortcut.addBesideKilled,
  { kill: 1, killThreads: [0] },
);
