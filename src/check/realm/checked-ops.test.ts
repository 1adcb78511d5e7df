import { expect, test } from 'vitest';
import { AtomicBool, AtomicF64, AtomicI32, AtomicI64, AtomicU8, fence, wait, wakeAll } from '../../atomic/index.ts';
import { JsOps } from '../../realm/backend/js-ops.ts';
import { CheckedOps } from './checked-ops.ts';
import { SET_UP_BLOCKS } from './heap-map.ts';
import { run, simBufferOf } from './test-machine.ts';

const P = SET_UP_BLOCKS;

test('atomics hand their declared orders on', () => {
  const { events } = run(
    () => new AtomicI32(5),
    (word) => {
      word.load('acquire');
      word.store(1, 'release');
      word.fetchAdd(1, 'relaxed');
      word.exchange(7, 'acqRel');
      word.fetchMax(9);
      word.compareExchange(9, 3, 'acqRel', 'relaxed');
    },
  );
  expect(events).toEqual([
    `load 4 @${P} acquire`,
    `store 4 @${P} release`,
    `add 4 @${P} relaxed`,
    `exchange 4 @${P} acqRel`,
    `maxS 4 @${P} seqCst`,
    `cas 4 @${P} acqRel relaxed`,
  ]);
});

test('what declares no order is seqCst, and a failure has what a load can have of the success', () => {
  const { events } = run(
    () => new AtomicI32(5),
    (word) => {
      word.load();
      word.compareExchange(0, 1);
      word.compareExchange(0, 1, 'acqRel');
      word.compareExchange(0, 1, 'release');
    },
  );
  expect(events).toEqual([`load 4 @${P} seqCst`, `cas 4 @${P} seqCst seqCst`, `cas 4 @${P} acqRel acquire`, `cas 4 @${P} release relaxed`]);
});

test('every width is one event of its size', () => {
  const { events, result } = run(
    () => [new AtomicU8(200), new AtomicI64(-1n), new AtomicF64(0.5), new AtomicBool(true)] as const,
    ([byte, long, float, flag]) => [
      byte.fetchAdd(100),
      byte.load(),
      long.fetchSub(1n),
      long.load(),
      float.fetchAdd(1),
      float.load(),
      flag.fetchNot(),
    ],
  );
  expect(result).toEqual([200, 44, -1n, -2n, 0.5, 1.5, true]);
  expect(events.map((event) => event.split(' ').slice(0, 2).join(' '))).toEqual([
    'add 1',
    'load 1',
    'sub 8',
    'load 8',
    'addF 8',
    'load 8',
    'xor 1',
  ]);
});

test('floats are compared as Object.is does, by one compareExchange', () => {
  const { events, result } = run(
    () => new AtomicF64(NaN),
    (float) => [float.compareExchange(NaN, 0), float.compareExchange(-0, 1), float.compareExchange(0, -0), float.load()],
  );
  expect(result).toEqual([NaN, 0, 0, -0]);
  expect(events.filter((event) => event.startsWith('cas'))).toHaveLength(3);
  expect(events).toHaveLength(4);
});

test('waiting, waking and fences are events', () => {
  const { events } = run(
    () => new AtomicI32(5),
    (word) => {
      wait(word, 4);
      wait(word, 5, 10);
      wakeAll(word);
      fence('acquire');
    },
  );
  expect(events).toEqual([`wait 4 @${P} Infinity`, `wait 4 @${P} 10`, `notify @${P} Infinity`, 'fence acquire']);
});

test('memory of the program itself is its own simulated memory', () => {
  const memory = new SharedArrayBuffer(16);
  const { events } = run(
    () => AtomicI32.at(memory, 8),
    (word) => word.fetchAdd(1),
  );
  expect(events).toEqual(['add 4 @8 seqCst']);
  expect(new Int32Array(memory)[2]).toBe(1);
});

test('an atomic that was freed through its handle refuses', () => {
  const { result } = run(
    () => new AtomicI32(5),
    (word) => {
      word.free();
      expect(() => word.load()).toThrow(expect.objectContaining({ code: 'FREED' }));
      return 'refused';
    },
  );
  expect(result).toBe('refused');
});

test('while the program is set up every operation does to the bytes what the reference does', () => {
  const theirs = new SharedArrayBuffer(64);
  const ours = new SharedArrayBuffer(64);
  const reference = new JsOps(theirs) as unknown as Record<string, (...args: unknown[]) => unknown>;
  const checked = new CheckedOps(simBufferOf(ours)) as unknown as typeof reference;
  const updates = ['exchange', 'add', 'sub', 'and', 'or', 'xor', 'nand', 'maxS', 'minS', 'maxU', 'minU'];
  for (const bits of [8, 16, 32, 64]) {
    const values = [0, 1, -1, 5, 0x7f, 0x80, 0xff, 0x7fff_ffff, -0x8000_0000];
    const value = (n: number): number | bigint => (bits === 64 ? BigInt(n) : n);
    for (const name of [...updates, 'store', 'load', 'cas'].map((op) => `${op}${bits}`)) {
      for (const [i, n] of values.entries()) {
        const args = [8, value(n), value(values[(i + 1) % values.length]!)];
        expect(checked[name]!(...args), `${name} ${n}`).toBe(reference[name]!(...args));
        expect(new Uint8Array(ours), `${name} ${n}`).toEqual(new Uint8Array(theirs));
      }
    }
  }
  for (const name of ['storeF64', 'exchangeF64', 'addF64', 'maxF64', 'minF64', 'loadF64']) {
    for (const n of [1.5, -0, 0, Infinity, -3]) expect(checked[name]!(16, n)).toBe(reference[name]!(16, n));
  }
});
