import { expect, test } from 'vitest';
import { AtomicI32 } from '../atomic/index.ts';
import { Mutex } from '../lock/index.ts';
import { current, spawn, spawnWith, Thread } from './index.ts';
import { work } from './test-work.ts';

const cyclic: Record<string, unknown> = { name: 'cycle' };
cyclic['self'] = cyclic;
const shared = { twice: true };

const values: readonly (readonly [string, unknown])[] = [
  ['numbers', [0, -0, 1.5, NaN, Infinity, -Infinity, 2 ** 40]],
  ['strings', ['', 'plain', 'ünïcödé', '\ud800 lone', 'x'.repeat(100_000)]],
  ['booleans, null and undefined', [true, false, null, undefined]],
  ['big integers', [0n, -1n, 2n ** 200n]],
  ['dates and regular expressions', [new Date(0), new Date(NaN), /a+/giu]],
  ['maps and sets', [new Map<unknown, unknown>([[{ key: 1 }, 'value']]), new Set([1, 'two'])]],
  ['buffers and views', [new Uint8Array([1, 2, 3]).buffer, new Float64Array([1.5]), new DataView(new ArrayBuffer(3))]],
  ['arrays with holes', [Array.from({ length: 3 }), Object.assign([], { 2: 'third' })]],
  ['nested objects', { a: { b: { c: [1, { d: null }] } } }],
  ['boxed primitives', [Object(1), Object('text'), Object(false)]],
];

test.for(values)('%s arrive as they were, and come back', async ([, value]) => {
  expect(await spawn(work, 'echo', value)).toEqual([value]);
});

test('cycles and things that occur twice keep their shape', async () => {
  const [first, second, third] = (await spawn(work, 'echo', cyclic, shared, shared)) as [typeof cyclic, object, object];
  expect(first['self']).toBe(first);
  expect(second).toBe(third);
});

test('handles arrive as themselves, at any depth, and lead to the same memory', async () => {
  const counter = new AtomicI32(40);
  const lock = new Mutex();
  const list = [
    { counter, lock },
    { counter, lock },
  ];
  const back = await spawn(work, 'bumpDeep', { list, caller: current() });
  expect(counter.load()).toBe(42);
  expect(back).toBeInstanceOf(AtomicI32);
  (back as AtomicI32).store(7);
  expect(counter.load()).toBe(7);
});

test('a function that is sent as text gets handles too', async () => {
  const counter = new AtomicI32(1);
  const lock = new Mutex();
  await spawn((c: AtomicI32, l: Mutex) => l.withLock(() => void c.fetchAdd(1)), counter, lock);
  expect(counter.load()).toBe(2);
});

test('a thread travels to others, and is the same there', async () => {
  const me = current();
  const [there] = (await spawn(work, 'echo', me)) as [Thread];
  expect(there).toBeInstanceOf(Thread);
  expect([there.id, there.name]).toEqual([me.id, me.name]);
});

test('a handle for joining stays with the thread that spawned', async () => {
  const handle = spawn(work, 'add', 1, 2);
  expect(() => spawn(work, 'echo', { deep: [handle] })).toThrow(/arguments\[0\]\.deep\[0\]/);
  expect(await handle).toBe(3);
});

test('postMessage and structuredClone of a handle fail loudly', () => {
  expect(() => structuredClone(current())).toThrow(/handle/);
});

test('what cannot travel is refused with the way to it, in arguments and in results', async () => {
  expect(() => spawn(work, 'echo', { options: { onDone: () => 1 } })).toThrow(/arguments\[0\]\.options\.onDone/);
  expect(() => spawn(work, 'echo', Symbol('s'))).toThrow(/arguments\[0\]/);
  expect(() => spawn(work, 'echo', Promise.resolve())).toThrow(/arguments\[0\]/);
  await expect(spawn(work, 'returnFunction')).rejects.toMatchObject({
    code: 'NOT_SENDABLE',
    message: expect.stringContaining('result.options.onDone') as string,
  });
});

test('a transfer list moves buffers', async () => {
  const buffer = new Uint8Array([1, 2, 3]).buffer;
  const sum = spawnWith({ transfer: [buffer] }, (b: ArrayBuffer) => new Uint8Array(b).reduce((a, x) => a + x, 0), buffer);
  expect(buffer.byteLength).toBe(0);
  expect(await sum).toBe(6);
});

test('a port moves to a thread, and talks', async () => {
  const { port1, port2 } = new MessageChannel();
  const heard = new Promise((resolve) => {
    port1.addEventListener('message', ({ data }) => resolve(data));
    port1.start();
  });
  await spawnWith({ transfer: [port2] }, (port: MessagePort) => port.postMessage('through the port'), port2);
  expect(await heard).toBe('through the port');
  port1.close();
});

test('a SharedArrayBuffer is shared, in arguments and in results', async () => {
  const memory = new SharedArrayBuffer(8);
  await spawn((m: SharedArrayBuffer) => void Atomics.store(new Int32Array(m), 1, 42), memory);
  expect(new Int32Array(memory)[1]).toBe(42);
  expect(await spawn(work, 'shareMemory')).toBeInstanceOf(SharedArrayBuffer);
});

test('parts that travel by message reach workers that were idle', async () => {
  await Promise.all([spawn(work, 'add', 1, 2), spawn(work, 'add', 1, 2)]);
  for (let n = 0; n < 30; n++) {
    const memory = new SharedArrayBuffer(8);
    expect(await spawn((m: SharedArrayBuffer, x: number) => Atomics.exchange(new Int32Array(m), 0, x), memory, n)).toBe(0);
    expect(new Int32Array(memory)[0]).toBe(n);
  }
});

test('a result can be moved', async () => {
  const buffer = (await spawn(work, 'makeBuffer', 1000)) as ArrayBuffer;
  expect(buffer.byteLength).toBe(1000);
});

test('an error arrives with class, message, stack and cause', async () => {
  const error = (await spawn(work, 'throwIt', 'range').then(undefined, (e: unknown) => e)) as RangeError;
  expect(error).toBeInstanceOf(RangeError);
  expect(error.message).toBe('too far');
  expect(error.stack).toContain('throwIt');
  expect(error.cause).toBeInstanceOf(TypeError);
  expect((error.cause as Error).message).toBe('the reason');
});

test('an AggregateError arrives with its errors, a class of the user as the nearest built-in one with its name', async () => {
  const aggregate = (await spawn(work, 'throwIt', 'aggregate').then(undefined, (e: unknown) => e)) as AggregateError;
  expect(aggregate).toBeInstanceOf(AggregateError);
  expect(aggregate.errors[0]).toBeInstanceOf(TypeError);
  expect(aggregate.errors[1]).toBe('two');
  const own = (await spawn(work, 'throwIt', 'own').then(undefined, (e: unknown) => e)) as Error;
  expect([own instanceof Error, own.name, own.message]).toEqual([true, 'Error', 'mine']);
});

test('what is thrown need not be an error', async () => {
  await expect(spawn(work, 'throwIt', 'just a string')).rejects.toBe('just a string');
});

test('the error of a function that is sent as text arrives too', async () => {
  await expect(
    spawn(() => {
      throw new TypeError('inside');
    }),
  ).rejects.toThrow(TypeError);
});
