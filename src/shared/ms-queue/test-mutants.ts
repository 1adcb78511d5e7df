/** Seeded faults of MsQueue: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const QUEUE = 'src/shared/ms-queue/ms-queue.ts';

export const mutants: MutantSet = {
  of: 'MsQueue',
  checks: 'src/shared/ms-queue/ms-queue.check.ts',
  mutants: [
    {
      name: 'a node is linked relaxed',
      cause: 'it is found, but not its value',
      file: QUEUE,
      edits: [{ find: "ops.cas32(last, 0, node, 'release', 'acquire')", replace: "ops.cas32(last, 0, node, 'relaxed', 'acquire')" }],
      kind: 'dataRace',
    },
    {
      name: 'the look at the next is relaxed',
      cause: 'the node is found, but not its value',
      file: QUEUE,
      edits: [
        {
          find: "const first = heapRegion().ops.load32(before, 'acquire')",
          replace: "const first = heapRegion().ops.load32(before, 'relaxed')",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'who finds that another was faster does not acquire its node',
      cause: 'it moves the tail on to a node of which others do not find that it has no next one',
      file: QUEUE,
      edits: [{ find: "ops.cas32(last, 0, node, 'release', 'acquire')", replace: "ops.cas32(last, 0, node, 'release', 'relaxed')" }],
      kind: 'assertion',
    },
    {
      name: 'the tail is moved on relaxed',
      cause: 'who goes on from there finds a node, but not that it has no next one',
      file: QUEUE,
      edits: [{ find: "next === 0 ? node : next, 'release', 'relaxed')", replace: "next === 0 ? node : next, 'relaxed', 'relaxed')" }],
      kind: 'assertion',
    },
    {
      name: 'the look at the tail is relaxed',
      cause: 'the node is found, but not that it has no next one',
      file: QUEUE,
      edits: [{ find: "ops.load32(liveAddress + TAIL, 'acquire')", replace: "ops.load32(liveAddress + TAIL, 'relaxed')" }],
      kind: 'assertion',
    },
    {
      name: 'who helps moves the tail on relaxed',
      cause: 'who goes on from there finds a node, but not that it has no next one',
      file: QUEUE,
      edits: [{ find: "before, first, 'release', 'relaxed');\n      //", replace: "before, first, 'relaxed', 'relaxed');\n      //" }],
      kind: 'assertion',
    },
    {
      name: 'the look at the head is relaxed',
      cause: 'the node is found, but not what it leads to',
      file: QUEUE,
      edits: [{ find: "ops.load32(liveAddress + HEAD, 'acquire')", replace: "ops.load32(liveAddress + HEAD, 'relaxed')" }],
      kind: 'assertion',
    },
    {
      name: 'the tail is not moved on for others',
      cause: 'who comes next waits for a thread that may be dead',
      file: QUEUE,
      edits: [
        {
          find: "last, next === 0 ? node : next, 'release', 'relaxed');",
          replace: "last, next === 0 ? node : last, 'release', 'relaxed');",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the head overtakes the tail',
      cause: 'the tail leads to a node that was taken out',
      file: QUEUE,
      edits: [
        {
          find: "      if (ops.load32(liveAddress + TAIL, 'relaxed') === before) ops.cas32(liveAddress + TAIL, before, first, 'release', 'relaxed');\n",
          replace: '',
        },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'a node is freed at once',
      cause: 'a thread that is slow still reads it',
      file: QUEUE,
      edits: [
        { find: 'if (taken !== 0) epoch.retire(taken)', replace: 'if (taken !== 0) free(taken)' },
        { find: 'import { heapRegion }', replace: "import { free } from '../../memory/allocate.ts';\nimport { heapRegion }" },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'an enqueue is not pinned',
      cause: 'what it has read is freed under it',
      file: QUEUE,
      edits: [
        {
          find: 'epoch.enter();\n    for (;;) {\n      const last',
          replace: 'epoch.enter();\n    epoch.unpin();\n    for (;;) {\n      const last',
        },
        { find: '      if (next === 0) break;\n    }\n    epoch.unpin();', replace: '      if (next === 0) break;\n    }' },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'a dequeue does not look whether another was faster',
      cause: 'two threads take one value',
      file: QUEUE,
      edits: [
        {
          find: "if (ops.cas32(liveAddress + HEAD, before, first, 'release', 'relaxed') !== before) continue;",
          replace: "ops.store32(liveAddress + HEAD, first, 'release');",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'an enqueue does not look whether it is the last',
      cause: 'what another has put in is lost',
      file: QUEUE,
      edits: [
        {
          find: "const next = heap.ops.cas32(last, 0, node, 'release', 'acquire');",
          replace: "const next = 0;\n      heap.ops.store32(last, node, 'release');",
        },
      ],
      kind: 'assertion',
    },
  ],
};
