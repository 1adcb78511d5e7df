/**
 * For the `.bench.ts` beside a primitive: prints what one step of a loop costs, the least of many repetitions. A look while one works on it; comparisons with Rust and with
 * peers are made by `npm run bench`, by turns and in processes of their own.
 */

/** Calls of a small run, so that the loop is compiled with the feedback of its callees before it is timed. */
const WARM_UP_RUNS = 300;
const WARM_UP_STEPS = 100;
const STEPS = 500_000;
const REPEATS = 20;
const NS_PER_MS = 1e6;
const NAME_WIDTH = 44;

/** Prints what one of the `steps` of `run` takes, in nanoseconds. */
export function time(name: string, run: (steps: number) => unknown): void {
  for (let i = 0; i < WARM_UP_RUNS; i++) run(WARM_UP_STEPS);
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < REPEATS; i++) {
    const begin = performance.now();
    run(STEPS);
    best = Math.min(best, performance.now() - begin);
  }
  console.log(`${name.padEnd(NAME_WIDTH)}${((best * NS_PER_MS) / STEPS).toFixed(2).padStart(9)} ns`);
}
