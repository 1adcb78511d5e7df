/** Seeded faults of TreiberStack: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const STACK = 'src/shared/stack/treiber-stack.ts';

export const mutants: MutantSet = {
  of: 'TreiberStack',
  checks: 'src/shared/stack/treiber-stack.check.ts',
  mutants: [
    {
      name: 'a node is pushed with relaxed order',
      cause: 'who pops it may not see its value',
      file: STACK,
      edits: [{ find: "cas32(top, below, node, 'release', 'relaxed')", replace: "cas32(top, below, node, 'relaxed', 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'who pops does not acquire',
      cause: 'it sees the node, but not what is in it',
      file: STACK,
      edits: [{ find: "heap.ops.load32(top, 'acquire'); node", replace: "heap.ops.load32(top, 'relaxed'); node" }],
      kind: 'dataRace',
    },
    {
      name: 'who pops does not acquire the second time',
      cause: 'after another thread was faster it sees the new node, but not what is in it',
      file: STACK,
      edits: [{ find: "below, 'relaxed', 'acquire')", replace: "below, 'relaxed', 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'a popped node is freed at once',
      cause: 'another thread is still looking at it',
      file: STACK,
      edits: [{ find: 'pin.retire(node);', replace: 'free(node);' }],
      kind: 'useAfterFree',
    },
    {
      name: 'who pushes does not look whether the top has changed',
      cause: 'what another thread pushed meanwhile is lost',
      file: STACK,
      edits: [
        {
          find: "const found = heap.ops.cas32(top, below, node, 'release', 'relaxed');",
          replace: "const found = below;\n      heap.ops.store32(top, node, 'release');",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'who pops does not look whether the top has changed',
      cause: 'two get the same value',
      file: STACK,
      edits: [
        {
          find: "const found = heap.ops.cas32(top, node, below, 'relaxed', 'acquire');",
          replace: "const found = node;\n        heap.ops.store32(top, below, 'release');",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the node below is not read again when the top has changed',
      cause: 'what lies between goes with it',
      file: STACK,
      edits: [
        {
          find: '      heap.i32[node >>> 2] = below;\n      const found',
          replace: '      if (heap.i32[node >>> 2] === 0) heap.i32[node >>> 2] = below;\n      const found',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the value is written after the node is pushed',
      cause: 'who pops it reads what is not there yet',
      file: STACK,
      edits: [
        { find: '    layout.put(heap, node + this.#valueOffset, value);\n', replace: '' },
        {
          find: '      if (found === below) return;',
          replace: '      if (found === below) return layout.put(heap, node + this.#valueOffset, value);',
        },
      ],
      kind: 'dataRace',
    },
  ],
};
