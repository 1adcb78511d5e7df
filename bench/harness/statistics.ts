/** The figures that are made of samples. Plain arithmetic; a few microseconds for a few dozen samples. */

/** What one contestant's samples say, in nanoseconds per operation. */
export interface Summary {
  /** The least disturbed sample: what the operation costs when nothing else happens. */
  readonly min: number;
  readonly median: number;
  readonly p90: number;
  /** `(p90 - min) / median`: how much the samples differ. 0.05 is a quiet machine; above 0.5, trust the ratio only roughly. */
  readonly spread: number;
}

/** Which figure of a {@link Summary} a workload is judged by. */
export type Headline = 'min' | 'median';

const MEDIAN = 0.5;
const NINETY = 0.9;

/** Smallest, middle and ninetieth-percentile sample, and their spread. */
export function summarise(samples: readonly number[]): Summary {
  const sorted = checked(samples).toSorted((a, b) => a - b);
  const min = sorted[0] as number;
  const median = quantileOfSorted(sorted, MEDIAN);
  const p90 = quantileOfSorted(sorted, NINETY);
  return { min, median, p90, spread: (p90 - min) / median };
}

/** The value below which the share `q` of the samples lies, between neighbours in proportion. */
export function quantile(samples: readonly number[], q: number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile lies between 0 and 1, but is ${q}`);
  return quantileOfSorted(
    checked(samples).toSorted((a, b) => a - b),
    q,
  );
}

/** Ours divided by theirs, by the headline figure: below 1 we are faster. */
export function ratio(ours: Summary, theirs: Summary, headline: Headline): number {
  return ours[headline] / theirs[headline];
}

function quantileOfSorted(sorted: readonly number[], q: number): number {
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}

function checked(samples: readonly number[]): readonly number[] {
  if (samples.length === 0) throw new RangeError('there are no samples to summarise');
  const wrong = samples.find((sample) => !(Number.isFinite(sample) && sample > 0));
  if (wrong !== undefined) throw new RangeError(`a sample is a positive number of nanoseconds, but one is ${wrong}`);
  return samples;
}
