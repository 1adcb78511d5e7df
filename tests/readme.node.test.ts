/** The README's programs do what it says. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);
const folder = mkdtempSync(join(tmpdir(), 'lockwright-readme-'));
mkdirSync(join(folder, 'node_modules'));
symlinkSync(root, join(folder, 'node_modules', 'lockwright'));
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
afterAll(() => rmSync(folder, { recursive: true }));

const LIMIT_MS = 25_000;

function run(name: string, code: string): string {
  writeFileSync(join(folder, name), code);
  return execFileSync(process.execPath, ['--conditions=lockwright-source', name], { cwd: folder, encoding: 'utf8', timeout: LIMIT_MS });
}

/** What the programs take as given, and what they print: by their first line that no other has. Those that are not named here print nothing, and need nothing. */
const surroundings: Readonly<Record<string, { readonly before?: string; readonly prints?: string }>> = {
  'const account = new Mutex(': { prints: '4000 2000\n' },
  'const downloads = new Semaphore(4);': { before: 'const fetchOne = (): void => {};' },
  'const rows = Array.from(': { before: 'const change = (row: number): void => void row;' },
  'const ready = new Latch(4);': { prints: 'all four have come\n' },
  'const filled = new Once();': {
    before: 'const fillTables = (): void => {}; const readSettings = () => ({ width: 4, height: 3 });',
  },
  'using account = Arc.of(': { prints: '3\n3 5\n' },
  'const counts = new HashMap(': { prints: '2\n1.5 undefined\n' },
  'mpmc(1024, f64)': { prints: '6\n' },
  'const done = select(': {
    before: `import { mpmc } from 'lockwright/channel';
      const [toMe, jobs] = mpmc<string>(1), [, commands] = mpmc<string>(1), [results] = mpmc<number>(1), value = 7;
      toMe.send('go');
      const run = (command: string): void => console.log(command);`,
    prints: 'go\n',
  },
};

function surroundingsOf(code: string): { readonly before?: string; readonly prints?: string } {
  const [found] = Object.entries(surroundings).filter(([part]) => code.includes(part));
  return found?.[1] ?? {};
}

const whole = (code: string): string => `${surroundingsOf(code).before ?? ''}\n${code}\nexport {};\n`;
const isCheck = (code: string): boolean => code.startsWith('// mutex.check.ts');
const programs = blocks.filter((code) => !isCheck(code));
const called = (code: string): string => code.split('\n').find((line) => line !== '' && !/^(?:import|\/\/)/.test(line))!;

test('what is said of the surroundings of programs is said of one each', () => {
  const parts = Object.keys(surroundings);
  expect(parts.filter((part) => blocks.filter((code) => code.includes(part)).length !== 1)).toEqual([]);
});

test.for(programs.map((code, n) => [n, called(code), code] as const))(
  'program %i, with %s, runs and prints what it says',
  ([n, , code]) => {
    expect(run(`program-${n}.ts`, whole(code))).toBe(surroundingsOf(code).prints ?? '');
  },
);

test('the types of all programs are right', () => {
  const sources = mkdtempSync(join(folder, 'types-'));
  for (const [n, code] of programs.entries()) writeFileSync(join(sources, `program-${n}.ts`), whole(code));
  const compilerOptions = {
    module: 'nodenext',
    lib: ['esnext', 'dom'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules', '@types')],
    customConditions: ['lockwright-source'],
    allowImportingTsExtensions: true,
  };
  writeFileSync(join(sources, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['program-*.ts'] }));
  const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', sources], {
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  expect(stdout).toBe('');
});

/** How far the checker looks after the first fault, and how long that takes, differs from run to run; so does the name of the trace. */
const plain = (text: string): string =>
  text
    .replaceAll(/\d+ executions, \d+ blocked|\d+\.\d+ s|(?<=(?:replay|view) )\w+/g, '*')
    .replaceAll(/\s+/g, ' ')
    .trim();

test('what the checker says of the mutex that notifies too early is what is shown', () => {
  writeFileSync(join(folder, 'mutex.check.ts'), blocks.find(isCheck)!);
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--conditions=lockwright-source', join(root, 'src', 'cli', 'main.ts'), 'check', 'mutex.check.ts'],
    { cwd: folder, encoding: 'utf8', timeout: LIMIT_MS },
  );
  const shown = /```\n(✗ a mutex that notifies too early.*?)```/s.exec(readme)![1]!;
  for (const line of shown.split('\n').filter((one) => one.trim() !== '…')) expect(plain(stdout)).toContain(plain(line));
  expect(status).toBe(1);
});

test('the example at the top begins by line 12', () => {
  expect(readme.split('\n').indexOf('```ts')).toBeLessThan(12);
});

test('the bounded queue loses nothing between two producers and two consumers', () => {
  writeFileSync(
    join(folder, 'queue.ts'),
    blocks.find((code) => code.includes('queue.ts'))!,
  );
  const each = 500;
  const program = `
    import { scope } from 'lockwright/thread';
    import { newQueue, pop, push } from './queue.ts';
    export function produce(queue, n) { for (let i = 1; i <= n; i++) push(queue, i); }
    export function consume(queue, n) { let sum = 0; for (let i = 0; i < n; i++) sum += pop(queue); return sum; }
    if (import.meta.main) {
      const queue = newQueue();
      console.log(scope((s) => {
        for (let k = 0; k < 2; k++) s.spawn(import.meta, produce, queue, ${each});
        const consumers = [1, 2].map(() => s.spawn(import.meta, consume, queue, ${each}));
        return consumers.reduce((sum, handle) => sum + handle.join(), 0);
      }));
    }`;
  expect(run('main.ts', program)).toBe(`${each * (each + 1)}\n`);
});

test('who waits with a parking lot passes when it is opened', () => {
  writeFileSync(
    join(folder, 'gate.ts'),
    blocks.find((code) => code.includes('export function pass('))!,
  );
  const program = `
    import { AtomicI32 } from 'lockwright/atomic';
    import { scope } from 'lockwright/thread';
    import { open, pass } from './gate.ts';
    const isShut = new AtomicI32(1);
    scope((s) => {
      for (let n = 0; n < 2; n++) s.spawn(new URL('./gate.ts', import.meta.url), pass, isShut);
      open(isShut);
    });
    console.log('both have passed');`;
  expect(run('gate-main.ts', program)).toBe('both have passed\n');
});
