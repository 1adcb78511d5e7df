import { expect, test } from 'vitest';
import { AtomicI32 } from '../../atomic/index.ts';
import { allocate, allocateAligned, allocateZeroed, free, heapRegion } from '../../memory/index.ts';
import { FINALLY, HEAP_BYTES, MOST_THREADS, placeInArena, recordOf, SET_UP, SET_UP_BLOCKS } from './heap-map.ts';
import { events, newRealm, run } from './test-machine.ts';

test('what a thread allocates and frees are events, and nothing is filled', () => {
  const seen = events(() => {
    const p = allocateZeroed(24);
    free(p);
    free(p); // the machine judges it
  });
  const [first] = seen;
  const address = Number(/@(\d+)/.exec(first!)![1]);
  expect(seen).toEqual([`allocate 24 @${address}`, `free @${address}`, `free @${address}`]);
});

test('addresses are aligned as those of the real heap are', () => {
  const { result } = run(
    () => [allocate(1), allocate(500), allocate(40_000), allocateAligned(8, 256)],
    () => [allocate(1), allocate(500), allocate(40_000), allocateAligned(8, 256)],
  );
  for (const [i, alignment] of [16, 128, 65536, 256].entries()) expect(result[i]! % alignment).toBe(0);
});

test('each run of the program begins with the same empty heap', () => {
  const realm = newRealm();
  const once = (): unknown =>
    run(
      () => new AtomicI32(7),
      (word) => [word.address, word.exchange(9), heapRegion().byteLength],
      realm,
    ).result;
  expect(once()).toEqual([SET_UP_BLOCKS, 7, HEAP_BYTES]);
  expect(once()).toEqual([SET_UP_BLOCKS, 7, HEAP_BYTES]);
  run(
    () => allocate(4),
    (p) => expect(heapRegion().ops.load32(p)).toBe(0),
    realm,
  );
});

test('while the program is set up, a block is freed once', () => {
  run(
    () => {
      const p = allocate(8);
      free(p);
      expect(() => free(p)).toThrow(expect.objectContaining({ code: 'DOUBLE_FREE' }));
      expect(() => free(p + 16)).toThrow(expect.objectContaining({ code: 'NOT_ALLOCATED' }));
    },
    () => {},
  );
});

test('what was allocated during the set-up is known to the engine', () => {
  const realm = newRealm();
  run(
    () => free(allocate(8)),
    () => {
      const block = { address: SET_UP_BLOCKS, bytes: 8 };
      expect([...realm.heap.blocks.values()]).toEqual([block]);
      expect(realm.heap.freed).toEqual([block]);
    },
    realm,
  );
});

test('a heap that is used up says so', () => {
  run(
    () => expect(() => allocate(2 ** 21)).toThrow(expect.objectContaining({ code: 'OUT_OF_MEMORY' })),
    () => expect(() => allocate(2 ** 21)).toThrow(expect.objectContaining({ code: 'OUT_OF_MEMORY' })),
  );
});

test('records and arenas of threads lie apart', () => {
  expect(recordOf(SET_UP)).toBeGreaterThan(0);
  expect(recordOf(MOST_THREADS - 1) + 128).toBeLessThanOrEqual(SET_UP_BLOCKS);
  const first = placeInArena(FINALLY, 0, 8, 16);
  expect(placeInArena(FINALLY, first + 8, 8, 16)).toBe(first + 16);
  expect(placeInArena(MOST_THREADS - 1, 0, 2 ** 18, 16) + 2 ** 18).toBe(HEAP_BYTES);
  expect(() => placeInArena(MOST_THREADS, 0, 8, 16)).toThrow(/room for 60 threads/);
});
