/** Seeded faults of RwLock: see `scripts/mutants/mutant.ts`. Those of the line are with Semaphore. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const LOCK_FILE = 'src/lock/rw-lock/rw-lock.ts';
const WORD_FILE = 'src/lock/rw-lock/rw-word.ts';
const GUARDS_FILE = 'src/lock/rw-lock/rw-guards.ts';
const UPGRADE_FILE = 'src/lock/rw-lock/upgrade.ts';
const SHARE_FILE = 'src/memory/share.ts';
const LINE_FILE = 'src/memory/line.ts';
const WAIT_FILE = 'src/lock/wait-in-line.ts';

const ADMIT_READER = 'return (word & (WRITER | UPGRADING)) === 0 ? word + READER : REFUSED;';
const ADMIT_WRITER = 'return (word & ~WAITING) === 0 ? word + WRITER : REFUSED;';
const CLOSED = 'export const CLOSED_TO_READERS: number = QUEUED | UPGRADING | POISONED | WRITER;';
const CHANGE_CHECKED = `    if (notes !== undefined) notes.held[at] = [next, HELD_DELTA];
    if ((found & WAITING) !== 0) tellWaiters(region, p, found);`;
const EXCHANGE_CHECKED = `    if (ops.cas32(p, word, replacement, 'acquire', 'relaxed') !== word) return false;
    if (at >= 0) notes`;

export const mutants: MutantSet = {
  of: 'RwLock',
  checks: 'src/lock/rw-lock/rw-lock.check.ts',
  mutants: [
    {
      name: 'the fast path of readers does not look for a writer',
      cause: 'one reads while another writes',
      file: WORD_FILE,
      edits: [{ find: CLOSED, replace: 'export const CLOSED_TO_READERS: number = QUEUED | UPGRADING | POISONED;' }],
      kind: 'dataRace',
    },
    {
      name: 'a reader that has waited does not look for a writer',
      cause: 'one reads while another writes',
      file: WORD_FILE,
      edits: [{ find: ADMIT_READER, replace: ADMIT_READER.replace('(WRITER | UPGRADING)', 'UPGRADING') }],
      kind: 'dataRace',
    },
    {
      name: 'readers do not look whether threads stand in line',
      cause: 'a writer that waits is overtaken by readers, again and again',
      file: WORD_FILE,
      edits: [{ find: CLOSED, replace: 'export const CLOSED_TO_READERS: number = UPGRADING | POISONED | WRITER;' }],
      kind: 'assertion',
    },
    {
      name: 'readers do not look for poison',
      cause: 'one reads what a dead thread left half-written',
      file: WORD_FILE,
      edits: [{ find: CLOSED, replace: 'export const CLOSED_TO_READERS: number = QUEUED | UPGRADING | WRITER;' }],
      kind: 'assertion',
    },
    {
      name: 'a writer does not look for readers',
      cause: 'one reads while another writes',
      file: WORD_FILE,
      edits: [{ find: ADMIT_WRITER, replace: ADMIT_WRITER.replace('~WAITING', '(WRITER | UPGRADABLE | UPGRADING | 0 * WAITING)') }],
      kind: 'dataRace',
    },
    {
      name: 'a writer does not look for an upgradable reader',
      cause: 'a writer comes in between its look and its upgrade',
      file: WORD_FILE,
      edits: [{ find: ADMIT_WRITER, replace: ADMIT_WRITER.replace('~WAITING', '~(WAITING | UPGRADABLE)') }],
      kind: 'dataRace',
    },
    {
      name: 'a writer waits for poison to go',
      cause: 'it is not told, and waits for ever',
      file: WORD_FILE,
      edits: [
        {
          find: `    if ((word & POISONED) !== 0) throw ownerDied(lock);
    ${ADMIT_WRITER}`,
          replace: `    void lock;\n    ${ADMIT_WRITER}`,
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a writer that dies leaves the lock free',
      cause: 'nobody is told that the value may be half-changed',
      file: WORD_FILE,
      edits: [{ find: 'number = POISONED - WRITER;', replace: 'number = -WRITER;' }],
      kind: 'assertion',
    },
    {
      name: 'the first in line is due still when it has taken the lock',
      cause: 'writers find the lock taken although it is free',
      file: WAIT_FILE,
      edits: [{ find: 'next & ~DUE', replace: 'next' }],
      kind: 'assertion',
    },
    {
      name: 'the first in line is due still when it has given up',
      cause: 'writers find the lock taken although it is free',
      file: LINE_FILE,
      edits: [{ find: "  if (mayBeDue) region.ops.and32(p, ~DUE, 'relaxed');", replace: '  void [DUE, mayBeDue];' }],
      kind: 'assertion',
    },
    {
      name: 'an upgrade does not wait for the readers',
      cause: 'one reads while another writes',
      file: UPGRADE_FILE,
      edits: [{ find: 'return readersOf(word) === 0 && exchangeShare(', replace: 'return exchangeShare(' }],
      kind: 'dataRace',
    },
    {
      name: 'tryUpgrade does not look for readers',
      cause: 'one reads while another writes',
      file: UPGRADE_FILE,
      edits: [{ find: '    if (readersOf(word) > 0) return false;\n', replace: '' }],
      kind: 'dataRace',
    },
    {
      name: 'the last reader does not wake who upgrades',
      cause: 'it sleeps for ever',
      file: SHARE_FILE,
      edits: [{ find: 'if ((found & (QUEUED | WATCHED)) !== 0) region', replace: 'if ((found & QUEUED) !== 0) region' }],
      kind: 'deadlock',
    },
    {
      name: 'an upgrade that gives up keeps the readers out',
      cause: 'they wait for ever',
      file: GUARDS_FILE,
      edits: [
        {
          find: '    changeShare(region, address, -UPGRADING, UPGRADING_DELTA, UPGRADABLE_DELTA,',
          replace: '    changeShare(region, address, 0, UPGRADING_DELTA, UPGRADABLE_DELTA,',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'an upgrade that gives up keeps its note',
      cause: 'what it gives back later is not what it has',
      file: GUARDS_FILE,
      edits: [{ find: '-UPGRADING, UPGRADING_DELTA, UPGRADABLE_DELTA,', replace: '-UPGRADING, UPGRADING_DELTA, UPGRADING_DELTA,' }],
      kind: 'exception',
    },
    {
      name: 'a promise that upgrades does not set its flag',
      cause: 'the last reader does not know that it has to tell someone',
      file: UPGRADE_FILE,
      edits: [
        {
          find: "if ((word & ASYNC) !== 0 || region.ops.cas32(address, word, word | ASYNC, 'relaxed', 'relaxed') === word) return undefined;",
          replace: 'return undefined;',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'an upgrade is relaxed',
      cause: 'the last reads of the readers are not ordered before the first write',
      file: SHARE_FILE,
      edits: [{ find: EXCHANGE_CHECKED, replace: EXCHANGE_CHECKED.replace("'acquire'", "'relaxed'") }],
      kind: 'dataRace',
    },
    {
      name: 'a downgrade is relaxed',
      cause: 'what was written is not ordered before the reads of those who come in',
      file: GUARDS_FILE,
      edits: [{ find: "WRITER_DIED, delta, 'release');", replace: "WRITER_DIED, delta, 'relaxed');" }],
      kind: 'dataRace',
    },
    {
      name: 'a downgrade tells nobody',
      cause: 'a reader that waits sleeps on, although it may come in',
      file: SHARE_FILE,
      edits: [{ find: CHANGE_CHECKED, replace: '    void found;\n    if (notes !== undefined) notes.held[at] = [next, HELD_DELTA];' }],
      kind: 'deadlock',
    },
    {
      name: 'a downgrade keeps the note of a writer',
      cause: 'what it gives back later is not what it has',
      file: SHARE_FILE,
      edits: [{ find: '    if (notes !== undefined) notes.held[at] = [next, HELD_DELTA];\n', replace: '' }],
      kind: 'exception',
    },
    {
      name: 'a downgrade gives the lock back and takes it again',
      cause: 'a writer comes in between',
      file: GUARDS_FILE,
      edits: [
        {
          find: "    changeShare(region, address, share - WRITER, WRITER_DIED, delta, 'release');",
          replace: `    changeShare(region, address, -WRITER, WRITER_DIED, 0, 'release');
    changeShare(region, address, share, 0, delta, 'release');`,
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'a thread that has the lock waits for it',
      cause: 'it waits for itself',
      file: LOCK_FILE,
      edits: [
        {
          find: '    if (shareOf(this.region, this.#address) !== undefined) throw errors.waitsForItself(this, call, instead);\n',
          replace: '    void shareOf;\n',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a repair that is done leaves the poison',
      cause: 'everyone is told again, and repairs again',
      file: LOCK_FILE,
      edits: [{ find: 'word - POISONED + WRITER, WRITER_DIED);', replace: 'word + WRITER, WRITER_DIED);' }],
      kind: 'assertion',
    },
  ],
};
