/** ClhLock in every execution, with two and three threads: exclusion, the order in which they came, and what becomes of places that are given up. */
import { ClhLock } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { countTogether, countTwiceEach, endWithIt, lockAgainUnderIt, tryBeside, waitForATime, writeWithoutIt } from '../test-counter.ts';
import { checkFinds, checkUnder, mustBe } from '../test-models.ts';
import { nodeQueuePrograms, nodeShortcutPrograms } from '../test-node-programs.ts';
import { queued } from '../test-queue-programs.ts';

const counter = (): ClhLock<number> => queued(new ClhLock(i32, 0));

const { usedNodes, earlierFirst, comesAgainBehind, ...queue } = nodeQueuePrograms(counter);

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
  countTogether(() => queued(ClhLock.at(new SharedArrayBuffer(512), 8, i32)), 2),
);

checkUnder({ js: 78, rc11: 174 }, 'who unlocks does not overtake a thread that waits', queue.unlockOvertakesNobody);

checkUnder({ js: 30, rc11: 106 }, 'tryLock does not overtake a thread that waits', queue.tryLockOvertakesNobody);

checkUnder({ js: 9, rc11: 9 }, 'of two threads that wait, the one that came earlier has its turn first', earlierFirst);

checkUnder({ js: 16, rc11: 22 }, 'tryLock takes a CLH lock that is free, or does nothing', tryBeside(counter));

checkUnder({ js: 30, rc11: 30 }, 'two threads that wait for a time have got the CLH lock, or leave no trace', waitForATime(counter));

checkUnder({ js: 9 }, 'who gives up and comes again stands behind those that waited before it', comesAgainBehind);

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
  queue.addBesideKilledOfThree,
  { kill: 1, killThreads: [0] },
);

checkUnder({ js: 52, rc11: 55 }, 'who comes after a thread that ended with the CLH lock taken is told', endWithIt(counter));

const free = (): ClhLock<number> => new ClhLock(i32, 0);
const shortcut = nodeShortcutPrograms(free);

checkUnder(
  { js: 14, rc11: 16 },
  'two threads count under a CLH lock that they take past an empty queue, and no count is lost',
  countTogether(free, 2),
);

checkUnder(
  { js: 1836 },
  'three threads count under a CLH lock, past the queue or through it, and none is left asleep',
  countTogether(free, 3),
);

checkUnder(
  { js: 50, rc11: 100 },
  'who unlocks what it took past the queue does not overtake a thread that waits',
  shortcut.unlockOvertakesNobody,
);

checkUnder({ js: 30, rc11: 79 }, 'tryLock past the queue does not overtake a thread that waits', shortcut.tryLockOvertakesNobody);

checkUnder(
  { js: 12, rc11: 13 },
  'a promise and a thread hand a CLH lock that is taken past the queue to each other',
  shortcut.promiseAndThread,
);

checkUnder(
  { js: 93, rc11: 131 },
  'whenever a thread is killed that took a CLH lock past the queue, the other one gets it or is told that its owner died',
  shortcut.addBesideKilled,
  { kill: 1, killThreads: [0] },
);
