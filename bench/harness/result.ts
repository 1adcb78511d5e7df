import type { Contestant, Entry, Goal, Side } from './catalogue.ts';
import type { Lane } from './rounds.ts';
import { ratio, summarise, type Headline, type Summary } from './statistics.ts';

/** One workload on one engine, judged: this is what is printed and recorded. */

export interface Figures extends Partial<Summary> {
  readonly side: Side;
  readonly workload: string;
  readonly also?: string;
  readonly samples: readonly number[];
  /** Ours divided by theirs, by both figures. Absent for ours itself. */
  readonly ratio?: Readonly<Record<Headline, number>>;
  /** Why there are no figures. */
  readonly error?: string;
}

export interface JudgedGoal {
  readonly of: Goal['of'];
  readonly atMost: number;
  readonly found: number;
  readonly reached: boolean;
}

export interface Result {
  readonly name: string;
  readonly engine: string;
  readonly operation: string;
  readonly headline: Headline;
  readonly contestants: readonly Figures[];
  readonly goals: readonly JudgedGoal[];
}

/** The line of `--json`. */
export interface JsonLine {
  readonly name: string;
  readonly engine: string;
  /** Ours, by the workload's headline figure. */
  readonly nsPerOp: number;
  readonly spread: number;
  /** Ours divided by theirs: below 1 we are faster. */
  readonly versus: { readonly rust?: number; readonly multithreading?: number; readonly native?: number };
}

/** Judges the lanes of one engine, and Rust's. */
export function judge(entry: Entry, engine: string, lanes: readonly Lane[]): Result {
  const mine = lanes.filter((lane) => lane.engine === undefined || lane.engine.name === engine);
  const ours = summaryOf(mine.find((lane) => lane.contestant.side === 'ours'));
  const contestants = mine.map((lane) => figuresOf(lane, ours));
  const { name, operation, headline } = entry;
  const goals = entry.goals.filter((goal) => goal.engines.includes(engine)).flatMap((goal) => judgeGoal(goal, headline, contestants));
  return { name, engine, operation, headline, contestants, goals };
}

/** The figures of one side, without those that are only mentioned. */
export function sideOf(result: Pick<Result, 'contestants'>, side: Side): Figures | undefined {
  return result.contestants.find((figures) => figures.side === side && figures.also === undefined);
}

/** What `--json` prints for it, or nothing where ours gave no figures. */
export function jsonLine(result: Result): JsonLine | undefined {
  const ours = sideOf(result, 'ours');
  const nsPerOp = ours?.[result.headline];
  if (nsPerOp === undefined || ours?.spread === undefined) return undefined;
  const versus: { rust?: number; multithreading?: number; native?: number } = {};
  for (const side of ['rust', 'multithreading', 'native'] as const) {
    const value = sideOf(result, side)?.ratio?.[result.headline];
    if (value !== undefined) versus[side] = rounded(value);
  }
  return { name: result.name, engine: result.engine, nsPerOp: rounded(nsPerOp), spread: rounded(ours.spread), versus };
}

function figuresOf(lane: Lane, ours: Summary | undefined): Figures {
  const { side, workload, also }: Contestant = lane.contestant;
  const known = { side, workload, ...(also === undefined ? {} : { also }), samples: lane.samples.map(rounded) };
  if (lane.error !== undefined) return { ...known, error: lane.error };
  const summary = summaryOf(lane);
  if (summary === undefined) return { ...known, error: 'gave no samples' };
  if (side === 'ours' || ours === undefined) return { ...known, ...summary };
  return { ...known, ...summary, ratio: { min: ratio(ours, summary, 'min'), median: ratio(ours, summary, 'median') } };
}

function summaryOf(lane: Lane | undefined): Summary | undefined {
  return lane === undefined || lane.error !== undefined || lane.samples.length === 0 ? undefined : summarise(lane.samples);
}

function judgeGoal(goal: Goal, headline: Headline, contestants: readonly Figures[]): JudgedGoal[] {
  const found = goal.of === 'time' ? sideOf({ contestants }, 'ours')?.[headline] : theirs(contestants, goal.of)?.ratio?.[headline];
  return found === undefined ? [] : [{ of: goal.of, atMost: goal.atMost, found, reached: found <= goal.atMost }];
}

/** Those that a goal is about: a peer without a column is only mentioned. */
export function theirs(contestants: readonly Figures[], side: Side): Figures | undefined {
  return sideOf({ contestants }, side) ?? contestants.find((figures) => figures.side === side);
}

const DIGITS = 4;

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
