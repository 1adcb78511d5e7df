/** Seeded faults of Condvar: see `scripts/mutants/mutant.ts`. Its own words need no order, so there is none to weaken. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const FILE = 'src/lock/condvar/condvar.ts';

const READ_SEQUENCE = "    const seen = ops.load32(address + SEQUENCE, 'relaxed');\n    mutex.unlock();\n";
const COUNT_AND_READ = `    ops.add32(address + WAITERS, 1, 'relaxed');
    // Before the unlock, whose release keeps it there: see "why no wake-up is lost" above.
${READ_SEQUENCE}`;
const RAISE = "    ops.add32(address + SEQUENCE, 1, 'relaxed');\n";
const WAKE = '    ops.notify(address + SEQUENCE, threads);\n';
const RELOCK = '      guard.turn = mutex.lock().turn;\n';
const RESULT = "return result === 'timed-out' ? 'timedOut' : 'notified';";

export const mutants: MutantSet = {
  of: 'Condvar',
  checks: 'src/lock/condvar/condvar.check.ts',
  mutants: [
    {
      name: 'the sequence is read after the unlock',
      cause: 'a notification between the two is missed',
      file: FILE,
      edits: [{ find: READ_SEQUENCE, replace: "    mutex.unlock();\n    const seen = ops.load32(address + SEQUENCE, 'relaxed');\n" }],
      kind: 'deadlock',
    },
    {
      name: 'a waiter is counted after the unlock',
      cause: 'who notifies in between sees nobody and does nothing',
      file: FILE,
      edits: [{ find: COUNT_AND_READ, replace: `${READ_SEQUENCE}    ops.add32(address + WAITERS, 1, 'relaxed');\n` }],
      kind: 'deadlock',
    },
    {
      name: 'waiters are not counted',
      cause: 'who notifies sees nobody and does nothing',
      file: FILE,
      edits: [{ find: COUNT_AND_READ, replace: READ_SEQUENCE }],
      kind: 'deadlock',
    },
    {
      name: 'waiters are taken off twice',
      cause: 'the count says nobody while one waits',
      file: FILE,
      edits: [
        {
          find: "    ops.sub32(address + WAITERS, 1, 'relaxed');\n    try {",
          replace: "    ops.sub32(address + WAITERS, 2, 'relaxed');\n    try {",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'notify does not raise the sequence',
      cause: 'a waiter that has not fallen asleep yet does so after the notification',
      file: FILE,
      edits: [{ find: RAISE, replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'notify wakes before it raises the sequence',
      cause: 'a waiter falls asleep between the two',
      file: FILE,
      edits: [
        { find: RAISE, replace: '' },
        { find: WAKE, replace: `${WAKE}${RAISE}` },
      ],
      kind: 'deadlock',
    },
    {
      name: 'notify raises the sequence and wakes nobody',
      cause: 'who sleeps sleeps for ever',
      file: FILE,
      edits: [{ find: WAKE, replace: '    void threads;\n' }],
      kind: 'deadlock',
    },
    {
      name: 'the sequence is raised in two steps',
      cause: 'of two notifications at once the second can be hidden',
      file: FILE,
      edits: [{ find: RAISE, replace: "    ops.store32(address + SEQUENCE, ops.load32(address + SEQUENCE, 'relaxed') & 0, 'relaxed');\n" }],
      kind: 'deadlock',
    },
    {
      name: 'notifyAll wakes one',
      cause: 'the other sleeps for ever',
      file: FILE,
      edits: [{ find: 'this.#notify(Infinity);', replace: 'this.#notify(1);' }],
      kind: 'deadlock',
    },
    {
      name: 'notifyOne wakes all',
      cause: 'one notification lets two through',
      file: FILE,
      edits: [{ find: 'this.#notify(1);', replace: 'this.#notify(Infinity);' }],
      kind: 'missed',
    },
    {
      name: 'wait does not lock again',
      cause: 'the guard is stale, and the section goes on without the mutex',
      file: FILE,
      edits: [{ find: RELOCK, replace: '' }],
      kind: 'exception',
    },
    {
      name: 'wait does not lock again, but says so',
      cause: 'the section goes on without the mutex',
      file: FILE,
      edits: [{ find: RELOCK, replace: '      guard.turn = mutex.turn = (mutex.turn + 1) | 1;\n' }],
      kind: 'dataRace',
    },
    {
      name: 'wait keeps the mutex',
      cause: 'it then locks what it holds already',
      file: FILE,
      edits: [{ find: READ_SEQUENCE, replace: "    const seen = ops.load32(address + SEQUENCE, 'relaxed');\n" }],
      kind: 'assertion',
    },
    {
      name: 'wait sleeps whatever the sequence is',
      cause: 'a notification before the sleep is missed',
      file: FILE,
      edits: [
        {
          find: 'const result = sleepOn(this.region, address + SEQUENCE, seen, ms);',
          replace: "const result = sleepOn(this.region, address + SEQUENCE, ops.load32(address + SEQUENCE, 'relaxed') + 0 * seen, ms);",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'waitFor forgets its time',
      cause: 'it waits for ever',
      file: FILE,
      edits: [
        {
          find: 'const result = sleepOn(this.region, address + SEQUENCE, seen, ms);',
          replace: 'const result = sleepOn(this.region, address + SEQUENCE, seen, ms * Infinity);',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'waitFor says that it was notified when its time is over',
      cause: 'the caller believes in a change that was none',
      file: FILE,
      edits: [{ find: RESULT, replace: "return result === 'not-equal' ? 'timedOut' : 'notified';" }],
      kind: 'assertion',
    },
    {
      name: 'waitWhile asks once',
      cause: 'it returns although the condition holds',
      file: FILE,
      edits: [
        {
          find: "while (condition(guard.value)) this.#sleep(guard, 'waitWhile()', Infinity);",
          replace: "if (condition(guard.value)) this.#sleep(guard, 'waitWhile()', Infinity);",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'waitWhile sleeps before it asks',
      cause: 'what has changed already is waited for',
      file: FILE,
      edits: [
        {
          find: "while (condition(guard.value)) this.#sleep(guard, 'waitWhile()', Infinity);",
          replace: "do this.#sleep(guard, 'waitWhile()', Infinity);\n    while (condition(guard.value));",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'waitWhileFor trusts a timeout without a look',
      cause: 'it says timed out although the condition is met',
      file: FILE,
      edits: [
        {
          find: "      this.#sleep(guard, 'waitWhileFor()', left);",
          replace: "      if (this.#sleep(guard, 'waitWhileFor()', left) === 'timedOut') return 'timedOut';",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'a condition variable takes any mutex',
      cause: 'the rule that makes wake-ups safe is broken in silence',
      file: 'src/lock/condvar/belong-together.ts',
      edits: [{ find: 'if (bound !== name) {', replace: 'if (bound !== name && bound === 0) {' }],
      kind: 'assertion',
    },
    {
      name: 'the mutex of a condition variable is set in two steps',
      cause: 'two threads bind it to two mutexes, and neither is told',
      file: 'src/lock/condvar/belong-together.ts',
      edits: [
        {
          find: "if (bound === 0) bound = ops.cas32(address + mutexWord, 0, name, 'relaxed', 'relaxed') || name;",
          replace: "if (bound === 0) ops.store32(address + mutexWord, (bound = name), 'relaxed');",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'notify raises no count for promises',
      cause: 'a promise looks, finds the count as it was, and waits on',
      file: FILE,
      edits: [
        {
          find: "    ops.add32(address + ASYNC_COUNT, 1, 'release'); // pairs with the acquire of the queue of promises, which may look without the mutex\n",
          replace: '',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'notify tells no promise',
      cause: 'a promise waits for ever',
      file: FILE,
      edits: [{ find: '    ops.notify(address + ASYNC_COUNT, Infinity);\n', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'a promise reads the count after the unlock',
      cause: 'a notification between the two is missed',
      file: FILE,
      edits: [
        {
          find: "    const seen = ops.load32(count, 'relaxed'); // before the unlock, as in #sleep\n    mutex.unlock();\n",
          replace: "    mutex.unlock();\n    const seen = ops.load32(count, 'relaxed');\n",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a promise is not counted as a waiter',
      cause: 'who notifies sees nobody and does nothing',
      file: FILE,
      edits: [
        {
          find: "    ops.add32(this.#address + WAITERS, 1, 'relaxed');\n    const seen = ops.load32(count",
          replace: '    const seen = ops.load32(count',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a waiter does not note that it may use up a notification',
      cause: 'it dies with the notification, and the other waiter sleeps for ever',
      file: FILE,
      edits: [{ find: '    pushHeld(address + SEQUENCE, kind);\n', replace: '' }],
      kind: 'deadlock',
    },
  ],
};
