import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Folder } from '../test-command.ts';

const folder = new Folder();
const DOOR = new URL('../../check/index.ts', import.meta.url).href;
const mutate = (...args: string[]) => folder.run(['mutate', ...args]);

/** A mutex by futex, in three states. */
const MUTEX = `
const UNLOCKED = 0;
const LOCKED = 1;
const CONTENDED = 2;

export class Mutex {
  word: Int32Array = new Int32Array(new SharedArrayBuffer(4));

  lock(): void {
    if (Atomics.compareExchange(this.word, 0, UNLOCKED, LOCKED) === UNLOCKED) return;
    while (Atomics.exchange(this.word, 0, CONTENDED) !== UNLOCKED) {
      Atomics.wait(this.word, 0, CONTENDED);
    }
  }

  unlock(): void {
    if (Atomics.exchange(this.word, 0, UNLOCKED) === CONTENDED) Atomics.notify(this.word, 0, 1);
  }
}
`;

const check = (threads: string) => `import { check } from '${DOOR}';
import { Mutex } from './mutex.ts';
check('counting', () => {
  const mutex = new Mutex();
  const data = new Int32Array(new SharedArrayBuffer(4));
  const add = () => {
    mutex.lock();
    data[0] = data[0]! + 1;
    mutex.unlock();
  };
  return { threads: [${threads}], finally: () => { if (data[0] !== ${threads.split(',').length}) throw new Error('a count is lost'); } };
});`;

beforeAll(() => {
  folder.write('mutex.ts', MUTEX);
  folder.write('weak.check.ts', check('add'));
  folder.write('strong.check.ts', check('add, add'));
  folder.write('alone.check.ts', check('add, add').replace("import { Mutex } from './mutex.ts';", MUTEX.replace('export ', '')));
  folder.write('wrong.check.ts', check('add, add').replace('mutex.lock();', ''));
});
afterAll(() => folder.remove());

test('faults that the checks find are counted, those that they do not are shown with place and change, and exit with 1', async () => {
  const { code, out } = await mutate('weak.check.ts');
  expect(out).toContain('✗ not found  mutex.ts:3:16  off-by-one: a number is one off\n    - const LOCKED = 1;\n    + const LOCKED = 0;\n');
  expect(out).toContain('✗ not found  mutex.ts:10:9  split: one operation becomes a read and a write\n');
  expect(out).toMatch(/\nmutex\.ts: 11 faults, 2 found, 4 not found, 5 in code that no check reaches\n$/);
  expect(code).toBe(1);
  expect(readFileSync(join(folder.path, 'mutex.ts'), 'utf8')).toBe(MUTEX);
});

test('faults in code that no check runs are told in a line each', async () => {
  const { out } = await mutate('weak.check.ts');
  const lines = [...out.matchAll(/^✗ not reached {2}mutex\.ts:(\d+):\d+ {2}([\w-]+): no check runs this$/gm)].map(
    ([, line, fault]) => `${fault} ${line}`,
  );
  expect(lines).toEqual(['split 11', 'once 11', 'drop-operation 12', 'drop-notify 17', 'off-by-one 17']);
});

test('a check that runs code which others have made hot is run on its faults', async () => {
  folder.write('clear.ts', `export function clear(view: Int32Array): void {\n  Atomics.store(view, 1, 0);\n}\n`);
  const called = `import { check } from '${DOOR}';
import { clear } from './clear.ts';
const often = (n: number, finallyDo: (view: Int32Array) => void) => () => {
  const view = new Int32Array(new SharedArrayBuffer(8));
  view[1] = 1;
  const add = () => {
    for (let i = 0; i < n; i++) Atomics.add(view, 0, 1);
    clear(view);
  };
  return { threads: [add, add], finally: () => finallyDo(view) };
};
check('it makes it hot', often(6, () => {}));
check('it notices', often(7, (view) => { if (view[1] !== 0) throw new Error('it is not cleared'); }));`;
  folder.write('hot.check.ts', called);
  const { out } = await mutate('hot.check.ts', '--json');
  const fates = (JSON.parse(out) as Line[]).filter(({ fault }) => fault === 'drop-operation').map(({ fate }) => fate.state);
  expect(fates).toEqual(['killed']);
});

