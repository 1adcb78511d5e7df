/** McsLock in every execution, with two and three threads: exclusion, the order in which they came, and what becomes of places that are given up. */
import type { Program } from 'lockwright/check';
import { McsLock } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { countTogether, countOnceAndTwice, endWithIt, lockAgainUnderIt, tryBeside, waitForATime, writeWithoutIt } from '../test-counter.ts';
import { checkFinds, checkUnder, mustBe } from '../test-models.ts';
import { nodeQueuePrograms, nodeShortcutPrograms } from '../test-node-programs.ts';
import { queued } from '../test-queue-programs.ts';

const counter = (): McsLock<number> => queued(new McsLock(i32, 0));

const { usedNodes, earlierFirst, comesAgainBehind, killedBeforePlaceGivenUp, ...queue } = nodeQueuePrograms(counter);

/** The program of a lock, which also asserts that none of its nodes is in use at the end. */
const leavingNone = (programOf: (make: () => McsLock<number>) => () => Program) => (): Program => {
  let lock: McsLock<number>;
  const program = programOf(() => (lock = counter()))();
  return {
    threads: program.threads,
    finally: (results) => {
      program.finally?.(results);
      mustBe(usedNodes(lock), 0, 'how many nodes are in use at the end');
    },
  };
};

checkUnder({ js: 48, rc11: 48 }, 'two threads count under an MCS lock, and no count is lost', countTogether(counter, 2));

checkUnder({ js: 13104 }, 'three threads count under an MCS lock, and none is left asleep', countTogether(counter, 3));

checkUnder(
  { js: 760, rc11: 856 },
  'a thread that locks once and one that locks twice hand the MCS lock to and fro',
  leavingNone(countOnceAndTwice),
);

checkUnder(
  { js: 48, rc11: 48 },
  'an MCS lock in a memory of the program is as good as one in the heap',
  countTogether(() => queued(McsLock.at(new SharedArrayBuffer(512), 8, i32)), 2),
);

checkUnder({ js: 420, rc11: 600 }, 'who unlocks does not overtake a thread that waits', queue.unlockOvertakesNobody);

checkUnder({ js: 70, rc11: 102 }, 'tryLock does not overtake a thread that waits', queue.tryLockOvertakesNobody);

checkUnder({ js: 121, rc11: 121 }, 'of two threads that wait, the one that came earlier has its turn first', earlierFirst);

checkUnder({ js: 31, rc11: 33 }, 'tryLock takes an MCS lock that is free, or does nothing', leavingNone(tryBeside));

checkUnder({ js: 84, rc11: 84 }, 'two threads that wait for a time have got the MCS lock, or leave no trace', leavingNone(waitForATime));

checkUnder({ js: 120 }, 'who gives up and comes again stands behind those that waited before it', comesAgainBehind);

checkUnder({ js: 4684 }, 'a place that is given up does not keep the one behind it waiting', queue.placeGivenUp);

checkUnder({ js: 16, rc11: 18 }, 'a promise and a thread hand the MCS lock to each other', queue.promiseAndThread);

checkUnder({ js: 48, rc11: 48 }, 'a thread that takes an MCS lock twice is told, and still holds it', lockAgainUnderIt(counter));

checkFinds('dataRace', 'a section that is not under the MCS lock is a data race', writeWithoutIt(counter));

checkUnder(
  { js: 772, rc11: 814 },
  'whenever a thread is killed, the other one gets the MCS lock or is told that its owner died',
  leavingNone((make) => nodeQueuePrograms(make).addBesideKilled),
  { kill: 1, killThreads: [0] },
);

checkUnder({ js: 8638 }, 'when a thread is killed in line, the one behind it is served', queue.killedInLine, {
  kill: 1,
  killThreads: [1],
});

checkUnder(
  { js: 11526 },
  'when a thread is killed that goes past a place which was given up, the one behind that is served',
  killedBeforePlaceGivenUp,
  { kill: 1, killThreads: [0] },
);

checkUnder({ js: 137, rc11: 143 }, 'who comes after a thread that ended with the MCS lock taken is told', endWithIt(counter));

const free = (): McsLock<number> => new McsLock(i32, 0);
const shortcut = nodeShortcutPrograms(free);

checkUnder(
  { js: 14, rc11: 16 },
  'two threads count under an MCS lock that they take past an empty queue, and no count is lost',
  countTogether(free, 2),
);

checkUnder(
  { js: 3966 },
  'three threads count under an MCS lock, past the queue or through it, and none is left asleep',
  countTogether(free, 3),
);

checkUnder(
  { js: 125, rc11: 144 },
  'who unlocks what it took past the queue does not overtake a thread that waits',
  shortcut.unlockOvertakesNobody,
);

checkUnder({ js: 30, rc11: 43 }, 'tryLock past the queue does not overtake a thread that waits', shortcut.tryLockOvertakesNobody);

checkUnder(
  { js: 12, rc11: 13 },
  'a promise and a thread hand an MCS lock that is taken past the queue to each other',
  shortcut.promiseAndThread,
);

checkUnder(
  { js: 93, rc11: 131 },
  'whenever a thread is killed that took an MCS lock past the queue, the other one gets it or is told that its owner died',
  shortcut.addBesideKilled,
  { kill: 1, killThreads: [0] },
);
