import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Folder } from './test-command.ts';

const folder = new Folder();
const check = (...args: string[]) => folder.run(['check', ...args]);

beforeAll(() => {
  folder.writeChecks('right.check.ts', ['a mutex', 'result({})'], ['a spin lock', 'result({ executions: 1, blocked: 0 })']);
  folder.writeChecks(
    'wrong.check.ts',
    ['too early', 'wrong(traces.deadlock)'],
    ['a mutant', 'wrong(traces.race)', "{ expect: 'dataRace' }"],
  );
  folder.writeChecks('large.check.ts', ['large', "result({ verdict: 'incomplete', bound: 'the bound of 12 executions was reached' })"]);
  folder.writeChecks('options.check.ts', ['tells', 'result({ outcomes: [{ values: [JSON.stringify(given)], count: 1 }] })']);
});
afterAll(() => folder.remove());

test('what is correct takes a line each, and exits with 0', async () => {
  const { code, out, err } = await check('right.check.ts');
  expect(out).toBe(
    '✓ a mutex      js    12 executions, 3 blocked  0.02 s\n✓ a spin lock  js    1 execution  0.02 s\n\n2 checks: 2 correct\n',
  );
  expect([code, err]).toEqual([0, '']);
});

test('what is wrong is reported, kept for replay, and exits with 1; a mutant that is found is well', async () => {
  const { code, out } = await check('wrong.check.ts');
  expect(out).toContain(
    '✗ too early  js    12 executions, 3 blocked  0.02 s\n\n  deadlock after 5 steps (execution 37)\n    thread 0 finished',
  );
  expect(out).toContain('✓ a mutant   js    wrong as expected (dataRace)  12 executions');
  expect(code).toBe(1);
  const [, id] = /replay: {2}npx lockwright replay (\w+)/.exec(out)!;
  expect(existsSync(join(folder.path, '.lockwright', `${id}.json`))).toBe(true);
  expect(readFileSync(join(folder.path, '.lockwright', '.gitignore'), 'utf8')).toBe('*\n');
});

test('with --json each check is a line of JSON', async () => {
  const { code, out } = await check('right.check.ts', 'wrong.check.ts', '--json');
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['a mutex', 'correct'],
    ['a spin lock', 'correct'],
    ['too early', 'wrong'],
    ['a mutant', 'wrong'],
  ]);
  expect(Object.keys(lines[0]!)).toEqual(['name', 'model', 'verdict', 'executions', 'blocked', 'outcomes', 'error', 'seconds']);
  expect(lines[2]!['error']).toMatchObject({ kind: 'deadlock', threads: [1], places: [], trace: { version: 2, execution: 37 } });
  expect(code).toBe(1);
});

test('several reporters may write at once, each to the file that is named after it', async () => {
  const files = ['--reporter', 'junit', '--output', 'out/junit.xml', '--reporter', 'sarif', '--output', 'out/checks.sarif'];
  const { code, out } = await check('wrong.check.ts', 'absent.check.ts', '--reporter', 'text', '--reporter', 'github', ...files);
  expect(out).toContain('✗ too early  js');
  expect(out).toContain(
    '::error file=/project/src/mutex.check.ts,line=13,col=3,title=lockwright check%3A too early::deadlock after 5 steps',
  );
  expect(out).toContain('::error title=lockwright check::absent.check.ts: there is no such file');
  expect(readFileSync(join(folder.path, 'out/junit.xml'), 'utf8')).toMatch(/^<\?xml[^]*<failure type="deadlock"[^]*<\/testsuites>\n$/);
  const { runs } = JSON.parse(readFileSync(join(folder.path, 'out/checks.sarif'), 'utf8')) as { runs: [{ results: unknown[] }] };
  expect(runs[0].results).toHaveLength(1);
  expect(code).toBe(1);
});

test('what is incomplete says which bound was hit, and exits with 2', async () => {
  const { code, out } = await check('large.check.ts');
  expect(out).toBe('? large  js    incomplete: the bound of 12 executions was reached  12 executions, 3 blocked  0.02 s\n');
  expect(code).toBe(2);
});

test('options of the command line reach the exploration', async () => {
  const options = ['--model', 'x86tso', '--budget', '5000', '--keep-going', '--max-steps', '7'];
  const { out } = await check('options.check.ts', '--json', ...options);
  const { model, outcomes } = JSON.parse(out) as { model: string; outcomes: { values: [string] }[] };
  expect(model).toBe('js'); // as the made-up explorer says
  expect(JSON.parse(outcomes[0]!.values[0])).toMatchObject({ model: 'tso', maxExecutions: 5000, keepGoing: true, maxSteps: 7 });
});

test('a budget may be a time', async () => {
  const { out } = await check('options.check.ts', '--json', '--budget', '1.5m');
  expect(out).toContain('maxSeconds\\":90');
});

test('--only runs the checks whose names contain it', async () => {
  expect((await check('right.check.ts', '--only', 'spin')).out).toBe('✓ a spin lock  js    1 execution  0.02 s\n');
  const { code, err } = await check('right.check.ts', '--only', 'rw');
  expect(err).toBe("lockwright check: no check has a name that contains 'rw'. There are:\n  a mutex\n  a spin lock\n");
  expect(code).toBe(2);
});

