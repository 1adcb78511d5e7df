/** Seeded faults of waiting on a word: see `scripts/mutants/mutant.ts`. The most of it is the engine's own, so there is little to break. */
import type { MutantSet } from '../../scripts/mutants/mutant.ts';

const FILE = 'src/atomic/futex.ts';
const SLEEP = "return typeof word === 'number' ? sleepOn(region, address, word, timeoutMs) : sleepOn64(region, address, word, timeoutMs);";

export const mutants: MutantSet = {
  of: 'wait and wake',
  checks: 'src/atomic/futex.check.ts',
  mutants: [
    {
      name: 'wait sleeps whatever the value is',
      cause: 'a change between the look and the sleep is missed',
      file: FILE,
      edits: [
        { find: SLEEP, replace: SLEEP.replace('address, word, timeoutMs)', "address, region.ops.load32(address, 'relaxed'), timeoutMs)") },
      ],
      kind: 'deadlock',
    },
    {
      name: 'wait forgets its time',
      cause: 'it waits for ever',
      file: FILE,
      edits: [{ find: SLEEP, replace: SLEEP.replaceAll(', timeoutMs)', ', Infinity)') }],
      kind: 'deadlock',
    },
    {
      name: 'wakeOne wakes nobody',
      cause: 'who sleeps sleeps for ever',
      file: FILE,
      edits: [
        {
          find: 'return atomic.region.ops.notify(atomic.address, 1) > 0;',
          replace: 'return atomic.region.ops.notify(atomic.address, 0) > 0;',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'wakeOne wakes all',
      cause: 'one wake-up lets two through',
      file: FILE,
      edits: [
        {
          find: 'return atomic.region.ops.notify(atomic.address, 1) > 0;',
          replace: 'return atomic.region.ops.notify(atomic.address, Infinity) > 0;',
        },
      ],
      kind: 'missed',
    },
    {
      name: 'wakeAll wakes one',
      cause: 'the other sleeps for ever',
      file: FILE,
      edits: [
        {
          find: 'return atomic.region.ops.notify(atomic.address, Infinity);',
          replace: 'return atomic.region.ops.notify(atomic.address, 1);',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a wake-up of a thread that dies is not handed on',
      cause: 'it was meant for one thread, and that one is dead: the next one sleeps for ever',
      file: 'src/memory/settle-held.ts',
      edits: [{ find: 'if (sleptOn !== undefined) wakeForOthers(unpack(...sleptOn), regionById);', replace: '' }],
      kind: 'deadlock',
    },
  ],
};
