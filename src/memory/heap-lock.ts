import type { Region } from './region.ts';
import { current, realm } from '../realm/realm.ts';
import { HEAP_LOCK } from './header.ts';

const WORD = HEAP_LOCK * 4;

/** Set beside the owner when others may sleep on the word. */
const CONTENDED = 1;

/** Looks at the word this often before sleeping. The sections under this lock take well under a microsecond. A guess. */
const SPIN_LIMIT = 200;

/**
 * The small lock of the allocator: held for a few dozen instructions at a time, and in steps that leave the heap sound after each, so that the
 * lock of a dead thread can simply be broken. Where the agent may not block it spins.
 *
 * | value             | meaning                             | who changes it            |
 * |-------------------|-------------------------------------|---------------------------|
 * | 0                 | free                                | the holder, or its undertaker |
 * | block             | that thread is inside               | itself                    |
 * | block + CONTENDED | the same, and others may be asleep  | those who go to sleep     |
 */
export function lockHeap(heap: Region): void {
  if (heap.ops.cas32(WORD, 0, current.block, 'acquire', 'relaxed') !== 0) lockHeapContended(heap);
}

function lockHeapContended(heap: Region): void {
  const { ops } = heap;
  const me = current.block;
  const mayBlock = realm.canBlock();
  for (let spins = 0; ; spins++) {
    const word = ops.load32(WORD, 'relaxed');
    if (word === 0) {
      // taken as contended: others may still be asleep, and only this holder is left to wake one
      if (ops.cas32(WORD, 0, me | CONTENDED, 'acquire', 'relaxed') === 0) return;
    } else if (spins < SPIN_LIMIT || !mayBlock) {
      realm.pause();
    } else if ((word & CONTENDED) !== 0 || ops.cas32(WORD, word, word | CONTENDED, 'relaxed', 'relaxed') === word) {
      ops.wait32(WORD, word | CONTENDED, Infinity);
    }
  }
}

/** Takes the lock if it is free. For the supervisor, which must not wait for a thread whose death it has yet to hear of. */
export function tryLockHeap(heap: Region): boolean {
  return heap.ops.cas32(WORD, 0, current.block, 'acquire', 'relaxed') === 0;
}

export function unlockHeap(heap: Region): void {
  // An exchange: the flag beside the owner must be read and cleared in one step, or a waiter that sets it in between sleeps for ever.
  if ((heap.ops.exchange32(WORD, 0, 'release') & CONTENDED) !== 0) heap.ops.notify(WORD, 1);
}

/** Frees the lock if the thread with that block holds it. Called after that thread has ended. */
export function breakHeapLock(heap: Region, block: number): void {
  const word = heap.ops.load32(WORD, 'acquire');
  if ((word & ~CONTENDED) === block) heap.ops.store32(WORD, 0, 'release');
  // Also if it did not hold it: the one wake-up of an unlock may have gone to the thread that died.
  heap.ops.notify(WORD, Infinity);
}
