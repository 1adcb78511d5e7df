/** Seeded faults of WaitGroup: see `scripts/mutants/mutant.ts`. Those of pledges are in the set of Latch. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const FILE = 'src/lock/wait-group/wait-group.ts';

const ADD = "const found = ops.cas32(address, word, next, 'relaxed', 'relaxed');";
const DONE = "const found = ops.cas32(address, word, word - n * ONE, 'release', 'relaxed');";
const WAKE = '        if (n === before) ops.notify(address, Infinity);\n';

export const mutants: MutantSet = {
  of: 'WaitGroup',
  checks: 'src/lock/wait-group/wait-group.check.ts',
  mutants: [
    {
      name: 'the last done wakes nobody',
      cause: 'whoever waits sleeps for ever',
      file: FILE,
      edits: [{ find: WAKE, replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'the last done wakes one',
      cause: 'the other one sleeps for ever',
      file: FILE,
      edits: [{ find: WAKE, replace: WAKE.replace('Infinity', '1') }],
      kind: 'deadlock',
    },
    {
      name: 'the last done wakes before it counts',
      cause: 'the woken thread finds the count as it was and sleeps again',
      file: FILE,
      edits: [
        { find: DONE, replace: `if (n === before) ops.notify(address, Infinity);\n      ${DONE}` },
        { find: WAKE, replace: '' },
      ],
      kind: 'deadlock',
    },
    {
      name: 'done is relaxed',
      cause: 'the count is 0 before the work can be seen',
      file: FILE,
      edits: [{ find: DONE, replace: DONE.replace("'release'", "'relaxed'") }],
      kind: 'dataRace',
    },
    {
      name: 'done is a load and a store',
      cause: 'of two at once one is lost',
      file: FILE,
      edits: [{ find: DONE, replace: "const found = word;\n      ops.store32(address, word - n * ONE, 'release');" }],
      kind: 'assertion',
    },
    {
      name: 'add is a load and a store',
      cause: 'of an add and a done at once one is lost',
      file: FILE,
      edits: [{ find: ADD, replace: "const found = word;\n      ops.store32(address, next, 'relaxed');" }],
      kind: 'assertion',
    },
    {
      name: 'add hides the done of others',
      cause: 'a store instead of an exchange: their work is not to be seen through it',
      file: FILE,
      edits: [{ find: ADD, replace: `${ADD}\n      if (found === word) ops.store32(address, next, 'relaxed');` }],
      kind: 'assertion',
    },
    {
      name: 'count looks relaxed',
      cause: 'the count is 0, but the work is not to be seen',
      file: FILE,
      edits: [
        {
          find: "return this.region.ops.load32(this.liveAddress, 'acquire') >>> 1;",
          replace: "return this.region.ops.load32(this.liveAddress, 'relaxed') >>> 1;",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the wait is over one too early',
      cause: 'one piece of work is not done',
      file: FILE,
      edits: [{ find: 'if (word >>> 1 === 0) return true;', replace: 'if (word >>> 1 <= 1) return true;' }],
      kind: 'dataRace',
    },
    {
      name: 'more is taken off than was added',
      cause: 'a mistake of the caller is not told',
      file: FILE,
      edits: [{ find: 'if (n > before) throw this.#notAdded(n, before);', replace: 'void this.#notAdded;' }],
      kind: 'assertion',
    },
    {
      name: 'waitFor says that all is done when its time is over',
      cause: 'the caller reads what is not there yet',
      file: FILE,
      edits: [{ find: 'WAIT, ms) ?? false);', replace: 'WAIT, ms) ?? true);' }],
      kind: 'assertion',
    },
    {
      name: 'something is written after the last done',
      cause: 'the group may have been freed by then',
      file: FILE,
      edits: [{ find: WAKE, replace: `${WAKE}        ops.add32(address, 0, 'release');\n` }],
      kind: 'useAfterFree',
    },
    {
      name: 'a broken pledge is not looked for',
      cause: 'who was woken to be told sleeps again',
      file: FILE,
      edits: [{ find: '    if (isBroken(word)) throw pledgeBroken', replace: '    if (word < 0) throw pledgeBroken' }],
      kind: 'deadlock',
    },
  ],
};
