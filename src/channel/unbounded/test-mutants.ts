/** Seeded faults of the channel without a limit: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const PAGES = 'src/memory/message-pages.ts';
const QUEUE = 'src/channel/unbounded/paged-queue.ts';
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
      name: 'who was second with a new page uses its own',
      cause: 'its message lies where no receiver looks',
      file: PAGES,
      edits: [{ find: '    page = found === 0 ? made : found;\n', replace: '    page = made;\n' }],
      kind: 'assertion',
    },
    {
      name: 'a page is used again one message too early',
      cause: 'the last message of it is lost, or its receiver waits for ever',
      file: QUEUE,
      edits: [{ find: 'if (done === PAGE_SLOTS) retire', replace: 'if (done === PAGE_SLOTS - 1) retire' }],
      kind: 'deadlock',
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
    {
      name: 'messages are counted as received relaxed',
      cause: 'the page is written again while another thread may still read it',
      file: PAGES,
      edits: [{ find: "add32(page + DONE, 1, 'acqRel')", replace: "add32(page + DONE, 1, 'relaxed')" }],
      kind: 'dataRace',
    },
  ],
};