test.for([
  [[], 'no file is named: lockwright check FILE…'],
  [['right.check.ts', '--model', 'pso'], "there is no model 'pso'. Known: js, sc, tso, x86tso, rc11"],
  [['right.check.ts', '--budget', '3x'], '--budget 3x is no limit: give executions, such as 100000, or a time, such as 30s'],
  [['right.check.ts', '--max-steps', '0'], '--max-steps 0 is no count: give a whole number above 0'],
  [['right.check.ts', '--reporter', 'tap'], "there is no reporter 'tap'. Known: text, github, json, junit, sarif"],
  [
    ['right.check.ts', '--json', '--reporter', 'sarif'],
    "the reporters 'json' and 'sarif' both write to the standard output: name a file for one of them, such as --reporter sarif --output FILE",
  ],
  [['right.check.ts', '--output', 'a', '--output', 'b'], "--output b: the reporter 'text' already writes to a"],
  [['right.check.ts', '--output', 'right.check.ts/x'], '--output right.check.ts/x cannot be written: '],
  [['right.check.ts', '--frobnicate'], "Unknown option '--frobnicate'"],
  [['absent.check.ts'], 'absent.check.ts: there is no such file'],
  [['.'], '. is a folder: name the files in it, such as ./*.check.ts'],
] as const)('unusable arguments are told, and exit with 2: %o', async ([args, message]) => {
  const { code, out, err } = await check(...args);
  expect(err).toContain(`lockwright check: ${message}`);
  expect([code, out]).toEqual([2, '']);
});

test.for([
  ['none.check.ts', 'export {};', "none.check.ts declares no checks: call check(name, program) of 'lockwright/check' at its top level"],
  [
    'throws.check.ts',
    "\nthrow new TypeError('nothing works');",
    'throws.check.ts could not be loaded: TypeError: nothing works\n    at throws.check.ts:2:7',
  ],
  ['syntax.check.ts', 'enum A { B }', 'syntax.check.ts could not be loaded: SyntaxError: TypeScript enum is not supported'],
  ['imports.check.ts', "import './absent.ts';", 'imports.check.ts could not be loaded: Error: Cannot find module'],
  ['waits.check.ts', 'await new Promise(() => {});', 'waits.check.ts could not be run: it waits for something that never comes'],
  ['exits.check.ts', 'process.exit(7);', 'exits.check.ts could not be run: it ended its thread with exit code 7'],
] as const)('a file that cannot be used is told, and the others are run: %s', async ([file, text, message]) => {
  folder.write(file, text);
  const { code, out, err } = await check(file, 'right.check.ts');
  expect(err).toContain(`lockwright check: ${message}`);
  expect(out).toContain('2 checks: 2 correct');
  expect(code).toBe(2);
});

test('a program that cannot be explored is told with what to do, and the others are run', async () => {
  folder.writeChecks(
    'refused.check.ts',
    ['async', "{ throw Object.assign(new Error('it is async: do that'), { name: 'UnusableProgramError' }); }"],
    ['right', 'result({})'],
  );
  const { code, out } = await check('refused.check.ts');
  expect(out).toContain('? async  js    not checked  0 executions  0.00 s\n  it is async: do that\n✓ right  js');
  expect(code).toBe(2);
});

test('a check that never ends is ended, with its thread and its place, and the others are run', async () => {
  folder.writeChecks(
    'stuck.check.ts',
    ['spins', '{ given.heartbeat[1] = 1; for (let n = 0; ; n++); }'],
    ['outside', '{ for (let n = 0; ; n++); }'],
    ['right', 'result({})'],
  );
  const { code, out } = await check('stuck.check.ts', '--watchdog', '500ms');
  expect(out).toContain('✗ spins    js    0 executions');
  expect(out).toMatch(/never ends: thread 1 did nothing with shared memory for \d+ seconds?/);
  expect(out).toMatch(/thread 1 was running {2}stuck\.check\.ts:\d+ {2}declare\("spins"/);
  expect(out).toContain('never ends: the program, outside of its threads, did nothing with shared memory');
  expect(out).toContain('✓ right');
  expect(code).toBe(1);
});

test('a check that works for long without a result is left alone while it shows signs of life', async () => {
  const busy = '{ const end = performance.now() + 1500; while (performance.now() < end) given.heartbeat[0]++; return result({}); }';
  folder.writeChecks('busy.check.ts', ['busy', busy]);
  expect((await check('busy.check.ts', '--watchdog', '500ms')).code).toBe(0);
});

test('Ctrl-C prints what is known so far, and exits with 2', async () => {
  const forEver =
    '{ for (let n = 1; ; n++) { given.heartbeat[0]++; if (n % 1000 === 0) given.onProgress({ executions: n, blocked: 5, seconds: 1 }); } }';
  folder.writeChecks('long.check.ts', ['first', 'result({})'], ['long', forEver]);
  let sent = false;
  const { code, out } = await folder.run(['check', 'long.check.ts'], (seen, kill) => {
    // Time for a report of progress; a later signal would do as well.
    if (seen.includes('✓ first') && !sent) setTimeout(kill, 500);
    sent = true;
  });
  expect(out).toMatch(/\? long {3}js {4}incomplete: interrupted {2}[\d,]+ executions, 5 blocked {2}1\.00 s/);
  expect(code).toBe(2);
});
