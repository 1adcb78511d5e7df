/** Seeded faults of SeqLock, and of the sequence word that it stands on: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const WORD_FILE = 'src/memory/sequence-word.ts';
const LOCK_FILE = 'src/lock/seq-lock/seq-lock.ts';
const OWNED_FILE = 'src/lock/owned-lock.ts';
const SETTLE_FILE = 'src/memory/settle-held.ts';

const BEGIN = "if ((found & WRITING) === 0) ops.store32(p, found | WRITING, 'relaxed');";
const STORE = "ops.store32(data + i * WORD_BYTES, from[i]!, 'relaxed');";
const STORE_ALL = '  storeWords(region, data, from, words);';
/** The writer's words, with something after each. */
const storeAllAnd = (more: string): string => `  for (let i = 0; i < words; i++) { ${STORE} ${more} }`;
const END = "const last = ops.exchange32(p, ((found & ~FLAGS) + STEP) | 0, 'release');";
const WAKE = 'if ((last & WATCHED) !== 0) ops.notify(p, Infinity);';
const RELEASE_FENCE = "  if (realm.checked !== undefined) realm.fence('release');\n";
const ACQUIRE_FENCE = "if (realm.checked !== undefined) realm.fence('acquire');";
const LOOK_AGAIN = "return region.ops.load32(p, 'relaxed') === sequence;";
const MARK = "if ((ops.load32(p, 'acquire') & WRITING) !== 0) ops.or32(p, DEAD, 'release');\n  ops.notify(p, Infinity);";
const COPY = 'if ((found & sequence.WRITING) === 0) return this.#copy(found) ?? CHANGED;';
const FLAG = "this.region.ops.cas32(this.#sequence, found, found | sequence.WATCHED, 'relaxed', 'relaxed');";
const GIVE = `    this.publish();
    const found = this.ops.giveOwnerWord(this.address, current.block);
    if (found !== 0) unlockContended(this, found);`;

