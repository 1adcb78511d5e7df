/** Seeded faults of OnceLock: see `scripts/mutants/mutant.ts`. Those of its word are in the set of Once. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const FILE = 'src/lock/once-lock/once-lock.ts';

const MAKE = `        this.layout.setUnchecked(this.region, this.#valueAddress, initialise());
        left = DONE;`;

const BEGUN = `
      let left: typeof DONE | 0 = 0;
      try {
`;

export const mutants: MutantSet = {
  of: 'OnceLock',
  checks: 'src/lock/once-lock/once-lock.check.ts',
  mutants: [
    {
      name: 'get looks relaxed',
      cause: 'the value is there, but not to be seen',
      file: FILE,
      edits: [
        {
          find: "this.region.ops.load32(this.address, 'acquire') === DONE;",
          replace: "this.region.ops.load32(this.address, 'relaxed') === DONE;",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'get takes one that is being made for one that is made',
      cause: 'the value is read while it is written',
      file: FILE,
      edits: [
        {
          find: "this.region.ops.load32(this.address, 'acquire') === DONE;",
          replace: "this.region.ops.load32(this.address, 'acquire') !== 0;",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the value is written after the end is told',
      cause: 'others read it before it is there',
      file: FILE,
      edits: [
        {
          find: `${MAKE}
      } finally {
        finish(this, left);
      }`,
          replace: `        left = DONE;
      } finally {
        finish(this, left);
      }
      this.layout.setUnchecked(this.region, this.#valueAddress, initialise());`,
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'a losing initialiser writes its value',
      cause: 'the value changes under those who read it',
      file: FILE,
      edits: [{ find: `    if (beginning === 'mine') {${BEGUN}${MAKE}`, replace: `    {${BEGUN}${MAKE}` }],
      kind: 'dataRace',
    },
    {
      name: 'an initialiser that failed leaves it set',
      cause: 'the value is one that nobody made',
      file: FILE,
      edits: [
        { find: MAKE, replace: `        left = DONE;\n        this.layout.setUnchecked(this.region, this.#valueAddress, initialise());` },
      ],
      kind: 'assertion',
    },
    {
      name: 'set says that it was the first in any case',
      cause: 'two threads believe that the value is theirs',
      file: FILE,
      edits: [{ find: "    return beginning === 'mine';\n", replace: '    return true;\n' }],
      kind: 'assertion',
    },
    {
      name: 'waitFor reads the value although its time is over',
      cause: 'the value is read while it is written',
      file: FILE,
      edits: [{ find: 'WAIT, ms) === true ? this.#keep()', replace: 'WAIT, ms) !== null ? this.#keep()' }],
      kind: 'dataRace',
    },
    {
      name: 'a promise of the value is not waited for',
      cause: 'what is written is no value',
      file: FILE,
      edits: [{ find: 'await initialise());', replace: '(await 0, initialise() as V));' }],
      kind: 'exception',
    },
    {
      name: 'a handle remembers in a checked run that it is set',
      cause: 'one simulated thread believes what another one has seen',
      file: FILE,
      edits: [{ find: 'if (realm.checked === undefined) this.seen = value;', replace: 'this.seen = value;' }],
      kind: 'nondeterminism',
    },
  ],
};
