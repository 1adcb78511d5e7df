/** How the book names its seeded faults: those of one listing, which the check beside it must find. Costs nothing. */
import type { Mutant, MutantSet } from '../../scripts/mutants/mutant.ts';

export function mutantsOf(chapter: string, listing: string, mutants: readonly Omit<Mutant, 'file'>[]): MutantSet {
  const path = `book/${chapter}/${listing}`;
  return {
    of: `book: ${chapter.slice(0, 4)} ${listing}`,
    checks: `${path}.check.ts`,
    mutants: mutants.map((mutant) => ({ ...mutant, file: `${path}.ts` })),
  };
}
