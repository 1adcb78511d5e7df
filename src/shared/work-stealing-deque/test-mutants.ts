/** Seeded faults of WorkStealingDeque: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const DEQUE = 'src/shared/work-stealing-deque/work-stealing-deque.ts';

export const mutants: MutantSet = {
  of: 'WorkStealingDeque',
  checks: 'src/shared/work-stealing-deque/work-stealing-deque.check.ts',
  mutants: [
    {
      name: 'a push is published relaxed',
      cause: 'a thief finds that it is there, but not its words',
      file: DEQUE,
      edits: [
        {
          find: "ops.store32(liveAddress + BOTTOM, (bottom + 1) | 0, 'release')",
          replace: "ops.store32(liveAddress + BOTTOM, (bottom + 1) | 0, 'relaxed')",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the owner takes off the bottom with release only',
      cause: 'it may look at the top before thieves see that',
      file: DEQUE,
      edits: [{ find: "ops.store32(liveAddress + BOTTOM, last, 'seqCst')", replace: "ops.store32(liveAddress + BOTTOM, last, 'release')" }],
      kind: 'assertion',
    },
    {
      name: 'the owner looks at the top with acquire only',
      cause: 'it may be out of date',
      file: DEQUE,
      edits: [
        {
          find: "const top = ops.load32(liveAddress + TOP, 'seqCst');\n    const left",
          replace: "const top = ops.load32(liveAddress + TOP, 'acquire');\n    const left",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'a thief looks at the bottom with acquire only',
      cause: 'it may not see that the owner has taken the value',
      file: DEQUE,
      edits: [{ find: "ops.load32(liveAddress + BOTTOM, 'seqCst')", replace: "ops.load32(liveAddress + BOTTOM, 'acquire')" }],
      kind: 'assertion',
    },
    {
      name: 'a thief looks at the bottom relaxed',
      cause: 'it may see a value that is not there',
      file: DEQUE,
      edits: [{ find: "ops.load32(liveAddress + BOTTOM, 'seqCst')", replace: "ops.load32(liveAddress + BOTTOM, 'relaxed')" }],
      kind: 'assertion',
    },
    {
      name: 'a thief takes with acquire only',
      cause: 'its slot is overwritten before it was copied',
      file: DEQUE,
      edits: [
        {
          find: "if (ops.cas32(liveAddress + TOP, top, (top + 1) | 0, 'seqCst', 'relaxed') === top) return",
          replace: "if (ops.cas32(liveAddress + TOP, top, (top + 1) | 0, 'acquire', 'relaxed') === top) return",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the owner does not compete for the last value',
      cause: 'it and a thief have it',
      file: DEQUE,
      edits: [
        {
          find: "const isMine = left === 0 && ops.cas32(liveAddress + TOP, top, (top + 1) | 0, 'seqCst', 'relaxed') === top;",
          replace: 'const isMine = left === 0;',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the owner competes for nothing but the last value, and takes one before',
      cause: 'two are left, and a thief is after the one that it pops',
      file: DEQUE,
      edits: [{ find: 'if (left > 0) return', replace: 'if (left >= 0) return' }],
      kind: 'assertion',
    },
    {
      name: 'a push does not look whether there is room',
      cause: 'it overwrites what nobody has taken',
      file: DEQUE,
      edits: [
        {
          find: 'if (((bottom - top) | 0) >= this.capacity) return false;',
          replace: 'if (((bottom - top) | 0) > this.capacity) return false;',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the bottom is not put back',
      cause: 'the deque has less than nothing, and the next value is lost',
      file: DEQUE,
      edits: [
        { find: "    ops.store32(liveAddress + BOTTOM, (last + 1) | 0, 'release');\n    return value;", replace: '    return value;' },
      ],
      kind: 'assertion',
    },
    {
      name: 'who adopts does not mend the bottom',
      cause: 'what it pushes is not there',
      file: DEQUE,
      edits: [
        {
          find: "if (((ops.load32(liveAddress + BOTTOM, 'relaxed') - top) | 0) < 0) ops.store32(liveAddress + BOTTOM, top, 'release');",
          replace: '',
        },
      ],
      kind: 'assertion',
    },
  ],
};
