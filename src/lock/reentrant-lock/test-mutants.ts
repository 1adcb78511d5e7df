/** Seeded faults of ReentrantLock: see `scripts/mutants/mutant.ts`. What it shares with Mutex is in the set of that. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const LOCK_FILE = 'src/lock/reentrant-lock/reentrant-lock.ts';
const ASYNC_FILE = 'src/lock/lock-async.ts';
const OPS_FILE = 'src/check/realm/checked-ops.ts';

const FIRST = 'i32.put(this.region, this.address + DEPTH, 1);';
const AGAIN = 'i32.put(region, p, depth + 1);';
const GIVE_ONE = 'i32.put(region, p, depth - 1);';
const IS_LAST = 'if (depth > 1) {';
const IN_LOCK = '    if (isMine(this.region, this.address, found)) return this.#again();\n    lockContended';
const IN_TRY = '    if (isMine(this.region, this.address, found)) return this.#again();\n    errors';
const IN_TRY_FOR = '      if (isMine(this.region, this.address, found)) return this.#again();\n      if (!lockContended';
const MINE = 'isMine(this.region, this.address, found)';
const ANYBODYS = 'found !== POISONED';
const WITH_POISONED = { find: 'import { isMine, OWNER_WORD_BYTES,', replace: 'import { isMine, OWNER_WORD_BYTES, POISONED,' };
const FAST_TAKE =
  "const found = (machine ?? setUpAccess).compareExchange(this.buffer, this.at(p, 4), 4, 0, me, 'acquire', 'relaxed') as number;";
const FAST_GIVE =
  "const found = (machine ?? setUpAccess).compareExchange(this.buffer, this.at(p, 4), 4, me, 0, 'release', 'relaxed') as number;";

export const mutants: MutantSet = {
  of: 'ReentrantLock',
  checks: 'src/lock/reentrant-lock/reentrant-lock.check.ts',
  mutants: [
    {
      name: 'who takes the lock adds to the depth',
      cause: 'what the last owner left there, or one that died, counts for this one',
      file: LOCK_FILE,
      edits: [
        { find: FIRST, replace: 'i32.put(this.region, this.address + DEPTH, i32.getUnchecked(this.region, this.address + DEPTH) + 1);' },
      ],
      kind: 'assertion',
    },
    {
      name: 'the depth is added to, and made 0 again by who gives the lock back',
      cause: 'right while all live, but an owner that died has left its depth',
      file: LOCK_FILE,
      edits: [
        { find: FIRST, replace: 'i32.put(this.region, this.address + DEPTH, i32.getUnchecked(this.region, this.address + DEPTH) + 1);' },
        {
          find: '    const found = this.ops.giveOwnerWord',
          replace: '    i32.put(region, p, 0);\n    const found = this.ops.giveOwnerWord',
        },
      ],
      kind: 'exception',
    },
    {
      name: 'the depth is not stored by who takes the lock',
      cause: 'the next time in is the first, and its end gives the lock back',
      file: LOCK_FILE,
      edits: [{ find: FIRST, replace: '' }],
      kind: 'exception',
    },
    {
      name: 'the depth is stored before the lock is taken',
      cause: 'it is the depth of another thread then',
      file: LOCK_FILE,
      edits: [
        {
          find: '    const found = this.ops.takeOwnerWord(this.address',
          replace: `    if (this.depth === 0) ${FIRST}\n    const found = this.ops.takeOwnerWord(this.address`,
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'locking again does not count',
      cause: 'the first unlock gives the lock back, under the feet of the code outside',
      file: LOCK_FILE,
      edits: [{ find: AGAIN, replace: '' }],
      kind: 'exception',
    },
    {
      name: 'locking again begins at 1',
      cause: 'the first unlock gives the lock back, under the feet of the code outside',
      file: LOCK_FILE,
      edits: [{ find: AGAIN, replace: 'i32.put(region, p, 1);' }],
      kind: 'exception',
    },
    {
      name: 'unlocking does not count down',
      cause: 'the lock is never given back',
      file: LOCK_FILE,
      edits: [{ find: GIVE_ONE, replace: '' }],
      kind: 'exception',
    },
    {
      name: 'the lock is given back at depth 2',
      cause: 'others come in beside the code outside',
      file: LOCK_FILE,
      edits: [{ find: IS_LAST, replace: 'if (depth > 2) {' }],
      kind: 'exception',
    },
    {
      name: 'the lock is not given back at depth 1',
      cause: 'it stays held at depth 0',
      file: LOCK_FILE,
      edits: [{ find: IS_LAST, replace: 'if (depth > 0) {' }],
      kind: 'assertion',
    },
    {
      name: 'every unlock gives the lock back',
      cause: 'others come in beside the code outside',
      file: LOCK_FILE,
      edits: [{ find: IS_LAST, replace: 'if (depth < 1) {' }],
      kind: 'exception',
    },
    {
      name: 'the depth is counted down after the lock is given back',
      cause: 'it is the depth of the next owner then',
      file: LOCK_FILE,
      edits: [
        {
          find: '    if (found !== 0) unlockContended(this, found);',
          replace: '    if (found !== 0) unlockContended(this, found);\n    i32.put(region, p, depth - 1);',
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'lock goes in whoever holds it',
      cause: 'two threads are in the section',
      file: LOCK_FILE,
      edits: [WITH_POISONED, { find: IN_LOCK, replace: IN_LOCK.replace(MINE, ANYBODYS) }],
      kind: 'dataRace',
    },
    {
      name: 'tryLock goes in whoever holds it',
      cause: 'two threads are in the section',
      file: LOCK_FILE,
      edits: [WITH_POISONED, { find: IN_TRY, replace: IN_TRY.replace(MINE, ANYBODYS) }],
      kind: 'dataRace',
    },
    {
      name: 'tryLockFor goes in whoever holds it',
      cause: 'two threads are in the section',
      file: LOCK_FILE,
      edits: [WITH_POISONED, { find: IN_TRY_FOR, replace: IN_TRY_FOR.replace(MINE, ANYBODYS) }],
      kind: 'dataRace',
    },
    {
      name: 'the owner is compared with its flags',
      cause: 'when others wait, the thread does not know its own lock',
      file: LOCK_FILE,
      edits: [{ find: IN_LOCK, replace: IN_LOCK.replace(MINE, 'found === me.block') }],
      kind: 'exception',
    },
    {
      name: 'lock does not look whether the lock is its own',
      cause: 'it would wait for itself, and is told so',
      file: LOCK_FILE,
      edits: [{ find: IN_LOCK, replace: '    lockContended' }],
      kind: 'exception',
    },
    {
      name: 'tryLock does not look whether the lock is its own',
      cause: 'it does not go in where it could',
      file: LOCK_FILE,
      edits: [{ find: IN_TRY, replace: '    errors' }],
      kind: 'exception',
    },
    {
      name: 'lock does not wait for others',
      cause: 'two threads are in the section',
      file: LOCK_FILE,
      edits: [{ find: "    lockContended(this, 'lock()', Infinity);\n", replace: '' }],
      kind: 'dataRace',
    },
    {
      name: 'tryLockFor does not look whether it got the lock',
      cause: 'a guard is made in any case',
      file: LOCK_FILE,
      edits: [
        {
          find: "if (!lockContended(this, 'tryLockFor()', realm.now() + ms)) return undefined;",
          replace: "lockContended(this, 'tryLockFor()', realm.now() + ms);",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'a promise goes in where its thread holds the lock',
      cause: 'the tasks of a thread do not exclude each other across an await',
      file: ASYNC_FILE,
      edits: [
        {
          find: 'takeOwnerWord(region, address) === 0) return Promise.resolve',
          replace: '(isMine(region, address, takeOwnerWord(region, address)) || lock.isLocked)) return Promise.resolve',
        },
      ],
      kind: 'exception',
    },
    {
      name: 'a guard that ends takes those inside of it along',
      cause: 'the inner one holds the lock and is good for nothing',
      file: LOCK_FILE,
      edits: [{ find: '    this.#takeOut(guard);', replace: '    this.endTurn();' }],
      kind: 'exception',
    },
    {
      name: 'a guard that ends stays in the list',
      cause: 'unlock of the handle gives back for one that is over, and the lock is free too early',
      file: LOCK_FILE,
      edits: [{ find: '    this.#takeOut(guard);', replace: '' }],
      kind: 'exception',
    },
    {
      name: 'a guard in the middle of the list stays there',
      cause: 'unlock of the handle gives back for one that is over, and the lock is free too early',
      file: LOCK_FILE,
      edits: [{ find: 'if (inner !== undefined) inner.outer = outer;', replace: '' }],
      kind: 'exception',
    },
    {
      name: 'a guard that ends takes the whole list along',
      cause: 'unlock of the handle does not find the outer ones',
      file: LOCK_FILE,
      edits: [{ find: '      this.#latest = outer;', replace: '      this.#latest = undefined;' }],
      kind: 'exception',
    },
    {
      name: 'a guard stays live when it ends',
      cause: 'what it is used for afterwards is not told',
      file: LOCK_FILE,
      edits: [{ find: '    guard.turn = ENDED;\n    // Before', replace: '    // Before' }],
      kind: 'exception',
    },
    {
      name: 'what a repair leaves locked stays live',
      cause: 'its guards are taken for good although the lock was given back',
      file: LOCK_FILE,
      edits: [{ find: 'guard = guard.outer) guard.turn = ENDED;', replace: 'guard = guard.outer);' }],
      kind: 'exception',
    },
    {
      name: 'the fast lock is relaxed',
      cause: 'the section, and the depth, are not ordered after the last one',
      file: OPS_FILE,
      edits: [{ find: FAST_TAKE, replace: FAST_TAKE.replace("'acquire'", "'relaxed'") }],
      kind: 'dataRace',
    },
    {
      name: 'the fast unlock is relaxed',
      cause: 'the section, and the depth, are not ordered before the next one',
      file: OPS_FILE,
      edits: [{ find: FAST_GIVE, replace: FAST_GIVE.replace("'release'", "'relaxed'") }],
      kind: 'dataRace',
    },
  ],
};
