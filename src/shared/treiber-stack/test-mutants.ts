/** Seeded faults of TreiberStack: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const STACK = 'src/shared/treiber-stack/treiber-stack.ts';

export const mutants: MutantSet = {
  of: 'TreiberStack',
  checks: 'src/shared/treiber-stack/treiber-stack.check.ts',
  mutants: [
    {
      name: 'a push is relaxed',
      cause: 'the node is found, but not its value',
      file: STACK,
      edits: [{ find: "head, node, 'release', 'relaxed')", replace: "head, node, 'relaxed', 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'the look at the head is relaxed',
      cause: 'the node is found, but not its next',
      file: STACK,
      edits: [{ find: "ops.load32(liveAddress, 'acquire');\n    while", replace: "ops.load32(liveAddress, 'relaxed');\n    while" }],
      kind: 'dataRace',
    },
    {
      name: 'the look after a lost race is relaxed',
      cause: 'the node is found, but not its next',
      file: STACK,
      edits: [
        {
          find: "'relaxed', 'acquire');\n      if (found === node) break",
          replace: "'relaxed', 'relaxed');\n      if (found === node) break",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'a popped node is freed at once',
      cause: 'a thread that is slow still reads it, or takes it for the one that was there',
      file: STACK,
      edits: [
        { find: 'if (node !== 0) epoch.retire(node)', replace: 'if (node !== 0) free(node)' },
        { find: 'import { heapRegion }', replace: "import { free } from '../../memory/allocate.ts';\nimport { heapRegion }" },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'a pop is not pinned',
      cause: 'what it has read is freed under it',
      file: STACK,
      edits: [
        { find: 'epoch.enter();', replace: 'epoch.enter();\n    epoch.unpin();' },
        { find: '    epoch.unpin();\n    if (node', replace: '    if (node' },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'the value is read after the pin',
      cause: 'the node may be freed before',
      file: STACK,
      edits: [
        {
          find: '    const value = node === 0 ? undefined : this.valueIn(node);\n    epoch.unpin();\n    if (node !== 0) epoch.retire(node);\n',
          replace:
            '    epoch.unpin();\n    if (node !== 0) epoch.retire(node);\n    if (node !== 0) epoch.collect(), epoch.collect(), epoch.collect();\n    const value = node === 0 ? undefined : this.valueIn(node);\n',
        },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'a push does not look again after a lost race',
      cause: 'it overwrites what others have pushed',
      file: STACK,
      edits: [
        {
          find: '      head = found;\n    }\n  }\n\n  /** Takes the value',
          replace: "      region.ops.store32(liveAddress, node, 'release');\n      return;\n    }\n  }\n\n  /** Takes the value",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'a pop stores the next without looking',
      cause: 'two threads pop one value',
      file: STACK,
      edits: [
        {
          find: "const found = ops.cas32(liveAddress, node, heapRegion().i32[node >>> 2]!, 'relaxed', 'acquire');",
          replace: "ops.store32(liveAddress, heapRegion().i32[node >>> 2]!, 'release');\n      const found = node;",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the node below is not written again when the head has changed',
      cause: 'what lies between goes with it',
      file: STACK,
      edits: [{ find: '      i32[node >>> 2] = head;\n', replace: '      if (i32[node >>> 2] === 0) i32[node >>> 2] = head;\n' }],
      kind: 'assertion',
    },
    {
      name: 'the value is written after the node is pushed',
      cause: 'who pops it reads what is not there yet',
      file: STACK,
      edits: [
        { find: 'const node = this.newBlock(value);', replace: 'const node = this.newEmptyBlock();' },
        {
          find: '      if (found === head) return;',
          replace: '      if (found === head) return this.layout.put(heapRegion(), node + this.valueOffset, value);',
        },
      ],
      kind: 'dataRace',
    },
  ],
};
