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

const selection = select();
let passed = 0;
let failed = 0;
for (const step of selection.steps) {
  const start = performance.now();
  const report = await step.run(selection.filters);
  const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`;
  passed += report.passed;
  failed += report.failed;
  const skipped = report.skipped ? `, ${report.skipped} skipped` : '';
  const counts = `${report.passed} passed${report.failed > 0 ? `, ${report.failed} FAILED` : ''}${skipped}`;
  console.log(`${report.failed > 0 ? '✗' : '✓'} ${step.name.padEnd(NAME_WIDTH)} ${seconds.padStart(TIME_WIDTH)}  ${step.what}: ${counts}`);
  if (report.failed > 0) console.log(`\n${report.output.trim()}\n`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
