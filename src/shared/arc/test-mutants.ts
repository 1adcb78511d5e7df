/** Seeded faults of Arc and Weak: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const COUNTED = 'src/memory/counted.ts';
const SHARE = 'src/shared/arc/share.ts';
const ARC = 'src/shared/arc/arc.ts';
const WEAK = 'src/shared/arc/weak.ts';
const SETTLE = 'src/memory/settle-held.ts';

export const mutants: MutantSet = {
  of: 'Arc',
  checks: 'src/shared/arc/arc.check.ts',
  mutants: [
    {
      name: 'who ends counts itself off relaxed',
      cause: 'the last one does not know of the uses of the others',
      file: COUNTED,
      edits: [
        { find: "ops.sub32(p + COUNTS, change, 'release'); // pairs", replace: "ops.sub32(p + COUNTS, change, 'relaxed'); // pairs" },
        {
          find: "    const found = ops.sub32(p + COUNTS, change, 'release');\n    if (notes",
          replace: "    const found = ops.sub32(p + COUNTS, change, 'relaxed');\n    if (notes",
        },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'the last one of the value does not acquire',
      cause: 'it ends what others may still be using',
      file: COUNTED,
      edits: [
        { find: '  if (isOver(left)) fenceLast(); // pairs with the release of the others: their uses come before the end\n', replace: '' },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'the last one of the memory does not acquire',
      cause: 'it gives back what others may still be looking at',
      file: COUNTED,
      edits: [{ find: '  fenceLast();\n  free(p);', replace: '  free(p);' }],
      kind: 'useAfterFree',
    },
    {
      name: 'who asks whether it is alone does not acquire',
      cause: 'the others are gone, but it may not see that they have read',
      file: COUNTED,
      edits: [{ find: "ops.load32(p + COUNTS, 'acquire') === ALONE", replace: "ops.load32(p + COUNTS, 'relaxed') === ALONE" }],
      kind: 'dataRace',
    },
    {
      name: 'the implicit Weak is forgotten',
      cause: 'a Weak that ends gives the memory back while there is an Arc',
      file: COUNTED,
      edits: [{ find: 'const ALONE = ONE_STRONG + ONE_WEAK;', replace: 'const ALONE = ONE_STRONG;' }],
      kind: 'useAfterFree',
    },
    {
      name: 'the implicit Weak is given up before the value has ended',
      cause: 'the order of the last two steps: the memory may be gone when the value is ended',
      file: COUNTED,
      edits: [
        { find: 'void {\n  endContent(p, free);\n', replace: 'void {\n' },
        { find: '  else giveMemory(p, HELD_ENDING);\n', replace: '  else giveMemory(p, HELD_ENDING);\n  endContent(p, free);\n' },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'who is alone asks for Arcs only',
      cause: 'a Weak is upgraded meanwhile',
      file: COUNTED,
      edits: [{ find: "ops.load32(p + COUNTS, 'acquire') === ALONE", replace: "ops.load32(p + COUNTS, 'acquire') >>> WEAK_BITS === 1" }],
      kind: 'dataRace',
    },
    {
      name: 'an upgrade adds without a look',
      cause: 'it revives what has ended',
      file: COUNTED,
      edits: [
        {
          find: "const found = ops.cas32(p + COUNTS, word, word + change, 'relaxed', 'relaxed');",
          replace: "const found = word;\n    ops.add32(p + COUNTS, change, 'relaxed');",
        },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'the count is read and then written',
      cause: 'of two at once one is lost, and nobody is the last',
      file: COUNTED,
      edits: [
        {
          find: "    const found = ops.sub32(p + COUNTS, change, 'release');\n    if (notes",
          replace:
            "    const found = ops.load32(p + COUNTS, 'relaxed');\n    ops.store32(p + COUNTS, found - change, 'release');\n    if (notes",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'two are the last',
      cause: 'the value ends while another thread has it',
      file: COUNTED,
      edits: [{ find: 'return left < ONE_STRONG;', replace: 'return left < 2 * ONE_STRONG;' }],
      kind: 'useAfterFree',
    },
    {
      name: 'the last one of the value gives the memory back without a look',
      cause: 'a Weak that is there has nothing then',
      file: COUNTED,
      edits: [{ find: 'if (left === ONE_WEAK && dropHeld', replace: 'if (left >= ONE_WEAK && dropHeld' }],
      kind: 'useAfterFree',
    },
    {
      name: 'a clone is not counted',
      cause: 'its end takes off what another one added',
      file: SHARE,
      edits: [{ find: '    this.add();\n    return new StrongShare(', replace: '    return new StrongShare(' }],
      kind: 'useAfterFree',
    },
    {
      name: 'a clone in the thread is no handle more',
      cause: 'the first of the two that goes ends the value',
      file: SHARE,
      edits: [
        {
          find: '    this.handles++;\n    return this;\n  }\n\n  /** For a handle',
          replace: '    return this;\n  }\n\n  /** For a handle',
        },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'an upgrade takes what the thread had, though its handles are gone',
      cause: 'it was counted off, and may have ended',
      file: WEAK,
      edits: [
        {
          find: 'const share = strong !== undefined && strong.handles > 0 && strong.isLive',
          replace: 'const share = strong !== undefined && strong.isLive',
        },
      ],
      kind: 'exception',
    },
    {
      name: 'a clone that is sent is not counted, where another stays',
      cause: 'the message and the thread have one count together',
      file: SHARE,
      edits: [{ find: '    if (--this.handles > 0) {\n      this.add();\n', replace: '    if (--this.handles > 0) {\n' }],
      kind: 'useAfterFree',
    },
    {
      name: 'what was of one thread alone stays so when a clone is sent',
      cause: 'it ends without a look at who else has it',
      file: SHARE,
      edits: [
        { find: '    this.isOnlyOne = false;\n    counted.addStrong', replace: '    counted.addStrong' },
        { find: '    this.isOnlyOne = false;\n    super.moveAway', replace: '    super.moveAway' },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'what was of one thread alone stays so when there is a Weak',
      cause: 'it ends, and is changed, without a look at who was upgraded',
      file: ARC,
      edits: [{ find: '    share.isOnlyOne = false;\n', replace: '' }],
      kind: 'useAfterFree',
    },
    {
      name: 'who changes the value looks for other threads only',
      cause: 'a clone of its own sees the value change',
      file: ARC,
      edits: [{ find: 'return share.handles === 1 && (', replace: 'return (' }],
      kind: 'exception',
    },
    {
      name: 'what is sent is counted off, too',
      cause: 'the message has nothing then',
      file: SHARE,
      edits: [
        { find: '    unwatch(this);\n    counted.forgetCounted(this.address, this.kind);', replace: '    unwatch(this);\n    this.end();' },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'a downgrade is not counted',
      cause: 'the memory is given back while the Weak is there',
      file: ARC,
      edits: [{ find: '    takeWeak(address);\n', replace: '' }],
      kind: 'useAfterFree',
    },
    {
      name: 'who copies changes what it had',
      cause: 'the others see the change, while they read',
      file: ARC,
      edits: [
        {
          find: '    this.replace(own);\n    share.leave();\n    return new ArcView<V, W>(own);',
          replace: '    own.leave();\n    return new ArcView<V, W>(share);',
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the undertaker leaves counts alone',
      cause: 'what a dead thread had never ends',
      file: SETTLE,
      edits: [{ find: 'kind === HELD_STRONG || kind === HELD_WEAK || kind === HELD_ENDING', replace: 'kind < 0' }],
      kind: 'assertion',
    },
    {
      name: 'the undertaker forgets the memory',
      cause: 'a Weak of a dead thread keeps it for ever',
      file: SETTLE,
      edits: [
        {
          find: 'kind === HELD_STRONG || kind === HELD_WEAK || kind === HELD_ENDING',
          replace: 'kind === HELD_STRONG || kind === HELD_ENDING',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'who was to end the value as the last is forgotten when it dies',
      cause: 'it had counted itself off, and nobody else knows',
      file: SETTLE,
      edits: [
        {
          find: 'kind === HELD_STRONG || kind === HELD_WEAK || kind === HELD_ENDING',
          replace: 'kind === HELD_STRONG || kind === HELD_WEAK',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the note is dropped before the count',
      cause: 'a thread that dies in between has what nobody gives back',
      file: COUNTED,
      edits: [
        {
          find: "    const found = ops.sub32(p + COUNTS, change, 'release');\n    if (notes !== undefined && found - change < least) notes.held[at] = [p, after];\n    else notes?.held.splice(at, 1);",
          replace:
            "    notes?.held.splice(at, 1);\n    const found = ops.sub32(p + COUNTS, change, 'release');\n    if (notes !== undefined && found - change < least) notes.held.push([p, after]);",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'an Arc that came of an upgrade is not noted',
      cause: 'a thread that dies with it keeps the value for ever',
      file: COUNTED,
      edits: [{ find: '      realm.checked.notes?.held.push([p, kind]);\n', replace: '' }],
      kind: 'assertion',
    },
  ],
};
