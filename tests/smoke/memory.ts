/** The shared heap and memory of one's own: blocks, errors, growth, another thread. */
import { Worker } from 'node:worker_threads';
import { allocate, allocateAligned, allocateZeroed, configureHeap, free, heapRegion, heapStatistics, regionOf } from 'lockwright/memory';
import { check } from './lib/check.ts';

const KIB = 1024;
const MAXIMUM_BYTES = 16 * KIB * KIB;

/** The code of the error that `f` throws. */
function codeOf(f: () => unknown): string {
  try {
    f();
  } catch (error) {
    return String((error as { code?: string }).code);
  }
  return 'no error';
}

configureHeap({ maximumBytes: MAXIMUM_BYTES });
const before = heapStatistics();
check('the heap has the maximum that was asked for', before.maximumBytes === MAXIMUM_BYTES);
check('it cannot be configured once it exists', codeOf(() => configureHeap({})) === 'HEAP_IN_USE');

const blocks = Array.from({ length: 2000 }, (_, n) => allocate(1 + n));
check('2000 blocks are different and multiples of 16', new Set(blocks).size === 2000 && blocks.every((p) => p % 16 === 0));
for (const [n, p] of blocks.entries()) heapRegion().u8.fill(n & 255, p, p + 1 + n);
check(
  'each keeps its bytes',
  blocks.every((p, n) => heapRegion().u8[p] === (n & 255) && heapRegion().u8[p + n] === (n & 255)),
);
check('the heap has grown', heapStatistics().committedBytes > before.committedBytes);
for (const p of blocks) free(p);
check('all of them can be freed', heapStatistics().usedBytes === before.usedBytes);

const zeroed = allocateZeroed(1000);
check(
  'allocateZeroed gives zeros',
  heapRegion()
    .u8.subarray(zeroed, zeroed + 1000)
    .every((byte) => byte === 0),
);
check('allocateAligned gives a cache line', allocateAligned(4, 128) % 128 === 0);
free(zeroed);
check('a block freed twice is told', codeOf(() => free(zeroed)) === 'DOUBLE_FREE');
check('an address at which no block begins is told', codeOf(() => free(zeroed + 16)) === 'NOT_ALLOCATED');
check('a size that cannot be is told', codeOf(() => allocate(-1)) === 'BAD_SIZE' && codeOf(() => allocate(1.5)) === 'BAD_SIZE');
check('an alignment that cannot be is told', codeOf(() => allocateAligned(8, 3)) === 'BAD_ALIGNMENT');

const full: number[] = [];
const code = codeOf(() => {
  for (;;) full.push(allocate(100));
});
check('a full heap is told', code === 'OUT_OF_MEMORY' && full.length * 112 > 0.8 * MAXIMUM_BYTES);
for (const p of full) free(p);
const large = allocate(MAXIMUM_BYTES / 2);
check('what was freed serves a block of another size', large > 0);
heapRegion().i32[large >>> 2] = 42;

const own = regionOf(new SharedArrayBuffer(64));
check("memory of one's own is a region", own.byteLength === 64 && codeOf(() => own.check(62, 4, 4, 'a word')) === 'MISALIGNED');

const addOne = `
  const { parentPort, workerData } = require('node:worker_threads');
  const words = new Int32Array(workerData.memory.buffer ?? workerData.memory);
  Atomics.add(words, workerData.address >>> 2, 1);
  parentPort.postMessage('done');
`;
const worker = new Worker(addOne, { eval: true, workerData: { memory: heapRegion().memory, address: large } });
await new Promise((resolve, reject) => {
  worker.once('message', resolve);
  worker.once('error', reject);
});
await worker.terminate();
check('another thread sees a block of the heap, and this one what that wrote', heapRegion().ops.load32(large) === 43);
