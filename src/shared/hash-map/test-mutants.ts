/** Seeded faults of HashMap: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const MAP = 'src/shared/hash-map/hash-map.ts';
const PROBE = 'src/shared/hash-map/key-probe.ts';
const BUCKETS = 'src/shared/hash-map/buckets.ts';

export const mutants: MutantSet = {
  of: 'HashMap',
  checks: 'src/shared/hash-map/hash-map.check.ts',
  mutants: [
    {
      name: 'a segment is put in without looking',
      cause: 'what another thread has put into its own is lost',
      file: BUCKETS,
      edits: [
        {
          find: "at = region.ops.cas32(word, 0, made, 'acqRel', 'acquire');",
          replace: "at = 0;\n    region.ops.store32(word, made, 'release');",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the first node is put in without looking',
      cause: 'each thread has a list of its own',
      file: MAP,
      edits: [
        {
          find: "const found = ops.cas32(word, 0, made, 'acqRel', 'acquire');",
          replace: "const found = 0;\n      ops.store32(word, made, 'release');",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'a bucket is known before its node is to be seen',
      cause: 'its words are not there yet',
      file: MAP,
      edits: [{ find: "ops.store32(word, node, 'release');", replace: "ops.store32(word, node, 'relaxed');" }],
      kind: 'assertion',
    },
    {
      name: 'a bucket is looked up relaxed',
      cause: 'its node is found, but not its words',
      file: MAP,
      edits: [{ find: "const known = ops.load32(word, 'acquire');", replace: "const known = ops.load32(word, 'relaxed');" }],
      kind: 'assertion',
    },
    {
      name: 'a bucket begins where its own keys are not',
      cause: 'they are not found',
      file: MAP,
      edits: [
        { find: 'const order = reverseBits(bucket);', replace: 'const order = bucket === 0 ? 0 : reverseBits(bucket) | 0x7ffffffe;' },
      ],
      kind: 'assertion',
    },
    {
      name: 'a key stands before its bucket',
      cause: 'it is not found from there',
      file: PROBE,
      edits: [{ find: 'reverseBits(probe.hash) | 1;', replace: '(reverseBits(probe.hash) & 0x7fffffff) | 1;' }],
      kind: 'assertion',
    },
    {
      name: 'a key that was there is counted',
      cause: 'the map says that it has more than it has',
      file: MAP,
      edits: [{ find: 'if (isNew) this.#grow(', replace: 'this.#grow(' }],
      kind: 'assertion',
    },
    {
      name: 'the count is not taken down',
      cause: 'the map says that it has more than it has',
      file: MAP,
      edits: [{ find: "if (value !== undefined) this.region.ops.sub32(this.liveAddress + COUNT, 1, 'relaxed');", replace: '' }],
      kind: 'assertion',
    },
  ],
};
