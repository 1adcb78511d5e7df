/** What only a whole program shows: when it ends, what it prints and in which order. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('./test-program.ts', import.meta.url));
const LIMIT_MS = 25_000;

interface Ended {
  readonly lines: readonly string[];
  readonly errors: string;
  readonly code: number | null;
}

function run(name: string, ...flags: readonly string[]): Ended {
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, program, name], { encoding: 'utf8', timeout: LIMIT_MS });
  return { lines: stdout.split('\n').filter((line) => line !== ''), errors: stderr, code: status };
}

test('a program ends although unreferenced threads go on for ever', () => {
  expect(run('unreferenced')).toEqual({ lines: ['main has ended'], errors: '', code: 0 });
});

test('a program whose main has ended stays alive while referenced threads run', () => {
  const { lines, code } = run('referenced');
  expect(lines[0]).toBe('main has ended');
  expect(lines.slice(1).toSorted()).toEqual(['the async thread has ended', 'the thread has ended']);
  expect(code).toBe(0);
});

test('a program stays alive for a thread that is spawned after others have ended', () => {
  expect(run('referencedTwice')).toEqual({ lines: ['first', 'second'], errors: '', code: 0 });
});

test('a program stays alive for the threads of threads', () => {
  expect(run('grandchild')).toEqual({ lines: ['of a grandchild'], errors: '', code: 0 });
});

test('what is awaited keeps the program alive', () => {
  expect(run('awaiting')).toEqual({ lines: ['2', 'unparked'], errors: '', code: 0 });
});

test('what a thread prints appears in order while the first thread blocks, and is not lost when that exits', () => {
  expect(run('console')).toEqual({
    lines: ['before', 'from the thread', 'from the thread (stream)', 'after'],
    errors: 'from the thread (error)\n',
    code: 0,
  });
});

test('much output of a thread goes through a pipe whole', () => {
  const { lines, code } = run('muchOutput');
  expect(lines).toHaveLength(2000);
  expect(lines.every((line, n) => line === `${n} ${'x'.repeat(100)}`)).toBe(true);
  expect(code).toBe(0);
});

test('the error of a thread that nobody joins is printed, once', () => {
  const { errors, code } = run('nobodyJoins');
  expect(errors.match(/nobody joined it: RangeError: of a child/g)).toHaveLength(1);
  expect(errors.match(/nobody joined it: RangeError: of a forgotten thread/g)).toHaveLength(1);
  expect(code).toBe(0);
});

test('the error of a thread whose handle was collected is printed', () => {
  expect(run('collected', '--expose-gc').errors).toContain('nobody joined it: RangeError: of a forgotten thread');
});

test('a thread that calls process.exit ends alone, and join tells its code', () => {
  expect(run('exitsInThread')).toEqual({ lines: ['EXITED true'], errors: '', code: 0 });
});

test('a program that exits while threads run ends at once', () => {
  expect(run('exitsWhileThreadsRun')).toMatchObject({ code: 4 });
});

test('an error in main ends the program although threads run', () => {
  const { errors, code } = run('uncaughtInMain');
  expect(errors).toContain('in main');
  expect(code).toBe(1);
});

test('a thread that runs out of its own memory ends alone, and the next ones run', () => {
  const { lines, code } = run('outOfMemory');
  expect(lines).toEqual(['OUT_OF_MEMORY', '2']);
  expect(code).toBe(0);
});

test('a stack that overflows is an error like any other', () => {
  expect(run('overflow').lines).toEqual(['RangeError']);
});

test('the limits of a thread end with it', () => {
  expect(run('limitsEndWithTheirThread').lines).toEqual(['30', 'false']);
});
