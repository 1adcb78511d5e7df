import { expect, test } from 'vitest';
import { current, exportToThreads, NotSendableError, spawn, spawnWith, ThreadError } from './index.ts';
import { work, add, addLater } from './test-work.ts';

test('a self-contained function runs in a thread', async () => {
  expect(await spawn((a: number, b: number) => a * b, 6, 7)).toBe(42);
  expect(await spawn(async (a: number) => Promise.resolve(a + 1), 6)).toBe(7);
  expect(await spawn(() => undefined)).toBeUndefined();
});

test('an export of a module runs in a thread, named by itself or by its name', async () => {
  expect(await spawn(work, 'add', 1, 2)).toBe(3);
  expect(await spawn(work, add, 1, 2)).toBe(3);
  expect(await spawn(work.href, add, 1, 2)).toBe(3);
  expect(await spawn({ url: work.href } as ImportMeta, add, 1, 2)).toBe(3);
  expect(await spawn(work, addLater, 1, 2)).toBe(3);
});

test('a default export is found as default and by the name of its function', async () => {
  expect(await spawn(work, 'default')).toBe('the default export');
  expect(await spawn(work, 'namedDefault')).toBe('the default export');
});

test('what a module exports to threads is found beside what it exports', async () => {
  expect(await spawn(work, 'sum', 1, 2)).toBe(3);
  expect(await spawn(work, 'add', 1, 2)).toBe(3);
});

test.for([[], [import.meta], [import.meta, null], [{}, {}], [import.meta, { text: 'no function' }]])(
  'exportToThreads refuses %j',
  (call) => {
    expect(() => (exportToThreads as (...args: unknown[]) => unknown)(...(call as unknown[]))).toThrow(ThreadError);
  },
);

test('arguments that are undefined are passed on', async () => {
  expect(await spawn(work, 'countArguments')).toBe(0);
  expect(await spawn(work, 'countArguments', undefined)).toBe(1);
  // oxlint-disable-next-line typescript/no-explicit-any -- counts what it gets
  expect(await spawn((...args: any[]) => args.length, undefined, undefined)).toBe(2);
});

test('a variable of the code around a function is named in the error', () => {
  const outside = 1;
  expect(() => spawn(() => outside)).toThrow(NotSendableError);
  expect(() => spawn(() => outside)).toThrow(/outside/);
});

test('a thread has a number, and a name if it was given one', async () => {
  const first = spawnWith({ name: 'reader' }, work, 'whoAmI');
  const second = spawn(work, 'whoAmI');
  expect(await first).toEqual({ id: first.id, name: 'reader', text: `'reader' (#${first.id})` });
  expect(await second).toEqual({ id: second.id, name: undefined, text: `#${second.id}` });
  expect(first.name).toBe('reader');
  expect(first.thread.id).toBe(first.id);
  expect(second.id).not.toBe(first.id);
});

test('the first thread is called main', () => {
  expect(current().name).toBe('main');
  expect(current().id).toBe(current().id);
});

test('isFinished turns true when the thread has ended', async () => {
  const handle = spawnWith({ name: 'parked' }, work, 'parkThenName');
  expect(handle.isFinished).toBe(false);
  expect(handle.thread.isFinished).toBe(false);
  handle.thread.unpark();
  expect(await handle).toBe('parked');
  expect(handle.isFinished).toBe(true);
  expect(handle.thread.isFinished).toBe(true);
  handle.thread.unpark();
  handle.cancel();
  handle.terminate();
  expect(handle.unref()).toBe(handle);
  expect(await handle).toBe('parked');
});

test('a handle can be awaited again and again, and joined where its result is there', async () => {
  const handle = spawn(work, add, 2, 3);
  expect(await Promise.all([handle, handle, handle])).toEqual([5, 5, 5]);
  expect(handle.join()).toBe(5);
});

test('threads spawn threads, and block to join them', async () => {
  expect(await spawn(work, 'nested', 3)).toBe(4);
});

test('sixteen threads meet, so none of them waits for another to end', async () => {
  const numbers = (await spawn(work, 'meetAll', 16)) as number[];
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, n) => n));
});

test('a worker is used again by later threads', async () => {
  expect(await spawn(work, 'shortThreads', 300)).toBe((300 * 301) / 2);
});

test('a thousand threads are spawned before any is awaited', async () => {
  const handles = Array.from({ length: 1000 }, (_, n) => spawn((x: number) => x + 1, n));
  expect(await Promise.all(handles)).toEqual(Array.from({ length: 1000 }, (_, n) => n + 1));
}, 120_000);

test('a module that spawns itself while it is loaded is refused, not run for ever', async () => {
  await expect(spawn(new URL('./test-module-that-spawns.ts', import.meta.url), 'run')).rejects.toThrow(
    /SPAWN_WHILE_LOADING|while a thread loads it/,
  );
});

test('a module that is not there, that throws, and an export that is not there are told', async () => {
  await expect(spawn(new URL('./no-such-module.ts', import.meta.url), 'run')).rejects.toMatchObject({ code: 'MODULE_NOT_LOADED' });
  const broken = await spawn(new URL('./test-broken-module.ts', import.meta.url), 'run').then(undefined, (error: unknown) => error);
  expect(broken).toMatchObject({ code: 'MODULE_NOT_LOADED', message: expect.stringContaining('does not want to be loaded') as string });
  expect((broken as Error).cause).toBeInstanceOf(RangeError);
  await expect(spawn(work, 'nothing')).rejects.toMatchObject({
    code: 'NO_SUCH_EXPORT',
    message: expect.stringContaining('addLater') as string,
  });
  await expect(spawn(work, 'work')).rejects.toMatchObject({
    code: 'NO_SUCH_EXPORT',
    message: expect.stringContaining('exports object') as string,
  });
});

test('a data: URL is a module too', async () => {
  expect(await spawn('data:text/javascript,export const twice = (x) => 2 * x', 'twice', 21)).toBe(42);
});

const bad: readonly (readonly [string, readonly unknown[]])[] = [
  ['nothing', []],
  ['null', [null]],
  ['a number', [42]],
  ['an object without a url', [{}]],
  ['a relative path', ['./work.ts', 'run']],
  ['a URL without an export', [work]],
  ['an empty name', [work, '']],
  ['a number for a name', [work, 42]],
  [
    'a function without a name',
    [
      work,
      (
        () => () =>
          1
      )(),
    ],
  ],
];

test.for(bad)('spawn refuses %s', ([, call]) => {
  expect(() => (spawn as (...args: unknown[]) => unknown)(...call)).toThrow(ThreadError);
  expect(() => (spawnWith as (...args: unknown[]) => unknown)({}, ...call)).toThrow(/^spawn/);
});

const badOptions: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a function', () => 1],
  ['a name that is no string', { name: 5 }],
  ['a transfer list that is no array', { transfer: new ArrayBuffer(8) }],
  ['limits that are no object', { resourceLimits: 5 }],
  ['keepAlive that is no boolean', { keepAlive: 'yes' }],
];

test.for(badOptions)('spawnWith refuses %s', ([, options]) => {
  expect(() => (spawnWith as (...args: unknown[]) => unknown)(options, () => 1)).toThrow(ThreadError);
});
