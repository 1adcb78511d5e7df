import { afterAll, beforeAll, expect, test } from 'vitest';
import { deadlock, sourceLine } from '../check/report/test-traces.ts';
import { move } from './replay-keys.ts';
import { view } from './replay-view.ts';
import { Folder } from './test-command.ts';

const folder = new Folder();
const replay = (...args: string[]) => folder.run(['replay', ...args]);
let id = '';

beforeAll(async () => {
  folder.writeChecks('wrong.check.ts', ['too early', 'wrong(traces.deadlock)']);
  const { out } = await folder.run(['check', 'wrong.check.ts']);
  id = /lockwright replay (\w+)/.exec(out)![1]!;
  folder.write('trace.json', JSON.stringify(deadlock));
  folder.write('broken.json', JSON.stringify({ ...deadlock, steps: [{ id: 'x' }] }));
  folder.write('newer.json', JSON.stringify({ ...deadlock, version: 9 }));
});
afterAll(() => folder.remove());

test('where there is no terminal, all steps are printed, with the words after each', async () => {
  const { code, out } = await replay(id);
  expect(out).toContain('step 2  thread 1: Atomics.exchange(state[0]) → 1, from step 1; writes 1\n  mutex.check.ts:12\n');
  expect(out).toContain('  state[0]  0        0 → 1  thread 0, step 1  mutex.check.ts:12\n');
  expect(out).toContain('deadlock after 5 steps (execution 37)');
  expect(code).toBe(0);
});

test('--step prints the state after a step', async () => {
  const { out } = await replay(id, '--step', '4');
  expect(out).toContain('step 4 of 5');
  expect(out).toMatch(/^▶ 4 │/m);
  expect(out).toContain('thread 1: Atomics.wait(state[0]) → 1, from step 2; falls asleep');
  expect((await replay(id, '--step', '6')).err).toBe('lockwright replay: --step 6: this trace has the steps 1 to 5, and 0 before them\n');
});

test('a trace may be a file, and a line of lockwright check --json', async () => {
  expect((await replay('trace.json', '--step', '0')).out).toContain('before the first step');
  const { out } = await folder.run(['check', 'wrong.check.ts', '--json']);
  folder.write('line.json', out);
  expect((await replay('line.json', '--step', '1')).out).toContain('step 1 of 5');
});

test('without an ID, or with an unknown one, those that exist are listed', async () => {
  const list = `These are kept, newest first:\n  ${id}  a mutex that notifies too early (deadlock)\n`;
  const none = await replay();
  expect([none.code, none.err]).toEqual([2, `lockwright replay: which trace? ${list}`]);
  const unknown = await replay('bcdfghjk');
  expect(unknown.code).toBe(2);
  expect(unknown.err).toMatch(/^lockwright replay: there is no trace 'bcdfghjk' in .*\/\.lockwright\. /);
  expect(unknown.err).toContain(list);
});

test.for([
  ['broken.json', 'broken.json is no trace: steps[0].thread is missing'],
  ['newer.json', 'newer.json has version 9 of the format, and this command reads version 2: run the check again'],
  ['package.json', 'package.json is no trace: version is missing'],
  ['absent.json', 'there is no file absent.json'],
  ['wrong.check.ts', 'wrong.check.ts is no JSON'],
] as const)('a file that is no trace is told: %s', async ([file, message]) => {
  const { code, err } = await replay(file);
  expect(err).toContain(`lockwright replay: ${message}`);
  expect(code).toBe(2);
});

const from = (count: number, key: string) => move(deadlock, count, key);

test('keys lead to the next and the previous step, and stop at the ends', () => {
  expect([from(0, 'n'), from(4, 'right'), from(5, 'n'), from(1, 'p'), from(0, 'left')]).toEqual([1, 5, 5, 0, 0]);
  expect([from(3, 'g'), from(3, 'G'), from(3, 'x'), from(3, 'q'), from(3, 'ctrl-c')]).toEqual([0, 5, 3, undefined, undefined]);
});

test('keys lead to the next and the previous thread switch', () => {
  const steps = [0, 0, 1, 1, 1, 0].map((thread, i) => ({ id: i, thread, index: 0, kind: 'fence', call: 'fence' }) as const);
  const trace = { ...deadlock, steps };
  expect([0, 1, 2, 3, 5, 6].map((count) => move(trace, count, 's'))).toEqual([1, 3, 3, 6, 6, 6]);
  expect([6, 5, 4, 3, 2, 1, 0].map((count) => move(trace, count, 'S'))).toEqual([3, 3, 3, 1, 1, 0, 0]);
});

test('the view keeps the cursor in sight where the terminal is low', () => {
  for (let count = 1; count <= 5; count++) {
    const lines = view(deadlock, count, { width: 80, height: 24, color: false, sourceLine });
    expect(lines.some((line) => line.startsWith(`▶ ${count}`))).toBe(true);
  }
});
