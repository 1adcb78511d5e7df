import type { ModelName } from '../result.ts';
import { compare, type Comparison, explain, type Oracle } from './compare.ts';
import { axiomaticMixes, interleavingMixes, straightLines } from './mixes.ts';
import type { ElementSize } from './to-explore.ts';
import { type Mix, randomProgram, seeded } from './random-program.ts';

/** Random programs of one mix under one model. */
export interface Series {
  readonly name: string;
  readonly oracle: Oracle;
  readonly model: ModelName;
  readonly mix: Mix;
}

const of = (oracle: Oracle, mixes: Readonly<Record<string, Mix>>, models: readonly ModelName[]): Series[] =>
  Object.entries(mixes).flatMap(([name, mix]) => models.map((model) => ({ name: `${name}, ${model}`, oracle, model, mix })));

/** What is compared: waits, locks and spins under SC and JS against all interleavings, accesses of all orders under SC, TSO and RC11 against the axioms. */
export const allSeries: readonly Series[] = [
  ...of('interleavings', interleavingMixes, ['sc', 'js', 'tso', 'rc11']),
  ...of('counts', { 'straight lines': straightLines }, ['sc', 'tso', 'rc11']),
  ...of('axioms', axiomaticMixes, ['sc', 'tso', 'rc11']),
];

export interface SeriesResult {
  readonly executions: number;
  /** The reports of the programs about which explorer and oracle differ, at most `mostFailures`. */
  readonly failures: readonly string[];
}

export interface CampaignOptions {
  /** The series ends after so many programs on which the two differ. */
  readonly mostFailures?: number;
  /** Of the words; default: 8 in every fourth program, else 4. */
  readonly size?: ElementSize;
}

/** A program has a seed of its own, so that it can be run alone. */
export async function runSeries(
  series: Series,
  programs: number,
  seed: number,
  { mostFailures = 3, size }: CampaignOptions = {},
): Promise<SeriesResult> {
  let executions = 0;
  const failures: string[] = [];
  for (let i = 0; i < programs && failures.length < mostFailures; i++) {
    const program = randomProgram(seeded(seed + i), series.mix);
    const comparison: Comparison = { oracle: series.oracle, model: series.model, size: size ?? (i % 4 === 3 ? 8 : 4) };
    const compared = await compare(program, comparison);
    executions += compared.executions;
    if (compared.differences.length > 0) failures.push(`seed ${seed + i}: ${await explain(program, comparison)}`);
  }
  return { executions, failures };
}
