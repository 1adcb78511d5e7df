/** Seeded faults of Latch, and of pledges: see `scripts/mutants/mutant.ts`. Those of how its word is waited for are in the set of Once. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const FILE = 'src/lock/latch/latch.ts';
const PLEDGE_FILE = 'src/lock/pledge.ts';
const WORD_FILE = 'src/memory/pledged-word.ts';
const SETTLE_FILE = 'src/memory/settle-held.ts';

const COUNT = "const found = ops.cas32(address, word, word + n * ONE, 'release', 'relaxed');";
const WAKE = '        if (came === this.count) ops.notify(address, Infinity);\n';
const NOTE = '    pushHeld(of.address, this.#kind);\n';
const KEEP = '    this.#keep();\n';
const DROP = '    dropHeld(address, this.#kind);\n';

export const mutants: MutantSet = {
  of: 'Latch',
  checks: 'src/lock/latch/latch.check.ts',
  mutants: [
    {
      name: 'the last one wakes nobody',
      cause: 'whoever waits sleeps for ever',
      file: FILE,
      edits: [{ find: WAKE, replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'the last one wakes one',
      cause: 'the other one sleeps for ever',
      file: FILE,
      edits: [{ find: WAKE, replace: WAKE.replace('Infinity', '1') }],
      kind: 'deadlock',
    },
    {
      name: 'the last one wakes before it counts',
      cause: 'the woken thread finds the latch closed and sleeps again',
      file: FILE,
      edits: [
        { find: COUNT, replace: `if (came === this.count) ops.notify(address, Infinity);\n      ${COUNT}` },
        { find: WAKE, replace: '' },
      ],
      kind: 'deadlock',
    },
    {
      name: 'counting down is relaxed',
      cause: 'the latch opens before what was written can be seen',
      file: FILE,
      edits: [{ find: COUNT, replace: COUNT.replace("'release'", "'relaxed'") }],
      kind: 'dataRace',
    },
    {
      name: 'counting down is a load and a store',
      cause: 'of two at once one is lost',
      file: FILE,
      edits: [{ find: COUNT, replace: "const found = word;\n      ops.store32(address, word + n * ONE, 'release');" }],
      kind: 'assertion',
    },
    {
      name: 'a failed exchange is not tried again',
      cause: 'of two at once one is lost',
      file: FILE,
      edits: [{ find: '      word = found;\n    }\n  }\n\n  /** Waits', replace: '      return;\n    }\n  }\n\n  /** Waits' }],
      kind: 'assertion',
    },
    {
      name: 'isOpen looks relaxed',
      cause: 'the latch is open, but what was written is not to be seen',
      file: FILE,
      edits: [
        {
          find: "return this.region.ops.load32(this.liveAddress, 'acquire') >>> 1 >= this.count;",
          replace: "return this.region.ops.load32(this.liveAddress, 'relaxed') >>> 1 >= this.count;",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the latch opens one too early',
      cause: 'one is still to come',
      file: FILE,
      edits: [{ find: 'if (word >>> 1 >= this.count) return true;', replace: 'if (word >>> 1 >= this.count - 1) return true;' }],
      kind: 'useAfterFree',
    },
    {
      name: 'too many are counted',
      cause: 'a mistake of the caller is not told',
      file: FILE,
      edits: [{ find: 'if (came > this.count) throw this.#tooMany(n, word >>> 1);', replace: 'void this.#tooMany;' }],
      kind: 'assertion',
    },
    {
      name: 'waitFor says that it is open when its time is over',
      cause: 'the caller reads what is not there yet',
      file: FILE,
      edits: [{ find: 'WAIT, ms) ?? false);', replace: 'WAIT, ms) ?? true);' }],
      kind: 'assertion',
    },
    {
      name: 'something is written after the last count',
      cause: 'the latch may have been freed by then',
      file: FILE,
      edits: [{ find: WAKE, replace: `${WAKE}        ops.add32(address, 0, 'release');\n` }],
      kind: 'useAfterFree',
    },
    {
      name: 'a pledge is not noted',
      cause: 'the death of its thread is noticed by nobody',
      file: PLEDGE_FILE,
      edits: [{ find: NOTE, replace: '    void pushHeld;\n' }],
      kind: 'deadlock',
    },
    {
      name: 'a pledge is forgotten before it is kept',
      cause: 'a death between the two is noticed by nobody',
      file: PLEDGE_FILE,
      edits: [
        { find: KEEP, replace: DROP },
        { find: `way round it would be waited for for ever.\n${DROP}`, replace: `way round it would be waited for for ever.\n${KEEP}` },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a pledge is noted as kept without being kept',
      cause: 'nobody counts down',
      file: PLEDGE_FILE,
      edits: [{ find: KEEP, replace: '    void this.#keep;\n' }],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker does not look at pledges',
      cause: 'whoever waits is not told',
      file: SETTLE_FILE,
      edits: [{ find: 'if (entry.kind === HELD_PLEDGE) breakPledged(region, entry.address);', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker breaks a pledge, and wakes nobody',
      cause: 'who slept before the death sleeps for ever',
      file: WORD_FILE,
      edits: [{ find: '  region.ops.notify(p, Infinity);\n', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker wakes before it breaks the pledge',
      cause: 'the woken thread sees nothing and sleeps again',
      file: WORD_FILE,
      edits: [
        {
          find: "  region.ops.or32(p, BROKEN, 'release');\n  region.ops.notify(p, Infinity);\n",
          replace: "  region.ops.notify(p, Infinity);\n  region.ops.or32(p, BROKEN, 'release');\n",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a broken pledge is not looked for',
      cause: 'who was woken to be told sleeps again',
      file: FILE,
      edits: [{ find: '    if (isBroken(word)) throw pledgeBroken', replace: '    if (word < 0) throw pledgeBroken' }],
      kind: 'deadlock',
    },
    {
      name: 'clearPoison clears nothing',
      cause: 'those who wait are told again and again',
      file: FILE,
      edits: [{ find: "ops.and32(this.liveAddress, ~BROKEN, 'relaxed')", replace: "ops.and32(this.liveAddress, ~0 | BROKEN, 'relaxed')" }],
      kind: 'exception',
    },
  ],
};
