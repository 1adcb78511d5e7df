/** Seeded faults of LazyLock: see `scripts/mutants/mutant.ts`. Those of what it stands on are in the sets of Once and OnceLock. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const FILE = 'src/lock/lazy-lock/lazy-lock.ts';

export const mutants: MutantSet = {
  of: 'LazyLock',
  checks: 'src/lock/lazy-lock/lazy-lock.check.ts',
  mutants: [
    {
      name: 'get makes the value before it asks whether it is made',
      cause: 'the initialiser is run by each who asks',
      file: FILE,
      edits: [
        {
          find: 'const value = this.#cell.getOrInit(this.initialise);',
          replace: 'const made = this.initialise();\n    const value = this.#cell.getOrInit(() => made);',
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'peek makes the value',
      cause: 'it may run beside another',
      file: FILE,
      edits: [{ find: '    return this.#cell.get();', replace: '    return (this.#cell.get() ?? this.initialise()) as W;' }],
      kind: 'dataRace',
    },
    {
      name: 'tryGet makes a value of its own where another thread is at it',
      cause: 'the initialiser is run twice',
      file: FILE,
      edits: [
        {
          find: 'return this.#cell.tryGetOrInit(this.initialise);',
          replace: 'return this.#cell.tryGetOrInit(this.initialise) ?? (this.initialise() as unknown as W);',
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'getAsync makes the value before it asks',
      cause: 'the initialiser is run by each who asks',
      file: FILE,
      edits: [
        {
          find: 'return this.#cell.getOrInitAsync(this.initialise, options);',
          replace: 'const value = this.initialise();\n    return this.#cell.getOrInitAsync(() => value, options);',
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'clearPoison clears nothing',
      cause: 'the value is never made again',
      file: FILE,
      edits: [{ find: 'return this.#cell.clearPoison();', replace: 'return this.#cell.isPoisoned;' }],
      kind: 'exception',
    },
  ],
};
