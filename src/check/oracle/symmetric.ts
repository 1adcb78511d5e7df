import { explore } from '../explore.ts';
import type { ExploreResult, ModelName, Program } from '../result.ts';
import type { DataProgram } from './program.ts';
import { outcomeText } from './program.ts';
import { programText } from './program-text.ts';
import { type Mix, type Random, randomProgram } from './random-program.ts';
import { type ElementSize, toExplore } from './to-explore.ts';

/** Programs of more executions are skipped. */
const MOST_EXECUTIONS = 20_000;

/** A program in which some threads are the same: which one each of them is. */
export interface TwinProgram {
  readonly program: DataProgram;
  readonly sameAs: readonly number[];
}

/** Of the threads of a random program some occur two or three times, in any order. */
export function randomTwins(random: Random, mix: Mix, mostThreads: number): TwinProgram {
  const base = randomProgram(random, mix);
  const sameAs = base.threads.map((_, i) => i);
  const total = Math.min(mostThreads, base.threads.length + 1 + random(2));
  while (sameAs.length < total) sameAs.splice(random(sameAs.length + 1), 0, random(base.threads.length));
  return { program: { ...base, threads: sameAs.map((i) => base.threads[i]!) }, sameAs };
}

function withTwins({ program, sameAs }: TwinProgram, size: ElementSize): () => Program {
  const make = toExplore(program, size);
  return () => {
    const { threads } = make();
    return { threads: sameAs.map((same) => threads[sameAs.indexOf(same)]!) };
  };
}

/** In what exploring with and without symmetry differ, in sentences, and how many executions each took. */
export async function compareTwins(
  twins: TwinProgram,
  model: ModelName,
  size: ElementSize,
): Promise<{ differences: string[]; plain: number; reduced: number }> {
  const options = { model, keepGoing: true, maxExecutions: MOST_EXECUTIONS, allowRace: () => true };
  let plain: ExploreResult;
  let reduced: ExploreResult;
  try {
    plain = await explore(withTwins(twins, size), options);
    if (plain.bound !== undefined) return { differences: [], plain: 0, reduced: 0 };
    reduced = await explore(withTwins(twins, size), { ...options, symmetry: true });
  } catch (error) {
    if (error instanceof Error && /never use shared memory/.test(error.message)) return { differences: [], plain: 0, reduced: 0 };
    throw error;
  }
  const differences: string[] = [];
  const say = (what: string, a: unknown, b: unknown): void => {
    if (a !== b) differences.push(`${what}: ${String(a)} without symmetry, ${String(b)} with it`);
  };
  say('verdict', plain.verdict, reduced.verdict);
  say('error', plain.error?.kind, reduced.error?.kind);
  say('outcomes', outcomesText(plain), outcomesText(reduced));
  if (reduced.executions > plain.executions) say('executions', plain.executions, reduced.executions);
  if (differences.length > 0) differences.unshift(`${model}, ${size} bytes\n${programText(twins.program)}\n${JSON.stringify(twins)}`);
  return { differences, plain: plain.executions, reduced: reduced.executions };
}

const outcomesText = ({ outcomes }: ExploreResult): string =>
  outcomes
    .map(({ values, count }) => `${outcomeText(values as number[][])}: ${count}`)
    .toSorted()
    .join('\n');
