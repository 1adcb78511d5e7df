/** Seeded faults of SpinLock, and of what it shares with Mutex: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const SPIN_FILE = 'src/lock/spin-lock/spin.ts';
const LOCK_FILE = 'src/lock/spin-lock/spin-lock.ts';
const WORD_FILE = 'src/memory/owner-word.ts';
const OPS_FILE = 'src/check/realm/checked-ops.ts';

const TAKE = 'if (takeOwnerWord(region, address) === 0) return true;';
const LOCK = "if (this.ops.takeOwnerWord(this.address, me.block!, HELD_OWNER_WORD) !== 0) spin(this, 'lock()', Infinity);";
const FAST_TAKE =
  "const found = (machine ?? setUpAccess).compareExchange(this.buffer, this.at(p, 4), 4, 0, me, 'acquire', 'relaxed') as number;";
const FAST_GIVE =
  "const found = (machine ?? setUpAccess).compareExchange(this.buffer, this.at(p, 4), 4, me, 0, 'release', 'relaxed') as number;";

export const mutants: MutantSet = {
  of: 'SpinLock',
  checks: 'src/lock/spin-lock/spin-lock.check.ts',
  mutants: [
    {
      name: 'the fast unlock is relaxed',
      cause: 'the section is not ordered before the next one',
      file: OPS_FILE,
      edits: [{ find: FAST_GIVE, replace: FAST_GIVE.replace("'release'", "'relaxed'") }],
      kind: 'dataRace',
    },
    {
      name: 'the fast lock is relaxed',
      cause: 'the section is not ordered after the last one',
      file: OPS_FILE,
      edits: [{ find: FAST_TAKE, replace: FAST_TAKE.replace("'acquire'", "'relaxed'") }],
      kind: 'dataRace',
    },
    {
      name: 'unlock forgets the store',
      cause: 'the others spin for ever',
      file: LOCK_FILE,
      edits: [{ find: 'const found = this.ops.giveOwnerWord(this.address, me.block!);', replace: 'const found = 0 * me.block!;' }],
      kind: 'assertion',
    },
    {
      name: 'the look is taken for the lock',
      cause: 'who sees the word free does not take it',
      file: SPIN_FILE,
      edits: [{ find: TAKE, replace: 'return true;' }],
      kind: 'dataRace',
    },
    {
      name: 'who spins tests and then sets',
      cause: 'two threads find the word free, and both take it',
      file: SPIN_FILE,
      edits: [
        { find: 'import { realm }', replace: 'import { current, realm }' },
        { find: TAKE, replace: "ops.store32(address, current.block, 'seqCst');\n      return true;" },
      ],
      kind: 'dataRace',
    },
    {
      name: 'a vain exchange is taken for the lock',
      cause: 'two threads are in the section',
      file: SPIN_FILE,
      edits: [{ find: TAKE, replace: 'takeOwnerWord(region, address);\n      return true;' }],
      kind: 'dataRace',
    },
    {
      name: 'lock looks only once',
      cause: 'it returns without the lock',
      file: LOCK_FILE,
      edits: [{ find: LOCK, replace: 'this.ops.takeOwnerWord(this.address, me.block!, HELD_OWNER_WORD);' }],
      kind: 'dataRace',
    },
    {
      name: 'tryLock does not look at what it found',
      cause: 'two threads are in the section',
      file: LOCK_FILE,
      edits: [{ find: 'if (found === 0) return this.newGuard();', replace: 'if (found >= 0) return this.newGuard();' }],
      kind: 'dataRace',
    },
    {
      name: 'tryLockFor does not wait',
      cause: 'a guard is made in any case',
      file: LOCK_FILE,
      edits: [{ find: "!spin(this, 'tryLockFor()', realm.now() + ms)", replace: '!Number.isFinite(realm.now() + ms)' }],
      kind: 'dataRace',
    },
    {
      name: 'a thread that holds the lock spins for it',
      cause: 'it waits for itself',
      file: SPIN_FILE,
      edits: [{ find: 'if (isMine(region, address, word)) throw errors.selfDeadlock(lock);', replace: '' }],
      kind: 'livelock',
    },
    {
      name: 'in a memory of the program lock is relaxed',
      cause: 'the section is not ordered after the last one',
      file: WORD_FILE,
      edits: [
        {
          find: "const found = region.ops.cas32(p, free, mine, 'acquire', 'relaxed');",
          replace: "const found = region.ops.cas32(p, free, mine, 'relaxed', 'relaxed');",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'in a memory of the program unlock stores whoever holds it',
      cause: 'the word is written plainly relaxed: nothing is ordered',
      file: WORD_FILE,
      edits: [
        {
          find: "    const found = this.#region.ops.cas32(p, block, 0, 'release', 'relaxed');",
          replace: "    this.#region.ops.store32(p, 0, 'relaxed');\n    const found = block;",
        },
      ],
      kind: 'dataRace',
    },
  ],
};
