import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.ts';
import { runCommand } from '../../scripts/lib/run-command.ts';
import { reportOfMutants } from '../../scripts/test/mutants-step.ts';
import { selectSteps } from '../../scripts/test/select.ts';
import { reportOfProgram } from '../../scripts/test/smoke-step.ts';
import { reportOf, type Step } from '../../scripts/test/step.ts';
import { steps } from '../../scripts/test/steps.ts';
import { filesToRepeat, reportOfVitest } from '../../scripts/test/vitest-step.ts';

/** Long enough for any command that ends by itself; short for one that hangs on purpose. */
const AMPLE_MS = 20_000;
const SHORT_MS = 300;

const run = (program: string, timeLimitMs: number) => runCommand(process.execPath, ['-e', program], { timeLimitMs });
const ended = (code: number | null, output = '') => ({ code, timedOut: false, output });
const died = (file: string) =>
  `Worker exited unexpectedly with signal SIGILL during started state while running test file ${root}/${file}\n`;
const names = (chosen: readonly Step[]) => chosen.map((step) => step.name);

test('a command gives back its exit code and what it printed on both channels', async () => {
  const outcome = await run(`console.log('out'); console.error('err'); process.exitCode = 3`, AMPLE_MS);
  expect(outcome).toMatchObject({ code: 3, timedOut: false });
  expect(outcome.output).toContain('out\n');
  expect(outcome.output).toContain('err\n');
});

test('a command that hangs is ended and reported as a failure, even when it ignores the polite signal', async () => {
  const outcome = await run(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`, SHORT_MS);
  expect(outcome).toMatchObject({ code: null, timedOut: true });
  expect(reportOf(outcome)).toMatchObject({ passed: 0, failed: 1, output: expect.stringContaining('time limit') });
});

test('a command that leaves a child behind does not hang the run', async () => {
  const outcome = await run(
    `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }).unref()`,
    AMPLE_MS,
  );
  expect(outcome).toMatchObject({ code: 0, timedOut: false });
});

test('a command that does not exist is a failure that names it', async () => {
  const outcome = await runCommand('no-such-command', [], { timeLimitMs: AMPLE_MS });
  expect(outcome.code).toBe(null);
  expect(outcome.output).toContain('no-such-command');
});

test('a program counts by its lines, and fails when it ends badly, silently, or with a line that is not ok', () => {
  expect(reportOfProgram(ended(0, 'ok 1 - a\nok 2 - b\n'))).toMatchObject({ passed: 2, failed: 0 });
  expect(reportOfProgram(ended(1, 'ok 1 - a\nnot ok 2 - b\n'))).toMatchObject({ passed: 1, failed: 1 });
  expect(reportOfProgram(ended(0, 'ok 1 - a\nnot ok 2 - b\n'))).toMatchObject({ passed: 1, failed: 1 });
  expect(reportOfProgram(ended(1, 'ok 1 - a\n'))).toMatchObject({ passed: 1, failed: 1 });
  expect(reportOfProgram(ended(0, ''))).toMatchObject({ passed: 0, failed: 1 });
});

test('a run of mutants counts by its last line, shows only what went wrong, and fails when it says nothing', () => {
  const output =
    'passes  A: the code as it is\nkilled  A: m\n        race after 3 executions\n  and where\nFAILED  A: n\n        SURVIVED\n';
  expect(reportOfMutants(ended(1, `${output}2 passed, 1 failed, in 3.0 s\n`))).toEqual({
    passed: 2,
    failed: 1,
    output: 'FAILED  A: n\n        SURVIVED\n2 passed, 1 failed, in 3.0 s\n',
  });
  expect(reportOfMutants(ended(0, '3 passed, 0 failed, in 3.0 s\n'))).toMatchObject({ passed: 3, failed: 0 });
  expect(reportOfMutants(ended(1, '3 passed, 0 failed, in 3.0 s\n'))).toMatchObject({ failed: 1 });
  expect(reportOfMutants(ended(0, ''))).toMatchObject({ passed: 0, failed: 1 });
});

test('a Vitest run without a report, without tests, or with an error outside of tests is a failure', () => {
  const counts = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1 };
  expect(reportOfVitest(ended(0), counts)).toMatchObject({ passed: 5, failed: 0, skipped: 1 });
  expect(reportOfVitest(ended(1), counts)).toMatchObject({ passed: 5, failed: 1 });
  expect(reportOfVitest(ended(1), { ...counts, numFailedTests: 2 })).toMatchObject({ passed: 5, failed: 2 });
  expect(reportOfVitest(ended(1), undefined)).toMatchObject({ passed: 0, failed: 1 });
  expect(reportOfVitest(ended(0), { ...counts, numPassedTests: 0 })).toMatchObject({ failed: 1 });
  expect(reportOfVitest(ended(0), { ...counts, numPassedTests: 0 }, true)).toMatchObject({ passed: 0, failed: 0 });
  expect(reportOfVitest(ended(1), undefined, true)).toMatchObject({ failed: 1 });
});

test('files are repeated whose processes the engine or the watchdog ended, and no others', () => {
  const output = `# Check failed: jit_page_->allocations_.contains\n${died('src/a.test.ts')}${died('src/b.test.ts')}Vitest caught 2 unhandled errors during`;
  expect(filesToRepeat({ passed: 5, failed: 1, output })).toEqual(['src/a.test.ts', 'src/b.test.ts']);
  expect(filesToRepeat({ passed: 5, failed: 2, output })).toEqual([]);
  expect(filesToRepeat({ passed: 5, failed: 1, output: output.replace(/^.*jit_page.*/, 'BLOCKED: for 150 s') })).toHaveLength(2);
  expect(filesToRepeat({ passed: 5, failed: 1, output: output.replace('jit_page', 'other') })).toEqual([]);
  expect(filesToRepeat({ passed: 5, failed: 1, output: output.replace('caught 2', 'caught 3') })).toEqual([]);
});

test('without arguments every step runs', () => {
  expect(selectSteps(steps, [])).toEqual({ steps, filters: [] });
});

test('a named step brings what it needs, in the order of all', () => {
  expect(names(selectSteps(steps, ['smoke', 'lint']).steps)).toEqual(['lint', 'build', 'smoke']);
});

test('a part of a file name narrows the tests, and alone selects the steps that have any', () => {
  const { steps: chosen, filters } = selectSteps(steps, ['src/lock']);
  expect(names(chosen)).toEqual(['browser', 'checks', 'unit', 'chromium']);
  expect(filters).toEqual(['src/lock']);
});

test('a word that names no step is refused with the names that do', () => {
  expect(() => selectSteps(steps, ['unti'])).toThrow(/"unti".*format, lint, typecheck/);
});
