import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import process from 'node:process';
import { nanosecondsSince, type Run, type Workloads } from './workload.ts';

/**
 * The process that runs one workload of one side. It warms up, says `{"ready":true}`, and then answers each line on its standard input
 * with one sample, so that contestants can take turns. `bench/rust --serve` speaks the same.
 */

const MOST_GROWTH = 10;
/** A sample may take between half and twice the target. */
const TOLERANCE = 2;
/** Runs of the sized workload before the first sample: enough for the optimising compilers to be done. */
const LAST_RUNS = 5;

const [side, file, name, targetMs, warmUpMs, most, withinMs] = process.argv.slice(2);

async function main(): Promise<void> {
  const module = (await import(new URL(`../workloads/${side}/${file}.ts`, import.meta.url).href)) as { workloads: Workloads };
  const prepare = module.workloads[name as string];
  if (prepare === undefined) throw new Error(`workloads/${side}/${file}.ts has no workload '${name}'`);
  const run = prepare();
  const sized = await warmUp(run, Number(targetMs), Number(warmUpMs), Number(most ?? Infinity));
  const iterations = most === undefined ? sized : await asManyAs(run, sized, Number(most), Number(withinMs));
  say({ ready: true, iterations });
  const asked = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  while ((await asked.next()).done !== true) say({ nsPerOp: (await time(run, iterations)) / iterations });
  process.exit(0);
}

/** Runs it for a while, and finds the count of operations that takes about the target, or the greatest allowed. */
async function warmUp(run: Run, target: number, atLeast: number, greatest: number): Promise<number> {
  const begin = performance.now();
  let iterations = 1;
  for (let sized = 0; sized < LAST_RUNS || performance.now() - begin < atLeast;) {
    const factor = (target * 1e6) / (await time(run, iterations));
    const isSized = factor > 1 / TOLERANCE && (factor < TOLERANCE || iterations === greatest);
    if (isSized || (iterations === 1 && factor < 1)) sized++;
    else iterations = Math.max(1, Math.min(greatest, Math.floor(iterations * Math.min(factor, MOST_GROWTH))));
  }
  return iterations;
}

/** As many operations as `count` says, or as fit into `within` milliseconds. Grows towards it: what a run of few takes may be the start of its threads. */
async function asManyAs(run: Run, sized: number, count: number, within: number): Promise<number> {
  for (let n = Math.min(sized, count); ;) {
    const factor = (within * 1e6) / (await time(run, n));
    if (factor < TOLERANCE || n === count) return Math.max(1, Math.floor(n * Math.min(factor, 1)));
    n = Math.min(count, Math.floor(n * Math.min(factor, MOST_GROWTH)));
  }
}

async function time(run: Run, n: number): Promise<number> {
  const begin = performance.now();
  const result = run(n);
  const own = result instanceof Promise ? await result : result;
  return Math.max(own ?? nanosecondsSince(begin), 1);
}

function say(message: object): void {
  writeSync(1, `${JSON.stringify(message)}\n`);
}

await main();
