/** Seeded faults of the pages of the channel without a limit: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const file = 'src/memory/message-pages.ts';

export const mutants: MutantSet = {
  of: 'unbounded: pages',
  checks: 'src/channel/unbounded/pages.check.ts',
  mutants: [
    {
      name: 'a page is never full of messages that were received',
      cause: 'it is never used again',
      file,
      edits: [{ find: "region.ops.add32(page + DONE, 1, 'acqRel') + 1;", replace: "region.ops.add32(page + DONE, 1, 'acqRel');" }],
      kind: 'assertion',
    },
    {
      name: 'the stamps of a page stay',
      cause: 'positions come round, and then a slot seems to have its message',
      file,
      edits: [{ find: '  for (let i = 0; i < PAGE_SLOTS; i++) ops.store32(', replace: '  for (let i = 0; i < 0; i++) ops.store32(' }],
      kind: 'assertion',
    },
    {
      name: 'the count of a page stays',
      cause: 'when it is used again it is never full',
      file,
      edits: [{ find: "  ops.store32(page + DONE, 0, 'relaxed');\n", replace: '' }],
      kind: 'assertion',
    },
    {
      name: 'a page that is used up stays in the table',
      cause: 'it is in two places once it is used again',
      file,
      edits: [{ find: "  ops.store32(table + (number & TABLE_MASK) * 4, 0, 'relaxed');\n", replace: '' }],
      kind: 'assertion',
    },
    {
      name: 'a page that is used up is not put into the pool',
      cause: 'it is lost',
      file,
      edits: [{ find: '  givePages(region, channel, page, page);\n', replace: '' }],
      kind: 'assertion',
    },
    {
      name: 'who was second with a new page forgets its own',
      cause: 'it is lost',
      file,
      edits: [{ find: '    if (found !== 0) givePages(region, channel, made, made);\n', replace: '' }],
      kind: 'assertion',
    },
    {
      name: 'who takes a page forgets the others',
      cause: 'they are lost',
      file,
      edits: [{ find: '  givePages(region, channel, rest, last);\n', replace: '' }],
      kind: 'assertion',
    },
    {
      name: 'who puts the rest back does not look for its end',
      cause: 'what was put into the pool meanwhile takes the place of what is behind its first page',
      file,
      edits: [{ find: '  givePages(region, channel, rest, last);\n', replace: '  givePages(region, channel, rest, rest);\n' }],
      kind: 'assertion',
    },
    {
      name: 'who puts pages into the pool tries once',
      cause: 'another one was faster, and they are lost',
      file,
      edits: [
        {
          find: "top, first, 'release', 'relaxed') === top) return;",
          replace: "top, first, 'release', 'relaxed') !== -1) return;",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'a page is put before the pool without a link to it',
      cause: 'the pool is lost',
      file,
      edits: [{ find: "    ops.store32(last + NEXT, top, 'relaxed');\n", replace: '' }],
      kind: 'assertion',
    },
    {
      name: 'a page is given relaxed',
      cause: 'who takes it may see what was in it',
      file,
      edits: [{ find: "top, first, 'release', 'relaxed')", replace: "top, first, 'relaxed', 'relaxed')" }],
      kind: 'assertion',
    },
    {
      name: 'a page is taken relaxed',
      cause: 'likewise',
      file,
      edits: [{ find: "ops.exchange32(channel + POOL, 0, 'acquire')", replace: "ops.exchange32(channel + POOL, 0, 'relaxed')" }],
      kind: 'assertion',
    },
  ],
};
