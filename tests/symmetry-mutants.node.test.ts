/** Seeded faults of symmetry are found by comparing random programs with and without it. About half a second for each: a process of its own. */
import { expect, test } from 'vitest';
import { root } from '../scripts/lib/paths.ts';
import { runCommand } from '../scripts/lib/run-command.ts';
import { symmetryMutants } from '../scripts/mutants/symmetry-mutants.ts';

/** As many, from the same seed, as the comparison itself has: `src/check/oracle/symmetric.node.test.ts`. */
const PROGRAMS = '25';
const SEED = '1';
const LIMIT_MS = 120_000;

test.each(symmetryMutants)(
  '$name',
  async (mutant) => {
    const { output } = await runCommand(
      process.execPath,
      [
        '--conditions=lockwright-source',
        '--disable-warning=ExperimentalWarning',
        `${root}/scripts/mutants/run-symmetry.ts`,
        JSON.stringify(mutant),
        PROGRAMS,
        SEED,
      ],
      { timeLimitMs: LIMIT_MS },
    );
    expect(output).toMatch(/^\{"difference":".*, seed \d+: .*with it/);
  },
  LIMIT_MS,
);
