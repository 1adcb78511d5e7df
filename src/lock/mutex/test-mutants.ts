/** Seeded faults of Mutex, and of what it shares with SpinLock: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const CONTENDED_FILE = 'src/lock/mutex/lock-contended.ts';
const UNLOCK_FILE = 'src/lock/unlock-contended.ts';
const ASYNC_FILE = 'src/lock/lock-async.ts';
const QUEUE_FILE = 'src/lock/async-queue.ts';
const MUTEX_FILE = 'src/lock/mutex/mutex.ts';
const OWNED_FILE = 'src/lock/owned-lock.ts';
const WORD_FILE = 'src/memory/owner-word.ts';
const SETTLE_FILE = 'src/memory/settle-held.ts';
const OPS_FILE = 'src/check/realm/checked-ops.ts';

const WAKE = '  if ((word & CONTENDED) !== 0) ops.notify(p, left === POISONED ? Infinity : 1);';
const CLEAR = "  const word = ops.exchange32(p, left, 'release');";
const FLAG = "if (ops.cas32(address, word, word | CONTENDED, 'relaxed', 'relaxed') !== word) continue;";
const KEEP_FLAG = 'mine = current.block | CONTENDED;';
const TAKE_SLOWLY = 'if (takeAs(region, address, mine) === 0) return true;';
const TAKE =
  "const found = (machine ?? setUpAccess).compareExchange(this.buffer, this.at(p, 4), 4, 0, me, 'acquire', 'relaxed') as number;";
const GIVE =
  "const found = (machine ?? setUpAccess).compareExchange(this.buffer, this.at(p, 4), 4, me, 0, 'release', 'relaxed') as number;";

export const mutants: MutantSet = {
  of: 'Mutex',
  checks: 'src/lock/mutex/mutex.check.ts',
  mutants: [
    {
      name: 'unlock never notifies',
      cause: 'whoever sleeps on the word sleeps for ever',
      file: UNLOCK_FILE,
      edits: [{ find: WAKE, replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'unlock notifies before it clears the word',
      cause: 'the woken thread finds the word held and sleeps again, or one falls asleep after the notification',
      file: UNLOCK_FILE,
      edits: [
        { find: CLEAR, replace: `  ops.notify(p, 1);\n${CLEAR}` },
        { find: WAKE, replace: '' },
      ],
      kind: 'deadlock',
    },
    {
      name: 'unlock writes the word plainly',
      cause: 'a plain write races with those who look at the word',
      file: UNLOCK_FILE,
      edits: [
        { find: CLEAR, replace: "  const word = ops.load32(p, 'relaxed');\n  i32.set(region, p, left);" },
        { find: 'import type { Region }', replace: "import { i32 } from '../memory/layout/scalar.ts';\nimport type { Region }" },
      ],
      kind: 'dataRace',
    },
    {
      name: 'unlock clears the word relaxed where someone waits',
      cause: 'the section is not ordered before the next one',
      file: UNLOCK_FILE,
      edits: [{ find: CLEAR, replace: CLEAR.replace('release', 'relaxed') }],
      kind: 'dataRace',
    },
    {
      name: 'unlock clears the word with acquire where someone waits',
      cause: 'the wrong half of the order: the section is not ordered before the next one',
      file: UNLOCK_FILE,
      edits: [{ find: CLEAR, replace: CLEAR.replace('release', 'acquire') }],
      kind: 'dataRace',
    },
    {
      name: 'unlock wakes only promises',
      cause: 'the wrong flag is looked at',
      file: UNLOCK_FILE,
      edits: [{ find: WAKE, replace: WAKE.replace('CONTENDED', 'ASYNC') }],
      kind: 'deadlock',
    },
    {
      name: 'unlock leaves the flag in the word',
      cause: 'the word is neither free nor held, and stays so',
      file: UNLOCK_FILE,
      edits: [{ find: CLEAR, replace: "  const word = ops.and32(p, CONTENDED, 'release');" }],
      kind: 'deadlock',
    },
    {
      name: 'the fast unlock does not look at the flags',
      cause: 'the word is cleared whatever it has: nobody wakes the sleeper',
      file: OPS_FILE,
      edits: [
        { find: GIVE, replace: "(machine ?? setUpAccess).store(this.buffer, this.at(p, 4), 4, 0, 'release');\n    const found = me;" },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the fast unlock tests and then stores',
      cause: 'a flag that is set between the two is lost, and its thread sleeps for ever',
      file: OPS_FILE,
      edits: [
        {
          find: GIVE,
          replace: `const m = machine ?? setUpAccess;
    const found = m.load(this.buffer, this.at(p, 4), 4, 'relaxed') as number;
    if (found === me) m.store(this.buffer, this.at(p, 4), 4, 0, 'release');`,
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the fast unlock is a plain write',
      cause: 'it races with those who look at the word',
      file: OPS_FILE,
      edits: [{ find: GIVE, replace: "(machine ?? setUpAccess).store(this.buffer, this.at(p, 4), 4, 0, 'plain');\n    const found = me;" }],
      kind: 'dataRace',
    },
    {
      name: 'the fast unlock is relaxed',
      cause: 'the section is not ordered before the next one',
      file: OPS_FILE,
      edits: [{ find: GIVE, replace: GIVE.replace("'release'", "'relaxed'") }],
      kind: 'dataRace',
    },
    {
      name: 'the fast lock is relaxed',
      cause: 'the section is not ordered after the last one',
      file: OPS_FILE,
      edits: [{ find: TAKE, replace: TAKE.replace("'acquire'", "'relaxed'") }],
      kind: 'dataRace',
    },
    {
      name: 'the fast lock tests and then sets',
      cause: 'two threads find the word free, and both take it',
      file: OPS_FILE,
      edits: [
        {
          find: TAKE,
          replace: `const m = machine ?? setUpAccess;
    const found = m.load(this.buffer, this.at(p, 4), 4, 'acquire') as number;
    if (found === 0) m.store(this.buffer, this.at(p, 4), 4, me, 'relaxed');`,
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the slow lock is relaxed',
      cause: 'who has waited does not see what the last section wrote',
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
      name: 'unlock in a memory of the program is relaxed',
      cause: 'the section is not ordered before the next one',
      file: WORD_FILE,
      edits: [
        {
          find: "    const found = this.#region.ops.cas32(p, block, 0, 'release', 'relaxed');",
          replace: "    const found = this.#region.ops.cas32(p, block, 0, 'relaxed', 'relaxed');",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the slow lock tests and then sets',
      cause: 'two threads find the word free, and both take it',
      file: CONTENDED_FILE,
      edits: [{ find: TAKE_SLOWLY, replace: "ops.store32(address, mine, 'seqCst');\n      return true;" }],
      kind: 'dataRace',
    },
    {
      name: 'who has slept takes the word without the flag',
      cause: 'the third thread, whose flag went with the unlock, is left asleep',
      file: CONTENDED_FILE,
      edits: [{ find: KEEP_FLAG, replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'a thread goes to sleep without setting the flag',
      cause: 'the owner does not know that it has to wake someone',
      file: CONTENDED_FILE,
      edits: [
        { find: FLAG, replace: '' },
        { find: '      word |= CONTENDED;', replace: '' },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the flag is stored instead of exchanged',
      cause: 'an unlock in between is undone: the lock is held by nobody',
      file: CONTENDED_FILE,
      edits: [{ find: FLAG, replace: "ops.store32(address, word | CONTENDED, 'relaxed');" }],
      kind: 'deadlock',
    },
    {
      name: 'who was woken takes the lock for its own without a look',
      cause: 'another thread can have taken it first',
      file: CONTENDED_FILE,
      edits: [
        { find: 'sleepOn(region, address, word, left);', replace: "if (sleepOn(region, address, word, left) === 'ok') return true;" },
      ],
      kind: 'assertion',
    },
    {
      name: 'a thread sleeps once, and then gives up',
      cause: 'lock returns without the lock',
      file: CONTENDED_FILE,
      edits: [{ find: KEEP_FLAG, replace: `${KEEP_FLAG}\n    if (ops.load32(address, 'relaxed') !== 0) return false;` }],
      kind: 'assertion',
    },
    {
      name: 'a thread sleeps on the word whatever is in it',
      cause: 'an unlock between the look and the sleep is missed',
      file: CONTENDED_FILE,
      edits: [
        { find: 'sleepOn(region, address, word, left);', replace: "sleepOn(region, address, ops.load32(address, 'relaxed'), left);" },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a thread whose time is over says that it has the lock',
      cause: 'two threads are in the section',
      file: CONTENDED_FILE,
      edits: [{ find: 'if (!(left > 0)) return false;', replace: 'if (!(left > 0)) return true;' }],
      kind: 'dataRace',
    },
    {
      name: 'a thread that holds the lock waits for it',
      cause: 'it waits for itself',
      file: CONTENDED_FILE,
      edits: [{ find: 'if (isMine(region, address, word)) throw errors.selfDeadlock(mutex);', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'tryLock does not look at what it found',
      cause: 'two threads are in the section',
      file: MUTEX_FILE,
      edits: [{ find: 'if (found === 0) return this.newGuard();', replace: 'if (found >= 0) return this.newGuard();' }],
      kind: 'dataRace',
    },
    {
      name: 'lock does not wait',
      cause: 'the slow path is not taken',
      file: MUTEX_FILE,
      edits: [
        {
          find: "if (this.ops.takeOwnerWord(this.address, me.block!, HELD_OWNER_WORD) !== 0) lockContended(this, 'lock()', Infinity);",
          replace: 'this.ops.takeOwnerWord(this.address, me.block!, HELD_OWNER_WORD);',
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'unlock gives up where there are flags',
      cause: 'the word stays held',
      file: MUTEX_FILE,
      edits: [{ find: 'if (found !== 0) unlockContended(this, found);', replace: 'void found;' }],
      kind: 'exception',
    },
    {
      name: 'withLock unlocks only where nothing was thrown',
      cause: 'the mutex stays locked',
      file: OWNED_FILE,
      edits: [
        {
          find: `      return body(guard);
    } finally {
      // The guard's turn`,
          replace: `      return body(guard);
    } catch (error) {
      this.turn++;
      throw error;
    } finally {
      // The guard's turn`,
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the slow unlock loads the flags and then stores',
      cause: 'the flag of a promise that is set between the two is lost, and it waits for ever',
      file: UNLOCK_FILE,
      edits: [{ find: CLEAR, replace: "  const word = ops.load32(p, 'relaxed');\n  ops.store32(p, left, 'release');" }],
      kind: 'deadlock',
    },
    {
      name: 'unlock tells no promise',
      cause: 'whoever awaits the lock waits for ever',
      file: UNLOCK_FILE,
      edits: [{ find: '  if ((word & ASYNC) !== 0) wakePromises(region, p);', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'promises are told before the count goes up',
      cause: 'one that begins to wait between the two is not told',
      file: WORD_FILE,
      edits: [
        {
          find: `  region.ops.add32(p + ASYNC_COUNT, 1, 'release');
  region.ops.notify(p + ASYNC_COUNT, Infinity);
}

/**`,
          replace: `  region.ops.notify(p + ASYNC_COUNT, Infinity);
  region.ops.add32(p + ASYNC_COUNT, 1, 'release');
}

/**`,
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a promise waits without setting its flag',
      cause: 'the owner does not know that it has to tell someone',
      file: ASYNC_FILE,
      edits: [
        {
          find: "} else if ((word & ASYNC) !== 0 || ops.cas32(address, word, word | ASYNC, 'relaxed', 'relaxed') === word) {",
          replace: '} else {',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a promise stores its flag instead of exchanging it',
      cause: 'an unlock in between is undone: the lock is held by nobody',
      file: ASYNC_FILE,
      edits: [
        {
          find: "ops.cas32(address, word, word | ASYNC, 'relaxed', 'relaxed') === word) {",
          replace: "(ops.store32(address, word | ASYNC, 'relaxed'), true)) {",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the count is read after the attempt',
      cause: 'an unlock between the two is missed',
      file: QUEUE_FILE,
      edits: [
        { find: "      const seen = ops.load32(this.#count, 'acquire');\n      this.#serve();", replace: '      this.#serve();' },
        {
          find: 'const wait = ops.waitAsync32(this.#count, seen, Infinity);',
          replace: "const wait = ops.waitAsync32(this.#count, ops.load32(this.#count, 'acquire'), Infinity);",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'nobody poisons what a dead thread held',
      cause: 'the others wait for ever for a lock that nobody can give back',
      file: SETTLE_FILE,
      edits: [{ find: 'if (entry.kind === HELD_OWNER_WORD && poisonIfOwned(region, entry.address, block)) poisoned++;', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker poisons, and wakes nobody',
      cause: 'who slept before the death sleeps for ever',
      file: WORD_FILE,
      edits: [
        {
          find: '  region.ops.notify(p, Infinity);\n  region.ops.notify(p + ASYNC_COUNT, Infinity);\n  return poisoned;',
          replace: '  return poisoned;',
        },
      ],
      kind: 'deadlock',
    },
  ],
};
