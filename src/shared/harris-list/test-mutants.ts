/** Seeded faults of HarrisList: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const NODES = 'src/shared/linked-map/linked-map.ts';

export const mutants: MutantSet = {
  of: 'HarrisList',
  checks: 'src/shared/harris-list/harris-list.check.ts',
  mutants: [
    {
      name: 'a node is linked relaxed',
      cause: 'it is found, but not its key',
      file: NODES,
      edits: [{ find: "node, made, 'release', 'relaxed')", replace: "node, made, 'relaxed', 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'a value is replaced relaxed',
      cause: 'it is found, but not what is in it',
      file: NODES,
      edits: [{ find: "old, block, 'release', 'relaxed')", replace: "old, block, 'relaxed', 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'a dead node is not marked',
      cause: 'what is put in behind it is lost with it',
      file: NODES,
      edits: [
        { find: "heapRegion().ops.or32(node + NEXT, MARK, 'relaxed');", replace: '' },
        { find: 'if ((next & MARK) !== 0) {', replace: "if (ops.load32(node + VALUE, 'acquire') === 0 && node !== start) {" },
      ],
      kind: 'assertion',
    },
    {
      name: 'a mark is not looked for',
      cause: 'a dead node stays, and a key is there twice or never',
      file: NODES,
      edits: [{ find: 'if ((next & MARK) !== 0) {', replace: 'if ((next & MARK) !== 0 && next < 0) {' }],
      kind: 'exception',
    },
    {
      name: 'who takes a node out does not look whether the one before it is still there',
      cause: 'it is taken out of nowhere, and freed while it is in the list',
      file: NODES,
      edits: [
        {
          find: "if (ops.cas32(before + NEXT, node, next & ~MARK, 'release', 'relaxed') !== node) continue retry;",
          replace: "ops.cas32(before + NEXT, node, next & ~MARK, 'release', 'relaxed');",
        },
      ],
      kind: 'doubleFree',
    },
    {
      name: 'a delete does not look whether the key was there still',
      cause: 'two threads have taken out one value',
      file: NODES,
      edits: [
        {
          find: "const block = ops.exchange32(node + VALUE, 0, 'acqRel');",
          replace: "const block = ops.load32(node + VALUE, 'acquire');\n    ops.store32(node + VALUE, 0, 'release');",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'a set takes a dead node for a live one',
      cause: 'what it sets is lost',
      file: NODES,
      edits: [{ find: 'if (old === 0) {', replace: 'if (old < 0) {' }],
      kind: 'exception',
    },
    {
      name: 'a set does not look whether the value is still the same',
      cause: 'it gives a value to a dead node',
      file: NODES,
      edits: [
        {
          find: "} else if (ops.cas32(node + VALUE, old, block, 'release', 'relaxed') === old) {",
          replace: "} else {\n          ops.store32(node + VALUE, block, 'release');",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'a look meets a dead node and stops',
      cause: 'the key is there behind it',
      file: NODES,
      edits: [
        {
          find: "      if (order < 0) continue;\n      const block = ops.load32(node + VALUE, 'acquire');",
          replace:
            "      if (ops.load32(node + VALUE, 'acquire') === 0) return 0;\n      if (order < 0) continue;\n      const block = ops.load32(node + VALUE, 'acquire');",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'a node that was taken out is freed at once',
      cause: 'a thread that looks through the list is at it',
      file: NODES,
      edits: [
        { find: '          this.epoch.retire(node);\n          node = next', replace: '          free(node);\n          node = next' },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'a value that was taken out is freed at once',
      cause: 'a thread still reads it',
      file: NODES,
      edits: [{ find: '    this.epoch.retire(block);\n    return value;', replace: '    free(block);\n    return value;' }],
      kind: 'assertion',
    },
    {
      name: 'a node that was taken out is not retired',
      cause: 'it is lost',
      file: NODES,
      edits: [{ find: '          this.epoch.retire(node);\n          node = next', replace: '          node = next' }],
      kind: 'assertion',
    },
    {
      name: 'the look at the next node is relaxed',
      cause: 'it is found, but not its key',
      file: NODES,
      edits: [{ find: "const next = ops.load32(node + NEXT, 'acquire');", replace: "const next = ops.load32(node + NEXT, 'relaxed');" }],
      kind: 'dataRace',
    },
    {
      name: 'a look for a key goes on relaxed',
      cause: 'the node is found, but not its key',
      file: NODES,
      edits: [
        {
          find: "node = ops.load32(node + NEXT, 'acquire') & ~MARK) {\n      this.#reachNode(node);\n      const order",
          replace: "node = ops.load32(node + NEXT, 'relaxed') & ~MARK) {\n      this.#reachNode(node);\n      const order",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'a look for a value is relaxed',
      cause: 'the block is found, but not what is in it',
      file: NODES,
      edits: [
        {
          find: "const block = ops.load32(node + VALUE, 'acquire');\n      if (block !== 0) this.reach(block);\n      return block;",
          replace: "const block = ops.load32(node + VALUE, 'relaxed');\n      if (block !== 0) this.reach(block);\n      return block;",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'a node is taken out of the list relaxed',
      cause: 'who finds the next one there does not find its key',
      file: NODES,
      edits: [
        { find: "node, next & ~MARK, 'release', 'relaxed') !== node", replace: "node, next & ~MARK, 'relaxed', 'relaxed') !== node" },
      ],
      kind: 'dataRace',
    },
  ],
};
