/** The steps of `npm test`, in their order. */
import { installed } from '../lib/paths.ts';
import { runCommand } from '../lib/run-command.ts';
import { ensureChromium } from '../setup-chromium.ts';
import { runMutants } from './mutants-step.ts';
import { runSmoke } from './smoke-step.ts';
import { reportOf, type Step } from './step.ts';
import { runVitest } from './vitest-step.ts';

/** Several times what each takes on two slow cores. */
const QUICK_MS = 60_000;
const COMPILE_MS = 180_000;
/** Twice what they take on two idle cores: it ends what hangs. */
const TESTS_MS = 1_800_000;

const command = (program: string, timeLimitMs: number, ...args: readonly string[]) => {
  return async () => reportOf(await runCommand(program, args, { timeLimitMs }));
};

export const steps: readonly Step[] = [
  { name: 'format', what: 'oxfmt finds nothing to change', run: command(installed('oxfmt'), QUICK_MS, '--check', '.') },
  { name: 'lint', what: 'oxlint has no complaint', run: command(installed('oxlint'), QUICK_MS, '--deny-warnings') },
  { name: 'typecheck', what: 'tsc agrees with all types', run: command(installed('tsc'), COMPILE_MS, '-p', 'tsconfig.json') },
  { name: 'build', what: 'dist/ is built', run: command(process.execPath, COMPILE_MS, 'scripts/build.ts') },
  { name: 'publint', what: 'the package is well formed', needs: ['build'], run: command(installed('publint'), QUICK_MS, '--strict') },
  {
    name: 'attw',
    what: 'its types are found as ESM finds them',
    needs: ['build'],
    run: command(installed('attw'), COMPILE_MS, '--pack', '.', '--profile', 'esm-only', '--no-emoji', '--no-color'),
  },
  {
    name: 'consumer',
    what: 'a strict program compiles with them',
    needs: ['build'],
    run: command(installed('tsc'), COMPILE_MS, '-p', 'tests/consumer/tsconfig.json'),
  },
  { name: 'size', what: 'each door is within its size', needs: ['build'], run: command(process.execPath, COMPILE_MS, 'scripts/size.ts') },
  { name: 'browser', what: 'there is a Chromium to test in', run: findOrInstallChromium },
  // Programs for the model checker have no threads and no hurry: what those that have them leave of two processors is enough.
  {
    name: 'checks',
    what: 'programs for the model checker',
    hasFiles: true,
    isBeside: true,
    run: (filters) => runVitest('checks', filters, { timeLimitMs: TESTS_MS, isBeside: true }),
  },
  {
    name: 'unit',
    what: 'unit tests in Node 24',
    hasFiles: true,
    needs: ['browser'],
    run: (filters) => runVitest('node', filters, { timeLimitMs: TESTS_MS }),
  },
  {
    name: 'chromium',
    what: 'unit tests in Chromium',
    hasFiles: true,
    needs: ['browser'],
    run: (filters) => runVitest('chromium', filters, { timeLimitMs: TESTS_MS }),
  },
  { name: 'smoke', what: 'programs in Node 24, Node 26, Bun and Deno', needs: ['build'], run: runSmoke },
  { name: 'mutants', what: 'seeded faults are found by the checks', isBeside: true, run: () => runMutants(TESTS_MS) },
];

/** Before the tests in Node too, since some of them open a page. */
async function findOrInstallChromium() {
  try {
    return { passed: 1, failed: 0, output: await ensureChromium() };
  } catch (error) {
    return { passed: 0, failed: 1, output: `${error instanceof Error ? error.message : String(error)}\n` };
  }
}
