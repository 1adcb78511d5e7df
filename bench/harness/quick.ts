import { spawnSync } from 'node:child_process';
import { buildRust } from './rust.ts';

/**
 * For the `.bench.ts` beside a primitive: prints what one step of a loop costs, the least of many repetitions, and beside it the same in Rust. A look while one works on it; the
 * comparisons that are recorded are made by `npm run bench`, by turns and in processes of their own.
 */

/** Calls of a small run, so that the loop is compiled with the feedback of its callees before it is timed. */
const WARM_UP_RUNS = 300;
const WARM_UP_STEPS = 100;
/** So few that some repetitions fall between the disturbances of a busy machine. */
const STEPS = 50_000;
const REPEATS = 200;
const NS_PER_MS = 1e6;
const NAME_WIDTH = 56;
const FIGURE_WIDTH = 9;
/** As long as ours: a millisecond or so. */
const RUST_FLAGS = ['--samples', '200', '--target-ms', '1'];

/** Prints what one of the `steps` of `run` takes, in nanoseconds. `rust`: the workload of `bench/rust` that does the same. */
export function time(name: string, run: (steps: number) => unknown, rust?: string): void {
  for (let i = 0; i < WARM_UP_RUNS; i++) run(WARM_UP_STEPS);
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < REPEATS; i++) {
    const begin = performance.now();
    run(STEPS);
    best = Math.min(best, performance.now() - begin);
  }
  besideRust(name, (best * NS_PER_MS) / STEPS, rust);
}

/** Prints what one step of ours took, in nanoseconds, and of the workload `rust` of `bench/rust`. */
export function besideRust(name: string, ours: number, rust?: string): void {
  const theirs = rust === undefined ? undefined : timeRust(rust);
  const beside = theirs === undefined ? '' : `   Rust ${figure(theirs)}   ÷ ${(ours / theirs).toFixed(2)}`;
  console.log(`${name.padEnd(NAME_WIDTH)}${figure(ours)}${beside}`);
}

let command: string | undefined;

/** The least time that it takes in Rust; undefined where that cannot be built, which is said once. */
function timeRust(workload: string): number | undefined {
  if (command === undefined) {
    const rust = buildRust();
    command = 'missing' in rust ? '' : rust.command;
    if ('missing' in rust) console.log(rust.missing);
  }
  if (command === '') return undefined;
  const { stdout, stderr } = spawnSync(command, [workload, ...RUST_FLAGS], { encoding: 'utf8' });
  if (stdout === '') throw new Error(`bench/rust ${workload}: ${stderr}`);
  return Math.min(...(JSON.parse(stdout) as { nsPerOp: number[] }).nsPerOp);
}

function figure(ns: number): string {
  return `${ns.toFixed(2).padStart(FIGURE_WIDTH)} ns`;
}
