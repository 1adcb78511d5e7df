/** Seeded faults of the channel without a limit: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const PAGES = 'src/memory/message-pages.ts';
const SPEC = 'src/check/realm/checked-queue.ts';
const SLOTS = 'src/memory/message-slots.ts';

export const mutants: MutantSet = {
  of: 'unbounded',
  checks: 'src/channel/unbounded/unbounded.check.ts',
  mutants: [
    {
      name: 'a page is put into the table without release and acquire',
      cause: 'who finds it may read it as it was before it was made',
      file: PAGES,
      edits: [
        {
          find: "const found = ops.cas32(entry, 0, made, 'seqCst', 'acquire');",
          replace: "const found = ops.cas32(entry, 0, made, 'relaxed', 'relaxed');",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a page is put into the table with release and acquire only',
      cause: 'a receiver may find no page, fall asleep, and not be found asleep by the sender',
      file: PAGES,
      edits: [
        {
          find: "const found = ops.cas32(entry, 0, made, 'seqCst', 'acquire');",
          replace: "const found = ops.cas32(entry, 0, made, 'acqRel', 'acquire');",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a page is used again one message too early',
      cause: 'the last message of it is lost, or its receiver waits for ever',
      file: SPEC,
      edits: [{ find: 'if (count === most) return CLAIM_LAST_OF_PAGE;', replace: 'if (count === most - 1) return CLAIM_LAST_OF_PAGE;' }],
      kind: 'deadlock',
    },
    {
      name: 'messages are counted as received relaxed',
      cause: 'the page is written again while another thread may still read it',
      file: SPEC,
      edits: [{ find: "ops.add32(done, 1, 'acqRel')", replace: "ops.add32(done, 1, 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'the stamp of a message in a page is looked at relaxed',
      cause: 'the stamp is seen, but not the message',
      file: SPEC,
      edits: [{ find: "word : ops.load32(slot, 'acquire');", replace: "word : ops.load32(slot, 'relaxed');" }],
      kind: 'dataRace',
    },
    {
      name: 'a position in a page is claimed by a store',
      cause: 'two threads have the same slot',
      file: SPEC,
      edits: [
        { find: "found = ops.cas32(p, word, word + STEP, 'acquire', 'relaxed');", replace: "ops.store32(p, word + STEP, 'seqCst');" },
      ],
      kind: 'assertion',
    },
    {
      name: 'the claim of a dead receiver is not counted as received',
      cause: 'the page is never used again',
      file: SLOTS,
      edits: [{ find: 'if ((noted & TOOK) === 0) finishInPage(', replace: 'if ((noted & TOOK) < 0) finishInPage(' }],
      kind: 'assertion',
    },
    {
      name: 'the claim of a dead sender is left as it is',
      cause: 'the receiver waits at its slot for ever',
      file: SLOTS,
      edits: [
        {
          find: "      ops.cas32(slot, free, position | VOID, 'seqCst', 'relaxed'); // comes before the look at the bell\n",
          replace: '      void free;\n',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the undertaker of a sender does not look whether the page is still there',
      cause: 'the page was used up, and it writes to the beginning of the heap',
      file: SLOTS,
      edits: [
        { find: '    if (slot !== 0) {', replace: '    if (slot >= 0) {' },
        { find: 'ops.cas32(slot, free, position | VOID', replace: "ops.cas32(slot, ops.load32(slot, 'acquire'), position | VOID" },
      ],
      kind: 'assertion',
    },
  ],
};
