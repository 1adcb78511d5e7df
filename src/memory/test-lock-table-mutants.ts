/** Seeded faults of the table of locks that are debugged: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../scripts/mutants/mutant.ts';

const FILE = 'src/memory/lock-table.ts';

const COUNT_UP = '    if (n === count) Atomics.store(i32, root + rows.count, count + 1);\n';
const FIRST = '    Atomics.store(i32, row, first);\n';

export const mutants: MutantSet = {
  of: 'table of debugged locks',
  checks: 'src/memory/lock-table.check.ts',
  mutants: [
    {
      name: 'who finds somebody in the table goes in all the same',
      cause: 'two threads write the same row',
      file: FILE,
      edits: [
        {
          find: 'found !== 0; found = takeOwnerWord(region, address)) {',
          replace: 'found === POISONED; found = takeOwnerWord(region, address)) {',
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the table is not left',
      cause: 'nobody gets in any more',
      file: FILE,
      edits: [{ find: '    giveOwnerWord(region, address);\n', replace: '' }],
      kind: 'livelock',
    },
    {
      name: 'poison is not cleared',
      cause: 'after a death nobody gets in any more',
      file: FILE,
      edits: [{ find: 'if (found === POISONED) region', replace: 'if (found < 0) region' }],
      kind: 'assertion',
    },
    {
      name: 'the first word of a row is written first',
      cause: 'if the thread dies after it, others see half a row',
      file: FILE,
      edits: [
        { find: FIRST, replace: '' },
        { find: '    i32.fill(0, row + 1, row + rows.words);\n', replace: `${FIRST}    i32.fill(0, row + 1, row + rows.words);\n` },
      ],
      kind: 'assertion',
    },
    {
      name: 'the count goes up after the row is in use',
      cause: 'if the thread dies in between, the row is in use and never looked at, and no row can be added behind it',
      file: FILE,
      edits: [
        { find: COUNT_UP, replace: '' },
        { find: FIRST, replace: `${FIRST}${COUNT_UP}` },
      ],
      kind: 'assertion',
    },
    {
      name: 'the count does not go up',
      cause: 'nobody looks at the row',
      file: FILE,
      edits: [{ find: COUNT_UP, replace: '' }],
      kind: 'assertion',
    },
    {
      name: 'a row that is in use is written over',
      cause: 'what it said is lost',
      file: FILE,
      edits: [{ find: 'if (Atomics.load(i32, row) !== 0) continue;', replace: 'if (Atomics.load(i32, row) < 0) continue;' }],
      kind: 'assertion',
    },
    {
      name: 'who adds a row reads its first word as if nobody else wrote there',
      cause: 'its thread or an undertaker may be about to free it',
      file: FILE,
      edits: [{ find: 'if (Atomics.load(i32, row) !== 0) continue;', replace: 'if (i32[row] !== 0) continue;' }],
      kind: 'dataRace',
    },
    {
      name: 'who looks for rows reads their first words as if nobody else wrote there',
      cause: 'its thread or an undertaker may be about to free it',
      file: FILE,
      edits: [{ find: 'if (Atomics.load(i32, row) !== 0) found', replace: 'if (i32[row] !== 0) found' }],
      kind: 'dataRace',
    },
    {
      name: 'a row is dropped as if nobody else wrote there',
      cause: 'somebody in the table may be about to look at it',
      file: FILE,
      edits: [{ find: 'if (row !== 0) Atomics.store(heapRegion().i32, row, 0);', replace: 'if (row !== 0) heapRegion().i32[row] = 0;' }],
      kind: 'dataRace',
    },
    {
      name: 'the undertaker frees rows whose they may be',
      cause: 'what others hold is forgotten as well',
      file: FILE,
      edits: [
        {
          find: 'Atomics.compareExchange(i32, root + rows.offset + n * rows.words, block, 0);',
          replace: 'Atomics.store(i32, root + rows.offset + n * rows.words, 0 * block);',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the undertaker forgets nothing',
      cause: 'the dead thread holds what it held for ever',
      file: FILE,
      edits: [
        {
          find: 'Atomics.compareExchange(i32, root + rows.offset + n * rows.words, block, 0);',
          replace: 'Atomics.compareExchange(i32, root + rows.offset + n * rows.words, -block, 0);',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the undertaker reads the count as if nobody else wrote there',
      cause: 'it is not in the table, and somebody may be',
      file: FILE,
      edits: [{ find: 'const count = Atomics.load(i32, root + rows.count);', replace: 'const count = i32[root + rows.count]!;' }],
      kind: 'dataRace',
    },
    {
      name: 'the room of a text is not taken',
      cause: 'the next text is written over it',
      file: FILE,
      edits: [{ find: '  i32[root + TEXT_USED] = used + words;\n', replace: '' }],
      kind: 'assertion',
    },
    {
      name: 'the room of a text does not include its length',
      cause: 'the next text begins in it',
      file: FILE,
      edits: [{ find: 'const words = 1 + ((bytes.length + 3) >>> 2);', replace: 'const words = (bytes.length + 3) >>> 2;' }],
      kind: 'assertion',
    },
  ],
};
