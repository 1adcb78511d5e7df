import { fileURLToPath } from 'node:url';
import type { Contestant, Entry } from './catalogue.ts';
import { ContestantProcess } from './contestant-process.ts';
import type { Engine } from './engines.ts';
import type { Rust } from './rust.ts';

/**
 * Runs all contestants of one workload by turns: A B C, B C A, C A B, … A disturbance of the machine then meets them all alike, and
 * ratios hold where absolute figures do not.
 */

/** How much is measured. */
export interface Effort {
  /** Each contestant starts anew so often: addresses and the compilers' choices differ from process to process. */
  readonly generations: number;
  /** Samples of each contestant in each generation. */
  readonly rounds: number;
  /** How long one sample is meant to take, in milliseconds. */
  readonly targetMs: number;
  readonly warmUpMs: number;
  /** A sample is of so many operations, whatever they take. */
  readonly count?: number;
  /** But of no more than take so long. */
  readonly withinMs?: number;
}

export const FULL: Effort = { generations: 3, rounds: 5, targetMs: 25, warmUpMs: 200 };
export const QUICK: Effort = { generations: 1, rounds: 5, targetMs: 10, warmUpMs: 100 };

/** One contestant on one engine (none for Rust), and what it gave. */
export interface Lane {
  readonly contestant: Contestant;
  readonly engine: Engine | undefined;
  readonly samples: number[];
  /** Operations in each sample of the last generation. */
  operations?: number;
  error?: string;
}

const child = fileURLToPath(new URL('./child.ts', import.meta.url));

/** One lane for Rust's contestants, and one for each of the others on each engine. */
export function lanesOf(entry: Pick<Entry, 'contestants'>, engines: readonly Engine[], rust: Rust | undefined): Lane[] {
  return entry.contestants.flatMap((contestant): Lane[] => {
    if (contestant.side === 'rust') return rust === undefined ? [] : [{ contestant, engine: undefined, samples: [] }];
    return engines.map((engine) => ({ contestant, engine, samples: [] }));
  });
}

/** Takes the samples. A contestant that fails gets an error and is left out from then on; the others go on. */
export async function runLanes(lanes: readonly Lane[], effort: Effort, rust: Rust | undefined): Promise<void> {
  for (let generation = 0; generation < effort.generations; generation++) {
    const running = new Map<Lane, ContestantProcess>();
    for (const lane of lanes) {
      if (lane.error !== undefined) continue;
      const started = startLane(lane, effort, rust);
      running.set(lane, started);
      await guarded(lane, running, async () => void (lane.operations = await started.ready()));
    }
    for (let round = 0; round < effort.rounds; round++) {
      for (const lane of rotated(lanes, round)) {
        await guarded(lane, running, async (contestant) => void lane.samples.push(await contestant.sample()));
      }
    }
    await Promise.all([...running.values()].map((contestant) => contestant.close()));
  }
}

/** Where an effort has a count and no limit: a sample that takes longer is worth no more. */
const WITHIN_MS = 1000;

function startLane({ contestant, engine }: Lane, effort: Effort, rust: Rust | undefined): ContestantProcess {
  const { targetMs, warmUpMs, withinMs = WITHIN_MS } = effort;
  const count = effort.count === undefined ? undefined : Math.min(effort.count, contestant.most ?? Infinity);
  if (engine === undefined) {
    const args = ['--serve', contestant.workload, '--target-ms', String(targetMs), '--warm-up-ms', String(warmUpMs)];
    if (count !== undefined) args.push('--count', String(count), '--within-ms', String(withinMs));
    return new ContestantProcess((rust as Rust).command, args);
  }
  const args = [child, contestant.side, contestant.file, contestant.workload, String(targetMs), String(warmUpMs)];
  if (count !== undefined) args.push(String(count), String(withinMs));
  return new ContestantProcess(engine.command, [...engine.flags, ...args]);
}

async function guarded(
  lane: Lane,
  running: Map<Lane, ContestantProcess>,
  act: (contestant: ContestantProcess) => Promise<void>,
): Promise<void> {
  const contestant = running.get(lane);
  if (contestant === undefined) return;
  try {
    await act(contestant);
  } catch (error) {
    lane.error = (error as Error).message;
    running.delete(lane);
    await contestant.close();
  }
}

function rotated<T>(list: readonly T[], by: number): T[] {
  const start = by % Math.max(list.length, 1);
  return [...list.slice(start), ...list.slice(0, start)];
}
