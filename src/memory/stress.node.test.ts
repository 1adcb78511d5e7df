/** Many threads on one heap: blocks change hands, the heap grows, threads are killed. Runs for seconds. */
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { allocateAligned, allocateZeroed, free, heapRegion, heapStatistics } from './index.ts';
import { auditHeap } from './heap-audit.test-help.ts';
import { breakHeapLock, lockHeap, tryLockHeap, unlockHeap } from './heap-lock.ts';
import { MemoryError } from '../realm/errors.ts';
import { adoptCaches } from './shared-lists.ts';
import { BATCH_BLOCKS } from './size-classes.ts';
import { checkBlock, HAND_OVER_WORDS, type Job } from './stress.test-help.ts';
import { BLOCK_BYTES, initialiseBlock } from './thread-block.ts';

let exchange: number;
let progress: number;
let usedBefore: number;

beforeEach(() => {
  usedBefore = heapStatistics().usedBytes;
  exchange = allocateZeroed(4 * HAND_OVER_WORDS);
  progress = allocateZeroed(4);
});

afterEach(() => {
  free(exchange);
  free(progress);
});

interface Thread {
  worker: Worker;
  block: number;
  /** Resolves when it is done, rejects if it threw. */
  done: Promise<void>;
}

function start(job: Partial<Job> & Pick<Job, 'kind'>): Thread {
  const heap = heapRegion();
  const block = allocateAligned(BLOCK_BYTES, BLOCK_BYTES);
  initialiseBlock(heapRegion().i32, block, 1);
  const workerData: Job = { seed: 1, rounds: 1, live: 1, memory: heap.memory, block, exchange, progress, ...job };
  const worker = new Worker(new URL('stress.test-worker.ts', import.meta.url), { workerData });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  worker.on('error', reject);
  worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`exit code ${code}`))));
  promise.catch(() => {});
  return { worker, block, done: promise };
}

/** What the supervisor does after a thread's end. */
function bury({ block }: Thread): void {
  const heap = heapRegion();
  breakHeapLock(heap, block);
  lockHeap(heap);
  adoptCaches(heap, block);
  unlockHeap(heap);
  free(block);
}

/** Frees the blocks that were in nobody's hands. */
function emptyExchange(): void {
  const heap = heapRegion();
  for (let n = 0; n < HAND_OVER_WORDS; n++) {
    const p = heap.ops.exchange32(exchange + 4 * n, 0, 'acquire');
    if (p === 0) continue;
    checkBlock(heap, p);
    free(p);
  }
}

/** Bytes that were leaked since the test began. */
function leaked(): number {
  const own = 256 + 16; // the exchange and the progress word
  return heapStatistics().usedBytes - usedBefore - own;
}

test('four threads allocate, free and hand over blocks while the heap grows: none is handed out twice, none is lost', async () => {
  const threads = [1, 2, 3, 4].map((seed) => start({ kind: 'mix', seed, rounds: 20_000, live: 300 }));
  await Promise.all(threads.map(({ done }) => done));
  emptyExchange();
  for (const thread of threads) bury(thread);
  expect(auditHeap()).toEqual({ faults: [], lostBlocks: 0, lostPages: 0 });
  expect(leaked()).toBe(0);
});

test('a producer and a consumer move a hundred thousand blocks through a heap that stays small', async () => {
  const pages = heapStatistics().committedBytes - heapStatistics().freeBytes;
  const threads = (['produce', 'consume'] as const).map((kind) => start({ kind, rounds: 100_000 }));
  await Promise.all(threads.map(({ done }) => done));
  const grown = heapStatistics().committedBytes - heapStatistics().freeBytes - pages;
  expect(grown).toBeLessThan(100_000); // of 6.4 MB that went through
  for (const thread of threads) bury(thread);
  expect(auditHeap()).toEqual({ faults: [], lostBlocks: 0, lostPages: 0 });
  expect(leaked()).toBe(0);
});

test('blocks beyond the views of a thread can be freed there, and a second free of them is told', async () => {
  const { byteLength } = heapRegion();
  const thread = start({ kind: 'grow' });
  await thread.done;
  const heap = heapRegion();
  const given = [0, 4, 8].map((offset) => heap.ops.load32(exchange + offset, 'acquire'));
  expect(heap.byteLength).toBe(byteLength);
  expect(given.some((p) => p >= byteLength)).toBe(true);
  for (const p of given) {
    free(p);
    expect(() => free(p)).toThrow(MemoryError);
  }
  bury(thread);
  expect(auditHeap()).toEqual({ faults: [], lostBlocks: 0, lostPages: 0 });
  expect(leaked()).toBe(0);
});

test('a heap whose lock a dead thread holds is usable again once the lock is broken', async () => {
  const thread = start({ kind: 'hold the lock' });
  const heap = heapRegion();
  const wait = heap.ops.waitAsync32(progress, 0, Infinity);
  if (wait.async) await wait.value;
  expect(heap.ops.load32(progress)).toBe(thread.block);
  expect(tryLockHeap(heap)).toBe(false);
  await thread.worker.terminate();
  expect(tryLockHeap(heap)).toBe(false);
  breakHeapLock(heap, thread.block);
  expect(tryLockHeap(heap)).toBe(true);
  breakHeapLock(heap, thread.block); // does nothing to the lock of another
  expect(tryLockHeap(heap)).toBe(false);
  unlockHeap(heap);
  bury(thread);
  expect(auditHeap().faults).toEqual([]);
});

/** Rounds that no thread lives to see the end of. */
const FOR_EVER = 2 ** 30;
const KILLED = 12;
const LIVE = 20;

test('threads that are killed while they allocate leave a sound heap, and take a bounded amount of memory with them', async () => {
  const survivor = start({ kind: 'mix', seed: 99, rounds: 60_000, live: LIVE });
  for (let n = 0; n < KILLED; n++) {
    const { ops } = heapRegion();
    const thread = start({ kind: 'mix', seed: 1000 + n, rounds: FOR_EVER, live: LIVE });
    // Not before both have worked for a while: the survivor ends, but a thread that runs for ever goes on counting.
    const target = ops.load32(progress, 'relaxed') + 100;
    for (let seen = ops.load32(progress, 'relaxed'); seen < target; seen = ops.load32(progress, 'relaxed')) await new Promise(setImmediate);
    await thread.worker.terminate();
    bury(thread);
  }
  await survivor.done;
  emptyExchange();
  bury(survivor);
  const audit = auditHeap();
  expect(audit.faults).toEqual([]);
  // A thread dies with what it is moving: a batch in its hands, and one it adds new blocks to.
  expect(audit.lostBlocks).toBeLessThanOrEqual(KILLED * 2 * BATCH_BLOCKS[0]!);
  expect(audit.lostPages).toBeLessThanOrEqual(KILLED * 4);
  // Its own live blocks are the program's to find: at most these, of at most four pages each.
  expect(leaked()).toBeLessThanOrEqual(KILLED * (LIVE + 1) * 4 * 65_536);
});
