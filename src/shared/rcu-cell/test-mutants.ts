/** Seeded faults of RcuCell: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const CELL = 'src/shared/rcu-cell/rcu-cell.ts';

export const mutants: MutantSet = {
  of: 'RcuCell',
  checks: 'src/shared/rcu-cell/rcu-cell.check.ts',
  mutants: [
    {
      name: 'the look at the version is relaxed',
      cause: 'the version is found, but not its value',
      file: CELL,
      edits: [
        {
          find: "const version = this.region.ops.load32(this.liveAddress, 'acquire'); // pairs",
          replace: "const version = this.region.ops.load32(this.liveAddress, 'relaxed'); // pairs",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'a version is published relaxed',
      cause: 'the version is found, but not its value',
      file: CELL,
      edits: [{ find: "exchange32(this.liveAddress, block, 'release')", replace: "exchange32(this.liveAddress, block, 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'the old version is freed at once',
      cause: 'a reader still reads it',
      file: CELL,
      edits: [{ find: 'if (old !== 0) this.epoch.retire(old)', replace: 'if (old !== 0) free(old)' }],
      kind: 'useAfterFree',
    },
    {
      name: 'a reader is not pinned',
      cause: 'the version is freed under it',
      file: CELL,
      edits: [
        {
          find: 'return this.epoch.during(() => body(this.layout.getUnchecked(heapRegion(), this.#version() + this.valueOffset)));',
          replace: 'return body(this.layout.getUnchecked(heapRegion(), this.#version() + this.valueOffset));',
        },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'an update does not look whether another was faster',
      cause: 'that one is lost',
      file: CELL,
      edits: [
        {
          find: "const found = region.ops.cas32(liveAddress, old, block, 'release', 'acquire');",
          replace: "const found = old;\n        region.ops.store32(liveAddress, block, 'release');",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'an update that lost a race reads the new version relaxed',
      cause: 'it is found, but not its value',
      file: CELL,
      edits: [{ find: "old, block, 'release', 'acquire')", replace: "old, block, 'release', 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'an update is published relaxed',
      cause: 'the version is found, but not its value',
      file: CELL,
      edits: [{ find: "old, block, 'release', 'acquire')", replace: "old, block, 'relaxed', 'acquire')" }],
      kind: 'dataRace',
    },
    {
      name: 'an update retires nothing but frees',
      cause: 'a reader still reads the old version',
      file: CELL,
      edits: [{ find: '          epoch.retire(old);\n', replace: '          free(old);\n' }],
      kind: 'useAfterFree',
    },
  ],
};
