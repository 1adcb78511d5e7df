/** Seeded faults of this chapter's Arcs: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../scripts/mutants/mutant.ts';
import { mutantsOf } from '../lib/faults.ts';

const basic = mutantsOf('ch06-arc', '01-basic', [
  {
    name: 'an Arc ends relaxed',
    cause: 'the last one does not know of the uses of the others',
    edits: [{ find: "fetchSub(1, 'release')", replace: "fetchSub(1, 'relaxed')" }],
    kind: 'useAfterFree',
  },
  {
    name: 'the last one does not acquire',
    cause: 'the others have released their uses, and nobody looks',
    edits: [{ find: "!== 1) return;\n    fence('acquire');", replace: '!== 1) return;' }],
    kind: 'useAfterFree',
  },
  {
    name: 'who changes does not acquire',
    cause: 'it is alone, but the others may still be reading by its memory',
    edits: [{ find: "    fence('acquire'); // what", replace: '    // what' }],
    kind: 'dataRace',
  },
  {
    name: 'the count is read and then written',
    cause: 'of two ends at once one is lost, and nobody is the last',
    edits: [
      {
        find: "if (count.fetchSub(1, 'release') !== 1) return;",
        replace: "const found = count.load('relaxed');\n    count.store(found - 1, 'release');\n    if (found !== 1) return;",
      },
    ],
    kind: 'assertion',
  },
  {
    name: 'the one that finds 2 is the last',
    cause: 'the value ends while there is another Arc',
    edits: [{ find: "'release') !== 1) return;", replace: "'release') !== 2) return;" }],
    kind: 'useAfterFree',
  },
  {
    name: 'a clone is not counted',
    cause: 'its end takes off what another one added',
    edits: [{ find: "fetchAdd(1, 'relaxed') > MOST", replace: "load('relaxed') > MOST" }],
    kind: 'useAfterFree',
  },
  {
    name: 'the value is dropped after the memory was freed',
    cause: 'what comes last is done first',
    edits: [
      {
        find: '    value.drop();\n    free(address);',
        replace: '    free(address);\n    new Value(u32.get(heapRegion(), address + VALUE)).drop();',
      },
    ],
    kind: 'useAfterFree',
  },
]);

const weak = mutantsOf('ch06-arc', '02-weak', [
  {
    name: 'an Arc ends relaxed',
    cause: 'the last one drops the value while others may be reading it',
    edits: [{ find: "this.dataCount.fetchSub(1, 'release')", replace: "this.dataCount.fetchSub(1, 'relaxed')" }],
    kind: 'dataRace',
  },
  {
    name: 'a Weak ends relaxed',
    cause: 'the memory goes back while another one is looking at it',
    edits: [{ find: "if (allocCount.fetchSub(1, 'release')", replace: "if (allocCount.fetchSub(1, 'relaxed')" }],
    kind: 'useAfterFree',
  },
  {
    name: 'an upgrade adds without a look',
    cause: 'it revives what has ended',
    edits: [
      {
        find: "const before = dataCount.compareExchange(found, found + 1, 'relaxed', 'relaxed');",
        replace: "dataCount.fetchAdd(1, 'relaxed');\n      const before: number = found;",
      },
    ],
    kind: 'dataRace',
  },
  {
    name: 'an Arc gives up its Weak first',
    cause: 'the memory goes back before the value has ended',
    edits: [
      {
        find: "    if (this.dataCount.fetchSub(1, 'release') === 1) {",
        replace:
          "    const { dataCount, value } = this;\n    Weak.fromRaw(this.intoRaw())[Symbol.dispose]();\n    if (dataCount.fetchSub(1, 'release') === 1) {",
      },
      { find: '      this.value.drop();\n      u32.set(heapRegion(), this.address + VALUE, NONE);\n', replace: '      value.drop();\n' },
      { find: '    }\n    Weak.fromRaw(this.intoRaw())[Symbol.dispose]();\n  }', replace: '    }\n  }' },
    ],
    kind: 'useAfterFree',
  },
  {
    name: 'an upgrade has no Weak of its own',
    cause: 'the memory goes back while there is an Arc',
    edits: [{ find: 'Arc.fromRaw(this.clone().intoRaw())', replace: 'Arc.fromRaw(this.address)' }],
    kind: 'useAfterFree',
  },
  {
    name: 'who changes asks for other Arcs only',
    cause: 'a Weak is upgraded meanwhile',
    edits: [{ find: "if (this.allocCount.load('relaxed') !== 1)", replace: "if (this.dataCount.load('relaxed') !== 1)" }],
    kind: 'dataRace',
  },
  {
    name: 'the last Arc leaves the value alone',
    cause: 'it never ends',
    edits: [{ find: '      this.value.drop();\n', replace: '' }],
    kind: 'assertion',
  },
]);

const optimized = mutantsOf('ch06-arc', '03-optimized', [
  {
    name: 'the implicit Weak is forgotten',
    cause: 'a Weak that ends gives the memory back while there is an Arc',
    edits: [{ find: "arc.allocCount.store(1, 'relaxed')", replace: "arc.allocCount.store(0, 'relaxed')" }],
    kind: 'useAfterFree',
  },
  {
    name: 'the implicit Weak is given up before the value ends',
    cause: 'another thread gives the memory back meanwhile',
    edits: [
      {
        find: '    this.value.drop();\n    Weak.fromRaw(this.intoRaw())[Symbol.dispose]();',
        replace:
          '    const { address } = this;\n    Weak.fromRaw(this.intoRaw())[Symbol.dispose]();\n    new Value(u32.get(heapRegion(), address + VALUE)).drop();',
      },
    ],
    kind: 'useAfterFree',
  },
  {
    name: 'each Arc gives up the implicit Weak',
    cause: 'it is there once, and taken off for each',
    edits: [
      {
        find: '      this.intoRaw();\n      return;',
        replace: '      Weak.fromRaw(this.intoRaw())[Symbol.dispose]();\n      return;',
      },
    ],
    kind: 'useAfterFree',
  },
  {
    name: 'an Arc ends relaxed',
    cause: 'the last one drops the value while others may be reading it',
    edits: [{ find: "this.dataCount.fetchSub(1, 'release')", replace: "this.dataCount.fetchSub(1, 'relaxed')" }],
    kind: 'useAfterFree',
  },
  {
    name: 'a Weak ends relaxed',
    cause: 'the memory goes back while another one is looking at it',
    edits: [{ find: "if (allocCount.fetchSub(1, 'release')", replace: "if (allocCount.fetchSub(1, 'relaxed')" }],
    kind: 'useAfterFree',
  },
  {
    name: 'who changes does not see that a Weak was upgraded before it ended',
    cause: 'it finds no Weak, and only one Arc',
    edits: [{ find: "compareExchange(1, LOCKED, 'acquire', 'relaxed')", replace: "compareExchange(1, LOCKED, 'relaxed', 'relaxed')" }],
    kind: 'dataRace',
  },
  {
    name: 'who changes does not lock',
    cause: 'between its two looks an Arc becomes a Weak, and an Arc again',
    edits: [
      { find: "if (allocCount.compareExchange(1, LOCKED, 'acquire', 'relaxed') !== 1)", replace: "if (allocCount.load('acquire') !== 1)" },
      { find: "    allocCount.store(1, 'release');\n", replace: '' },
    ],
    kind: 'dataRace',
  },
  {
    name: 'who changes asks for Arcs first',
    cause: 'the counter is touched in the wrong order: an Arc that comes of a Weak in between is not seen',
    edits: [
      { find: '    // acquire: pairs', replace: "    const isUnique = this.dataCount.load('relaxed') === 1;\n    // acquire: pairs" },
      { find: "!== 1) return undefined;\n    const isUnique = this.dataCount.load('relaxed') === 1;", replace: '!== 1) return undefined;' },
    ],
    kind: 'dataRace',
  },
  {
    name: 'an upgrade adds without a look',
    cause: 'it revives what has ended',
    edits: [
      {
        find: "const before = dataCount.compareExchange(found, found + 1, 'relaxed', 'relaxed');",
        replace: "dataCount.fetchAdd(1, 'relaxed');\n      const before: number = found;",
      },
    ],
    kind: 'useAfterFree',
  },
  {
    name: 'a downgrade does not wait for who looks at both counts',
    cause: 'it takes the mark for a count, and loses its Weak',
    edits: [{ find: 'if (found === LOCKED) {', replace: 'if (found < 0) {' }],
    kind: 'exception',
  },
]);

export const mutants: readonly MutantSet[] = [basic, weak, optimized];
