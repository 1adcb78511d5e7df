/**
 * Runs every check of the repository, one line for each, and all that a failed one printed.
 *
 *     npm test                           everything
 *     npm test -- typecheck unit         these steps (and what they need)
 *     npm test -- unit src/lock          these steps, and of their test files those whose path contains src/lock
 *
 * The last line is `N passed, N failed`: test cases, and steps that have none. No step can hang the run: each has a time limit.
 */
import { selectSteps, type Selection } from './test/select.ts';
import type { Report, Step } from './test/step.ts';
import { steps } from './test/steps.ts';

const NAME_WIDTH = 10;
const TIME_WIDTH = 8;

function select(): Selection {
  try {
    return selectSteps(steps, process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

interface Ended {
  readonly step: Step;
  readonly report: Report;
  readonly seconds: number;
}

const { steps: chosen, filters } = select();
let passed = 0;
let failed = 0;
let filesPassed = 0;

async function run(step: Step): Promise<Ended> {
  const start = performance.now();
  const report = await step.run(filters);
  return { step, report, seconds: (performance.now() - start) / 1000 };
}

function print({ step, report, seconds }: Ended): void {
  passed += report.passed;
  failed += report.failed;
  if (step.hasFiles) filesPassed += report.passed;
  const skipped = report.skipped ? `, ${report.skipped} skipped` : '';
  const counts = `${report.passed} passed${report.failed > 0 ? `, ${report.failed} FAILED` : ''}${skipped}`;
  const time = `${seconds.toFixed(1)} s`.padStart(TIME_WIDTH);
  console.log(`${report.failed > 0 ? '✗' : '✓'} ${step.name.padEnd(NAME_WIDTH)} ${time}  ${step.what}: ${counts}`);
  if (report.failed > 0) console.log(`\n${report.output.trim()}\n`);
}

const beside = chosen.filter(({ isBeside }) => isBeside).map(run);
for (const step of chosen) if (!step.isBeside) print(await run(step));
for (const ended of beside) print(await ended);
if (filters.length > 0 && filesPassed === 0 && failed === 0) {
  console.log(`No test was run: no path of a test file has ${filters.map((filter) => `"${filter}"`).join(' or ')} in it.`);
  failed++;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
