/** Seeded faults of Epoch: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const WORDS = 'src/shared/epoch/epoch-words.ts';
const EPOCH = 'src/shared/epoch/epoch.ts';
const BAG = 'src/shared/epoch/bag.ts';
const DEAD = 'src/memory/epoch-record.ts';

export const mutants: MutantSet = {
  of: 'Epoch',
  checks: 'src/shared/epoch/epoch.check.ts',
  mutants: [
    {
      name: 'what was retired is freed one epoch later',
      cause: 'a thread that was pinned before may still have it',
      file: WORDS,
      edits: [{ find: 'const AGE = 2;', replace: 'const AGE = 1;' }],
      kind: 'useAfterFree',
    },
    {
      name: 'the epoch goes on although a thread is pinned in another one',
      cause: 'it goes on twice while that thread reads',
      file: WORDS,
      edits: [{ find: 'if (state !== 0 && state !== now * 2 + PINNED) return;', replace: 'void state;' }],
      kind: 'useAfterFree',
    },
    {
      name: 'a pin has no fence',
      cause: 'the thread may read before anybody sees that it is pinned',
      file: WORDS,
      edits: [{ find: '  fullFence(); // before anything is read', replace: '  // before anything is read' }],
      kind: 'useAfterFree',
    },
    {
      name: 'to unpin orders nothing',
      cause: 'the thread may still be reading when that is seen',
      file: WORDS,
      edits: [
        { find: "ops.store32(record + STATE, 0, 'release'); // pairs", replace: "ops.store32(record + STATE, 0, 'relaxed'); // pairs" },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'who looks for pinned threads does not acquire',
      cause: 'their reads need not come before the block is freed',
      file: WORDS,
      edits: [{ find: "ops.load32(record + STATE, 'acquire')", replace: "ops.load32(record + STATE, 'relaxed')" }],
      kind: 'useAfterFree',
    },
    {
      name: 'who frees does not acquire the epoch',
      cause: 'another thread saw that the reader was done, and this one goes by what it said',
      file: WORDS,
      edits: [
        {
          find: "isOldAt(heapRegion().ops.load32(epoch + EPOCH, 'acquire'))",
          replace: "isOldAt(heapRegion().ops.load32(epoch + EPOCH, 'relaxed'))",
        },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'who goes on to the next epoch does not release',
      cause: 'what it saw of the readers is not known to who frees',
      file: WORDS,
      edits: [{ find: "(now + 1) & EPOCH_MASK, 'acqRel', 'relaxed')", replace: "(now + 1) & EPOCH_MASK, 'acquire', 'relaxed')" }],
      kind: 'useAfterFree',
    },
    {
      name: 'a thread is pinned after it has followed the pointer',
      cause: 'the body of withPin runs first',
      file: EPOCH,
      edits: [
        {
          find: '    const pin = this.pin();\n    try {\n      return body(pin);',
          replace:
            '    let pin = new Pin(this);\n    try {\n      const result = body(pin);\n      pin = this.pin();\n      return result;',
        },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'the inner of two pins unpins',
      cause: 'the outer one protects nothing any more',
      file: EPOCH,
      edits: [{ find: '    if (--me.pins > 0) return;\n', replace: '    me.pins--;\n' }],
      kind: 'useAfterFree',
    },
    {
      name: 'what was taken out of a bag stays in it',
      cause: 'it is freed again',
      file: BAG,
      edits: [{ find: 'i32[(bag + COUNT) >>> 2] = --count;', replace: 'count--;' }],
      kind: 'doubleFree',
    },
    {
      name: 'the pin of a dead thread stays',
      cause: 'nothing is freed any more',
      file: DEAD,
      edits: [{ find: "  ops.store32(record + STATE, 0, 'release');\n", replace: '' }],
      kind: 'assertion',
    },
    {
      name: 'the record of a dead thread stays its own',
      cause: 'what it had retired is never freed',
      file: DEAD,
      edits: [{ find: "owner = ops.cas32(record + OWNER, block, 0, 'release', 'acquire'); // pairs", replace: 'owner = block; // pairs' }],
      kind: 'assertion',
    },
    {
      name: 'the record of a living thread is freed with the epoch',
      cause: 'when that thread dies its undertaker looks at what lies there then',
      file: WORDS,
      edits: [
        {
          find: "else if (owner !== 0 && ops.cas32(record + OWNER, owner, owner | IS_OVER, 'release', 'acquire') !== 0) return;",
          replace: "else ops.store32(record + OWNER, 0, 'release');",
        },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'records of dead threads are not looked into',
      cause: 'what they had retired is never freed',
      file: WORDS,
      edits: [{ find: 'for (const address of takeOld(epoch, record)) taken.push(address);', replace: '' }],
      kind: 'assertion',
    },
  ],
};
