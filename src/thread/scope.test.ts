import { expect, test } from 'vitest';
import { AtomicI32 } from '../atomic/index.ts';
import { CannotBlockError, scope, spawn, type JoinHandle, type Scope } from './index.ts';
import { work } from './test-work.ts';

const inBrowser = typeof window !== 'undefined';
function failWith(message: string): never {
  throw new RangeError(message);
}

test('a scope with an async body gives its result once all its threads have ended', async () => {
  const counter = new AtomicI32(0);
  const result = await scope(async (s) => {
    for (let n = 0; n < 4; n++) s.spawn(work, 'bump', counter, 1000);
    s.spawnWith({ name: 'fifth' }, work, 'bump', counter, 1000);
    return Promise.resolve('done');
  });
  expect(result).toBe('done');
  expect(counter.load()).toBe(5000);
});

test('a scope joins its threads also when its body throws, and throws the error of the body with those of the threads', async () => {
  const counter = new AtomicI32(0);
  const error = await scope(async (s) => {
    s.spawn(work, 'throwIt', 'range');
    s.spawn(work, 'bump', counter, 1000);
    await Promise.resolve();
    failWith('of the body');
  }).catch((caught: unknown) => caught as RangeError & { others: Error[] });
  expect(error).toMatchObject({ message: 'of the body', others: [{ message: 'too far' }] });
  expect(counter.load()).toBe(1000);
});

test('the error of the first thread spawned that threw is thrown, with the others attached', async () => {
  const error = await scope(async (s) => {
    await Promise.resolve();
    s.spawn(work, 'add', 1, 2);
    s.spawn(work, 'throwIt', 'range');
    s.spawn(work, 'throwIt', 'own');
    s.spawn(work, 'throwIt', 'a string');
  }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(RangeError);
  expect(error).toMatchObject({ others: [{ message: 'mine' }, 'a string'] });
});

test('an error that the body has taken itself is not thrown again', async () => {
  const result = await scope(async (s) => {
    const handle = s.spawn(work, 'throwIt', 'range');
    await handle.then(undefined, () => 'handled');
    return 'went on';
  });
  expect(result).toBe('went on');
});

test('a scope in a thread blocks until its threads have ended', async () => {
  expect(await spawn(work, 'blockingScope', 'fine')).toEqual({ result: 3, ended: 4 });
  expect(await spawn(work, 'blockingScope', 'body')).toEqual({ message: 'of the body', others: ['too far'], ended: 4 });
  expect(await spawn(work, 'blockingScope', 'threads')).toEqual({ message: 'too far', others: ['mine'], ended: 4 });
  expect(await spawn(work, 'blockingScope', 'handled')).toEqual({ result: 'handled', ended: 4 });
});

test.runIf(inBrowser)('on the main thread of a page a scope that would block says so', async () => {
  let handle: JoinHandle<unknown> | undefined;
  expect(() =>
    scope((s) => {
      handle = s.spawn(work, 'add', 1, 2);
    }),
  ).toThrow(CannotBlockError);
  expect(await handle).toBe(3);
  expect(scope(() => 5)).toBe(5);
});

test('a scope without threads costs nothing and gives its result', async () => {
  expect(scope(() => 7)).toBe(7);
  expect(await scope(async () => Promise.resolve(8))).toBe(8);
  expect(() => scope(() => failWith('at once'))).toThrow(RangeError);
});

test.for([undefined, null, 5, 'body'])('a scope refuses %s for a body', (body) => {
  expect(() => (scope as (body: unknown) => unknown)(body)).toThrow(
    /^scope\(body\): expected a function, but got .*(?:undefined|null|5|"body")$/,
  );
});

test('a scope that has ended spawns nothing, since nobody would join it', async () => {
  const kept: Scope[] = [];
  scope((s) => kept.push(s));
  await scope(async (s) => Promise.resolve(kept.push(s)));
  expect(() => scope((s) => failWith(String(kept.push(s))))).toThrow(RangeError);
  expect(kept).toHaveLength(3);
  for (const ended of kept) {
    expect(() => ended.spawn(work, 'add', 1, 2)).toThrow(expect.objectContaining({ code: 'SCOPE_ENDED' }));
    expect(() => ended.spawnWith({}, work, 'add', 1, 2)).toThrow(expect.objectContaining({ code: 'SCOPE_ENDED' }));
  }
});
