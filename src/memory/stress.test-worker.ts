/** The other threads of stress.node.test.ts and threads.node.test.ts: allocate, free, hand blocks over, and look for bytes that are not what their owner wrote. */
import { parentPort, workerData } from 'node:worker_threads';
import { current } from '../realm/realm.ts';
import '../realm/host.ts';
import { allocate, free } from './allocate.ts';
import { lockHeap, unlockHeap } from './heap-lock.ts';
import { heapRegion, joinHeap } from './heap.ts';
import { checkBlock, HAND_OVER_WORDS, markBlock, MARKED_BYTES, type Job } from './stress.test-help.ts';

const job = workerData as Job;
joinHeap(job.memory, job.block);
const { ops } = heapRegion();

const jobs = { mix, produce, consume, grow, 'hold the lock': holdTheLock };
jobs[job.kind]();
parentPort!.postMessage('done');

/** Allocates, frees, and gives blocks to whichever thread takes them; keeps at most `job.live` blocks. Ends with none. */
function mix(): void {
  const mine: number[] = [];
  const random = generator(job.seed);
  for (let n = 0; n < job.rounds; n++) {
    const what = random();
    if (what < 0.5 && mine.length < job.live) mine.push(newBlock(randomSize(random)));
    else if (what < 0.75) dispose(mine.splice(Math.floor(random() * mine.length), 1)[0]);
    else {
      const slot = job.exchange + 4 * Math.floor(random() * HAND_OVER_WORDS);
      const given = mine.pop() ?? 0;
      // pairs with the same exchange of another thread: the bytes of the block are visible to whoever finds its address
      const taken = ops.exchange32(slot, given, 'acqRel');
      if (taken !== 0) mine.push(taken);
      if (taken !== 0) checkBlock(heapRegion(), taken);
    }
    if ((n & 63) === 0) ops.add32(job.progress, 1, 'relaxed');
    if (mine.length > job.live) dispose(mine.pop());
  }
  for (const p of mine) dispose(p);
}

/** Gives every block away. */
function produce(): void {
  for (let n = 0; n < job.rounds; n++) {
    const slot = job.exchange + 4 * (n % HAND_OVER_WORDS);
    const p = newBlock(64);
    while (ops.cas32(slot, 0, p, 'release', 'relaxed') !== 0) Atomics.pause?.();
  }
}

/** Frees what the producer gives away. */
function consume(): void {
  for (let n = 0; n < job.rounds; n++) {
    const slot = job.exchange + 4 * (n % HAND_OVER_WORDS);
    let p = 0;
    while (p === 0) p = ops.exchange32(slot, 0, 'acquire');
    dispose(p);
  }
}

/** Grows the heap by allocating, and hands over what lies beyond the parent's views: a small block and a large one. */
function grow(): void {
  const kept = [];
  const before = heapRegion().byteLength;
  while (heapRegion().byteLength === before) kept.push(allocate(30_000));
  ops.store32(job.exchange, newBlock(64), 'release');
  ops.store32(job.exchange + 4, newBlock(1000), 'release');
  ops.store32(job.exchange + 8, newBlock(200_000), 'release');
  for (const p of kept) free(p);
}

/** Dies with the heap's lock if the parent ends it. */
function holdTheLock(): void {
  lockHeap(heapRegion());
  ops.store32(job.progress, current.block, 'release');
  ops.notify(job.progress, Infinity);
  ops.wait32(job.exchange, 0, Infinity);
  unlockHeap(heapRegion());
}

function newBlock(bytes: number): number {
  const p = allocate(bytes);
  markBlock(heapRegion(), p, bytes);
  return p;
}

function dispose(p: number | undefined): void {
  if (p === undefined) return;
  checkBlock(heapRegion(), p);
  free(p);
}

/** Mostly small, one in thirty of several pages. */
function randomSize(random: () => number): number {
  return random() < 1 / 30 ? 30_000 + Math.floor(random() * 200_000) : MARKED_BYTES + Math.floor(random() ** 3 * 3000);
}

/** Lehmer's generator: the same numbers for the same seed. */
function generator(seed: number): () => number {
  const MULTIPLIER = 48_271;
  const MODULUS = 2 ** 31 - 1;
  let state = seed;
  return () => {
    state = (state * MULTIPLIER) % MODULUS;
    return state / MODULUS;
  };
}
