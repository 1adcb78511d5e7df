import { interleavingMixes } from './mixes.ts';
import { type Mix, type Random, seeded } from './random-program.ts';
import { compareTwins, randomJudgedTwins, randomTwins, type TwinProgram } from './symmetric.ts';

/** Random programs of equal threads of one mix. */
export interface TwinSeries {
  readonly name: string;
  readonly make: (random: Random) => TwinProgram;
}

/** What a series came to. */
export interface TwinSeriesResult {
  /** Programs that were explored to their end both ways, and those of them in which symmetry saved executions. */
  readonly compared: number;
  readonly reducedPrograms: number;
  readonly plain: number;
  readonly reduced: number;
  readonly failures: readonly string[];
}

const FEW = { threads: [1, 2], statements: [2, 5] } as const;
const MOST_THREADS_OF_FEW = 4;
/** Of up to three kinds, each with one or two statements. */
const MANY = { threads: [1, 3], locations: [1, 2], statements: [2, 4] } as const;
const MOST_THREADS = 5;
const MOST_MORE = 4;

/** What a `finally` is compiled with: see `compileTwins`. */
const JUDGED: Mix = {
  ...MANY,
  orders: ['seqCst'],
  weights: { load: 2, store: 3, rmw: 3, cas: 2, if: 1, await: 1, 'await-cas': 1, notify: 1 },
};

export const twinSeries: readonly TwinSeries[] = [
  ...Object.entries(interleavingMixes).map(([name, mix]) => ({
    name,
    make: (random: Random) => randomTwins(random, { ...mix, ...FEW }, MOST_THREADS_OF_FEW),
  })),
  ...Object.entries(interleavingMixes).map(([name, mix]) => ({
    name: `${name}, up to five threads`,
    make: (random: Random) => randomTwins(random, { ...mix, ...MANY }, MOST_THREADS, MOST_MORE),
  })),
  { name: 'finally', make: (random: Random) => randomJudgedTwins(random, JUDGED, MOST_THREADS, MOST_MORE) },
];

/** A program has a seed of its own, so that it can be run alone. Under TSO and JS in turn, and each fourth with words of 8 bytes. */
export async function runTwinSeries(series: TwinSeries, programs: number, from: number, mostFailures = 3): Promise<TwinSeriesResult> {
  let compared = 0;
  let reducedPrograms = 0;
  let plain = 0;
  let reduced = 0;
  const failures: string[] = [];
  for (let seed = from; seed < from + programs && failures.length < mostFailures; seed++) {
    const found = await compareTwins(series.make(seeded(seed)), seed % 2 === 0 ? 'tso' : 'js', seed % 4 === 3 ? 8 : 4);
    if (found.plain > 0) compared++;
    if (found.reduced < found.plain) reducedPrograms++;
    plain += found.plain;
    reduced += found.reduced;
    if (found.differences.length > 0) failures.push(`seed ${seed}: ${found.differences.join('\n')}`);
  }
  return { compared, reducedPrograms, plain, reduced, failures };
}