interface Line {
  readonly fault: string;
  readonly line: number;
  readonly fate: { readonly state: string; readonly kind?: string };
}

test('with two threads the faults of a mutex are found; --json gives the fate of each', async () => {
  const { out } = await mutate('strong.check.ts', '--json');
  const lines = JSON.parse(out) as Line[];
  const left = lines.filter(({ fate }) => fate.state !== 'killed').map(({ fault, line }) => `${fault} ${line}`);
  // Two are slower, but right: to notify always, and to spin instead of waiting. That the loop is needed shows with three threads only.
  expect(left).toEqual(['off-by-one 4', 'once 11', 'drop-operation 12']);
  const found = lines.filter(({ fate }) => fate.state === 'killed');
  expect(new Set(found.map(({ fault }) => fault))).toEqual(new Set(['off-by-one', 'drop-check', 'split', 'drop-notify']));
  for (const { fate } of found) expect(['dataRace', 'deadlock', 'assertion']).toContain(fate.kind);
});

test('what is marked as equivalent is counted, but not if a check finds it', async () => {
  folder.write(
    'mutex.ts',
    MUTEX.replace('const LOCKED = 1;', 'const LOCKED = 1; // mutate-ignore: it is not').replace(
      'const CONTENDED = 2;',
      'const CONTENDED = 2; // mutate-ignore: slower',
    ),
  );
  const { code, out } = await mutate('strong.check.ts', '--jobs', '1');
  folder.write('mutex.ts', MUTEX);
  expect(out).toContain("✗ marked, but found  mutex.ts:3:16  off-by-one: a number is one off\n  'counting' finds it: dataRace");
  expect(out).toContain(', 2 not found, 1 marked as equivalent');
  expect(code).toBe(1);
});

const SPINS = `
exports.makeLock = () => {
  const word = new Int32Array(new SharedArrayBuffer(4));
  return {
    lock() {
      while (Atomics.exchange(word, 0, 1) !== 0);
    },
    unlock: () => Atomics.store(word, 0, 0),
  };
};`;

test('a fault that makes a loop endless is found in its first rounds; a module of CommonJS is as good', async () => {
  folder.write('spins.cjs', SPINS);
  const imports = "import spins from './spins.cjs';\nconst Mutex = function () { return spins.makeLock(); };";
  folder.write('spins.check.ts', check('add, add').replace("import { Mutex } from './mutex.ts';", imports));
  const { code, out } = await mutate('spins.check.ts');
  expect(out).toBe('spins.cjs: 6 faults, 6 found\n');
  expect(code).toBe(0);
});

test.for([
  [[], 'no file of checks is named: lockwright mutate FILE…'],
  [['strong.check.ts', '--of', 'absent.ts'], '--of absent.ts: there is no such file'],
  [['absent.check.ts'], 'absent.check.ts: there is no such file'],
  [['strong.check.ts', '--jobs', '0'], '--jobs 0 is no count'],
  [['alone.check.ts'], 'the checks import no module of this project that could be mutated: name what they are about with --of FILE'],
  [['wrong.check.ts'], "'counting' fails on the code as it is: "],
  [['mutex.ts'], 'mutex.ts declares no checks'],
] as const)('what cannot be done is told, and exits with 2: %o', async ([args, message]) => {
  const { code, err } = await mutate(...args);
  expect(err).toContain(`lockwright mutate: ${message}`);
  expect(code).toBe(2);
});

test('a file of checks that holds its program may be named itself', async () => {
  const { out } = await mutate('alone.check.ts', '--of', 'alone.check.ts', '--jobs', '2');
  expect(out).toMatch(/alone\.check\.ts: \d+ faults, \d+ found/);
});