export const mutants: MutantSet = {
  of: 'SeqLock',
  checks: 'src/lock/seq-lock/seq-lock.check.ts',
  mutants: [
    {
      name: 'the writer has no release fence',
      cause: 'a reader may copy a new word and find the sequence as it was before',
      file: WORD_FILE,
      edits: [{ find: RELEASE_FENCE, replace: '' }],
      kind: 'exception',
    },
    {
      name: 'the fence of the writer is acquire',
      cause: 'the wrong half: the odd sequence is not ordered before the words',
      file: WORD_FILE,
      edits: [{ find: RELEASE_FENCE, replace: RELEASE_FENCE.replace("'release'", "'acquire'") }],
      kind: 'exception',
    },
    {
      name: 'the reader has no acquire fence',
      cause: 'its second look may come before the copy',
      file: WORD_FILE,
      edits: [{ find: ACQUIRE_FENCE, replace: '' }],
      kind: 'exception',
    },
    {
      name: 'the fence of the reader is release',
      cause: 'the wrong half: the copy is not ordered before the second look',
      file: WORD_FILE,
      edits: [{ find: ACQUIRE_FENCE, replace: ACQUIRE_FENCE.replace("'acquire'", "'release'") }],
      kind: 'exception',
    },
    {
      name: 'the last store of the writer is relaxed',
      cause: 'a reader may find the new sequence, and copy old words',
      file: WORD_FILE,
      edits: [{ find: END, replace: END.replace('release', 'relaxed') }],
      kind: 'exception',
    },
    {
      name: 'tryRead looks first with relaxed',
      cause: 'it may find the new sequence, and copy old words',
      file: LOCK_FILE,
      edits: [
        {
          find: "const found = this.region.ops.load32(this.#sequence, 'acquire');",
          replace: "const found = this.region.ops.load32(this.#sequence, 'relaxed');",
        },
      ],
      kind: 'exception',
    },
    {
      name: 'who waits looks first with relaxed',
      cause: 'it may find the new sequence, and copy old words',
      file: 'src/lock/wait-for-word.ts',
      edits: [{ find: "const word = ops.load32(address, 'acquire');", replace: "const word = ops.load32(address, 'relaxed');" }],
      kind: 'exception',
    },
    {
      name: 'the reader does not look again',
      cause: 'a writer that came meanwhile is not noticed',
      file: WORD_FILE,
      edits: [{ find: LOOK_AGAIN, replace: 'return p !== sequence + 1;' }],
      kind: 'exception',
    },
    {
      name: 'the reader takes an odd sequence for an even one',
      cause: 'it copies what is being written',
      file: LOCK_FILE,
      edits: [{ find: COPY, replace: 'if ((found & sequence.DEAD) === 0) return this.#copy(found) ?? CHANGED;' }],
      kind: 'exception',
    },
    {
      name: 'tryRead takes an odd sequence for an even one',
      cause: 'it copies what is being written',
      file: LOCK_FILE,
      edits: [{ find: 'return (found & sequence.WRITING) === 0 ? this.#copy(found) : undefined;', replace: 'return this.#copy(found);' }],
      kind: 'exception',
    },
    {
      name: 'the writer does not make the sequence odd',
      cause: 'readers do not see that it is writing',
      file: WORD_FILE,
      edits: [{ find: BEGIN, replace: '' }],
      kind: 'exception',
    },
    {
      name: 'the writer makes the sequence odd after the first word',
      cause: 'a reader in between copies one new word',
      file: WORD_FILE,
      edits: [
        { find: `  ${BEGIN}\n`, replace: '' },
        { find: STORE_ALL, replace: storeAllAnd(BEGIN) },
      ],
      kind: 'exception',
    },
    {
      name: 'the writer ends with the sequence that it found',
      cause: 'a reader that was held up from before to after takes a mixture for whole',
      file: WORD_FILE,
      edits: [{ find: END, replace: END.replace('((found & ~FLAGS) + STEP) | 0', 'found & ~FLAGS') }],
      kind: 'exception',
    },
    {
      name: 'the words are written plainly',
      cause: 'they race with those who copy',
      file: WORD_FILE,
      edits: [
        { find: 'storeWords({ ops }: Region,', replace: 'storeWords(region: Region,' },
        { find: STORE, replace: 'i32.set(region, data + i * WORD_BYTES, from[i]!);' },
        { find: 'import type { Region }', replace: "import { i32 } from './layout/scalar.ts';\nimport type { Region }" },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the words are copied plainly',
      cause: 'the copy races with the writer',
      file: WORD_FILE,
      edits: [
        {
          find: "into[i] = region.ops.load32(data + i * WORD_BYTES, 'relaxed');",
          replace: 'into[i] = i32.get(region, data + i * WORD_BYTES);',
        },
        { find: 'import type { Region }', replace: "import { i32 } from './layout/scalar.ts';\nimport type { Region }" },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the writer wakes nobody',
      cause: 'readers that slept while it wrote sleep for ever',
      file: WORD_FILE,
      edits: [{ find: WAKE, replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'the writer wakes one reader',
      cause: 'the other one sleeps for ever',
      file: WORD_FILE,
      edits: [{ find: WAKE, replace: WAKE.replace('Infinity', '1') }],
      kind: 'deadlock',
    },
    {
      name: 'the writer stores the last sequence',
      cause: 'a flag that is set just before is lost, and its reader sleeps for ever',
      file: WORD_FILE,
      edits: [
        {
          find: END,
          replace: "const last = ops.load32(p, 'relaxed');\n  ops.store32(p, ((found & ~FLAGS) + STEP) | 0, 'release');",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a reader sleeps without setting its flag',
      cause: 'the writer does not know that it has to wake someone',
      file: LOCK_FILE,
      edits: [{ find: `    ${FLAG}\n    return CHANGED;`, replace: '    return undefined;' }],
      kind: 'deadlock',
    },
    {
      name: 'a reader stores its flag',
      cause: 'a sequence that has become even meanwhile is odd again, and nobody is writing',
      file: LOCK_FILE,
      edits: [{ find: FLAG, replace: "this.region.ops.store32(this.#sequence, found | sequence.WATCHED, 'relaxed');" }],
      kind: 'deadlock',
    },
    {
      name: 'unlock gives the lock back before it writes',
      cause: 'two threads write at once',
      file: LOCK_FILE,
      edits: [
        {
          find: GIVE,
          replace: `    const found = this.ops.giveOwnerWord(this.address, current.block);
    if (found !== 0) unlockContended(this, found);
    this.publish();`,
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'unlock does not write the draft',
      cause: 'what was changed is lost',
      file: LOCK_FILE,
      edits: [{ find: GIVE, replace: GIVE.replace('    this.publish();\n', '') }],
      kind: 'assertion',
    },
    {
      name: 'the draft is not what the last writer left',
      cause: 'its count is lost',
      file: LOCK_FILE,
      edits: [{ find: 'sequence.loadWords(this.region, this.valueAddress, draft.i32, this.#words);', replace: 'draft.i32.fill(0);' }],
      kind: 'assertion',
    },
    {
      name: 'tryLock does not look at what it found',
      cause: 'two threads write at once',
      file: LOCK_FILE,
      edits: [{ find: 'if (found === 0) return this.newGuard();', replace: 'if (found >= 0) return this.newGuard();' }],
      kind: 'exception',
    },
    {
      name: 'nobody marks the sequence of a writer that died',
      cause: 'readers wait for ever for a thread that cannot go on',
      file: SETTLE_FILE,
      edits: [{ find: 'if (region !== undefined) breakSequence(region, entry.address);', replace: 'void region;' }],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker marks the sequence, and wakes nobody',
      cause: 'a reader that slept before sleeps for ever',
      file: WORD_FILE,
      edits: [{ find: MARK, replace: MARK.replace('\n  ops.notify(p, Infinity);', '') }],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker wakes readers only of a half-written value',
      cause: 'the writer may have died between the last store and the wake-up',
      file: WORD_FILE,
      edits: [
        {
          find: MARK,
          replace: MARK.replace("ops.or32(p, DEAD, 'release');\n  ops", "ops.or32(p, DEAD, 'release');\n  else return;\n  ops"),
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker marks any sequence',
      cause: 'a value that is whole is taken for half-written',
      file: WORD_FILE,
      edits: [{ find: MARK, replace: MARK.replace("if ((ops.load32(p, 'acquire') & WRITING) !== 0) ", '') }],
      kind: 'exception',
    },
    {
      name: 'the note of the writer is dropped before it wakes',
      cause: 'if it dies in between, nobody wakes the reader',
      file: WORD_FILE,
      edits: [
        { find: '  dropHeld(p, kind); // last', replace: '  // last' },
        { find: `  ${WAKE}`, replace: `  dropHeld(p, kind);\n  ${WAKE}` },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the writer notes what it does after it has begun',
      cause: 'if it dies in between, nobody marks the sequence',
      file: WORD_FILE,
      edits: [
        { find: '  pushHeld(p, kind);\n', replace: '' },
        { find: STORE_ALL, replace: storeAllAnd('if (i === 0) pushHeld(p, kind);') },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker marks the sequence after it has poisoned the lock',
      cause: 'another thread may have repaired the value, and be writing',
      file: SETTLE_FILE,
      edits: [
        { find: '    if (region !== undefined) breakSequence(region, entry.address);', replace: '    void region;' },
        {
          find: '    const before = entries[i - 1];',
          replace: '    if (entry.kind === HELD_SEQUENCE) breakSequence(region, entry.address);\n    const before = entries[i - 1];',
        },
      ],
      kind: 'exception',
    },
    {
      name: 'a repair is not written',
      cause: 'the value stays as the dead thread left it',
      file: OWNED_FILE,
      edits: [{ find: '      if (guard.isLive) this.publish();\n', replace: '' }],
      kind: 'exception',
    },
    {
      name: 'a repair leaves the sequence odd',
      cause: 'readers wait for a writer that there is not',
      file: WORD_FILE,
      edits: [{ find: END, replace: END.replace('(found & ~FLAGS)', '((found & DEAD) === 0 ? found & ~FLAGS : found)') }],
      kind: 'exception',
    },
    {
      name: 'clearPoison does not look whether the value is whole',
      cause: 'the lock is free, and its value half-written',
      file: LOCK_FILE,
      edits: [
        {
          find: "const isWhole = (region.ops.load32(address + SEQUENCE, 'relaxed') & sequence.WRITING) === 0;",
          replace: "const isWhole = region.ops.load32(address, 'relaxed') !== 0;",
        },
      ],
      kind: 'exception',
    },
  ],
};
