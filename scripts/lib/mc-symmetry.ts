import { isDeepStrictEqual } from 'node:util';
import { explore, type ExploreResult, type ModelName } from '../../src/check/index.ts';
import { compileMc } from './mc-javascript.ts';
import { parseMc } from './mc-language.ts';
import type { McProgram } from './mc-syntax.ts';

/** What exploring one program with and without symmetry comes to. */
export interface McSymmetry {
  readonly plain: number;
  readonly reduced: number;
  /** In what they differ although they must not, in sentences. */
  readonly differences: readonly string[];
}

/** Explores a program to its end without and with symmetry, its registers being the outcomes, and compares verdicts, errors and outcomes with their counts. */
export async function compareMcSymmetry(program: McProgram, model: ModelName): Promise<McSymmetry> {
  const make = compileMc(program, { returnsRegisters: true });
  const options = { model, keepGoing: true, name: program.name };
  const plain = await explore(make, options);
  const reduced = await explore(make, { ...options, symmetry: true });
  const differences: string[] = [];
  const say = (what: string, a: unknown, b: unknown): void => {
    if (!isDeepStrictEqual(a, b)) differences.push(`${what}: ${JSON.stringify(a)} without symmetry, ${JSON.stringify(b)} with it`);
  };
  say('verdict', plain.verdict, reduced.verdict);
  say('error', plain.error?.kind, reduced.error?.kind);
  say('outcomes', outcomesOf(plain), outcomesOf(reduced));
  return { plain: plain.executions + plain.blocked, reduced: reduced.executions + reduced.blocked, differences };
}

/** Whether some threads of a program are one function. */
export function hasTwins(program: McProgram): boolean {
  return parseMc(program).threads.some(({ count }, i) => count > 1 && !/\bme\b/.test(program.threads[i]!.body.join('\n')));
}

const outcomesOf = ({ outcomes }: ExploreResult): readonly string[] =>
  outcomes.map(({ values, count }) => `${JSON.stringify(values)}: ${count}`).toSorted();
