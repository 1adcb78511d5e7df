import { afterAll, beforeAll, expect, test } from 'vitest';
import { Folder } from '../test-command.ts';

const folder = new Folder();
const DOOR = new URL('../../check/index.ts', import.meta.url).href;
const orders = (...args: string[]) => folder.run(['check', '--orders', ...args]);

const file = (store: string, load: string) => `import { check } from '${DOOR}';
check('passing', () => {
  const data = new Int32Array(new SharedArrayBuffer(4));
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const write = () => {
    data[0] = 1;
    Atomics.store(flag, 0, 1, '${store}');
  };
  return { threads: [write, () => (Atomics.load(flag, 0, '${load}') ? data[0] : 0)] };
});`;

beforeAll(() => {
  folder.write('strong.check.js', file('seqCst', 'acquire'));
  folder.write('weak.check.js', file('relaxed', 'acquire'));
  folder.write('right.check.js', file('release', 'acquire'));
});
afterAll(() => folder.remove());

test('an order that is too strong is told with its place and the cheapest that passes, and exits with 1', async () => {
  const { code, out } = await orders('strong.check.js');
  expect(out).toContain('2 declared orders of 1 check under rc11\n\ntoo strong');
  expect(out).toMatch(/ {2}strong\.check\.js:7:13 {2}store {2}seqCst → release {2}Atomics\.store\(flag, 0, 1, 'seqCst'\);/);
  expect(out).toMatch(/needed.*\n {2}strong\.check\.js:9:\d+ {2}load {2}acquire; relaxed fails: dataRace/);
  expect(code).toBe(1);
});

test('a check that is wrong is told with what mends it, and exits with 1', async () => {
  const { code, out } = await orders('weak.check.js');
  expect(out).toContain('✗ passing  dataRace: thread 0 and thread 1 access data[0] without either');
  expect(out).toMatch(/This mends it:\n {2}weak\.check\.js:7:13 {2}store {2}relaxed → release/);
  expect(code).toBe(1);
});

test('where every order is needed it exits with 0; --json gives the same as one line', async () => {
  const { code, out } = await orders('right.check.js', '--json');
  const { sites, explorations } = JSON.parse(out) as { sites: { finding: string }[]; explorations: number };
  expect([code, sites.map(({ finding }) => finding), explorations]).toEqual([0, ['needed', 'needed'], 3]);
});

test.for([
  [['right.check.js', '--model', 'tso'], '--orders judges by the declared orders, which only rc11 does: leave out --model tso'],
  [['right.check.js', '--watch'], '--orders and --watch do not go together'],
  [['right.check.js', '--reporter', 'sarif'], '--orders writes one report, as text or as JSON (--json)'],
  [['absent.check.js'], 'absent.check.js: there is no such file'],
  [['package.json'], 'package.json could not be loaded'],
] as const)('what cannot be answered is told, and exits with 2: %o', async ([args, message]) => {
  const { code, err } = await orders(...args);
  expect(err).toContain(`lockwright check: ${message}`);
  expect(code).toBe(2);
});
