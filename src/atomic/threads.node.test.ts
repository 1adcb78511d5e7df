import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { AtomicF64, AtomicI32, AtomicI64, AtomicU8, spinLoopHint, wait, waitAsync, type Waitable, wakeAll, wakeOne } from './index.ts';
import { BEGIN, BYTES, COUNT_32, COUNT_64, COUNT_8, type Job, MOST, READY, SUM, UPDATED, WORD, WORD_64 } from './test-worker-words.ts';

const WORKERS = 4;
const TIMES = 20_000;

const memories = [
  { where: 'a WebAssembly.Memory', make: () => new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 }) },
  { where: 'a SharedArrayBuffer', make: () => new SharedArrayBuffer(BYTES) },
];

/** Starts a worker; the promise is of what its job returned. */
async function run(job: Job): Promise<unknown> {
  const worker = new Worker(new URL('./test-worker.ts', import.meta.url), { workerData: job });
  const [result] = (await once(worker, 'message')) as [unknown];
  await worker.terminate();
  return result;
}

/** Wakes until as many were woken as said: they may say that they are ready a moment before they sleep. */
async function wakeSome(atomic: Waitable, wake: (atomic: Waitable) => number, count: number): Promise<void> {
  for (let woken = 0; woken < count;) {
    woken += wake(atomic);
    spinLoopHint();
  }
}

test.each(memories)('no addition of four threads is lost in $where', async ({ make }) => {
  const memory = make();
  const done = Array.from({ length: WORKERS }, () => run({ memory, kind: 'count', times: TIMES }));
  const begin = AtomicI32.at(memory, BEGIN);
  begin.store(1);
  wakeAll(begin);
  await Promise.all(done);
  const total = WORKERS * TIMES;
  expect(AtomicI32.at(memory, COUNT_32).load()).toBe(total);
  expect(AtomicI64.at(memory, COUNT_64).load()).toBe(-BigInt(total));
  expect(AtomicU8.at(memory, COUNT_8).load()).toBe(total % 256);
  expect(AtomicF64.at(memory, SUM).load()).toBe(total / 2);
  expect(AtomicI32.at(memory, MOST).load()).toBe(TIMES);
  expect(AtomicI32.at(memory, UPDATED).load()).toBe(3 * total);
});

test.each(memories)('wakeOne wakes one thread at a time, and wakeAll all, in $where', async ({ make }) => {
  const memory = make();
  const ready = AtomicI32.at(memory, READY);
  const word = AtomicI32.at(memory, WORD);
  const threads = Array.from({ length: 3 }, () => run({ memory, kind: 'wait', times: 0 }));
  while (ready.load() < 3) await waitAsync(ready, ready.load(), { timeoutMs: 5 });
  await wakeSome(word, (atomic) => (wakeOne(atomic) ? 1 : 0), 1);
  expect(await Promise.race(threads)).toBe('ok');
  await wakeSome(word, wakeAll, 2);
  expect(await Promise.all(threads)).toEqual(['ok', 'ok', 'ok']);
});

test.each(memories)('a thread that waits for 64 bits is woken in $where', async ({ make }) => {
  const memory = make();
  const thread = run({ memory, kind: 'wait64', times: 0 });
  const ready = AtomicI32.at(memory, READY);
  while (ready.load() === 0) await waitAsync(ready, 0, { timeoutMs: 5 });
  await wakeSome(AtomicI64.at(memory, WORD_64), wakeAll, 1);
  expect(await thread).toBe('ok');
});

test.each(memories)('a promise and a blocked thread pass a word to and fro in $where', async ({ make }) => {
  const memory = make();
  const times = 200;
  const word = AtomicI32.at(memory, WORD);
  const thread = run({ memory, kind: 'ping', times });
  for (let i = 0; i < times; i++) {
    word.store(2 * i + 1);
    wakeOne(word);
    while (word.load() === 2 * i + 1) await waitAsync(word, 2 * i + 1);
  }
  await thread;
  expect(word.load()).toBe(2 * times);
});

test('two blocked threads pass a word to and fro', async () => {
  const memory = new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 });
  const times = 200;
  const word = AtomicI32.at(memory, WORD);
  const thread = run({ memory, kind: 'ping', times });
  for (let i = 0; i < times; i++) {
    word.store(2 * i + 1);
    wakeOne(word);
    while (word.load() === 2 * i + 1) wait(word, 2 * i + 1);
  }
  await thread;
  expect(word.load()).toBe(2 * times);
});

const root = new URL('../../', import.meta.url);

test.each(['js', 'wasm', ''])('the smoke program passes with LOCKWRIGHT_BACKEND=%o', (backend) => {
  const env = { ...process.env, LOCKWRIGHT_BACKEND: backend };
  const program = spawnSync(process.execPath, ['--conditions=lockwright-source', 'tests/smoke/atomic.ts'], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  expect(program.stderr).toBe('');
  expect(program.status).toBe(0);
  expect(program.stdout).toMatch(/^ok 1 - /);
  expect(program.stdout).toContain(`the heap is served by ${backend === 'js' ? 'js' : 'wasm'}`);
});

test('a program with nothing to do but a pending waitAsync stays alive until it is over', () => {
  const code =
    "import { AtomicI32, waitAsync } from 'lockwright/atomic'; console.log(await waitAsync(new AtomicI32(1), 1, { timeoutMs: 50 }));";
  const program = spawnSync(process.execPath, ['--conditions=lockwright-source', '--input-type=module', '-e', code], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(program.stderr).toBe('');
  expect(program.stdout).toBe('timed-out\n');
});
