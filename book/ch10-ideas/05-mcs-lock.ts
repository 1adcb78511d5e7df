/**
 * Those who wait stand in a list, and each looks at a word of its own, which who is before it changes: an unlock disturbs nobody but the
 * next. The lock is a pointer to the last of the list. The idea is J. Mellor-Crummey's and M. Scott's (1991).
 */
import { AtomicPtr, AtomicU32, spinLoopHint } from 'lockwright/atomic';
import { allocate, free, heapRegion } from 'lockwright/memory';
import { count, run } from './counting.ts';

const NEXT = 0;
const MUST_WAIT = 4;
const NODE_BYTES = 8;
const NOBODY = 0;

const nextOf = (node: number): AtomicPtr => AtomicPtr.at(heapRegion(), node + NEXT);
const mustWait = (node: number): AtomicU32 => AtomicU32.at(heapRegion(), node + MUST_WAIT);

export class McsLock {
  readonly #last: AtomicPtr;
  /** This thread's place in the list while it waits and has the lock. */
  #node = NOBODY;

  constructor(last: AtomicPtr) {
    this.#last = last;
  }

  /** `hasPlace` is called when nobody can overtake this thread any more. */
  lock(hasPlace: () => void = () => {}): void {
    const node = allocate(NODE_BYTES);
    this.#node = node;
    nextOf(node).store(NOBODY, 'relaxed');
    mustWait(node).store(1, 'relaxed');
    // acquire: pairs with the release of who left the list empty. release: whoever comes next writes into this node
    const before = this.#last.exchange(node, 'acqRel');
    hasPlace();
    if (before === NOBODY) return;
    nextOf(before).store(node, 'release');
    while (mustWait(node).load('acquire') === 1) spinLoopHint();
  }

  unlock(): void {
    const node = this.#node;
    let next = nextOf(node).load('acquire');
    if (next === NOBODY) {
      if (this.#last.compareExchange(node, NOBODY, 'release', 'relaxed') === node) return free(node);
      // Somebody has come, and is about to say so.
      while ((next = nextOf(node).load('acquire')) === NOBODY) spinLoopHint();
    }
    mustWait(next).store(0, 'release');
    free(node);
  }
}

export function add(words: readonly AtomicU32[], total: Int32Array, times: number): void {
  count(new McsLock(AtomicPtr.at(heapRegion(), words[0]!.address)), total, times);
}

if (import.meta.main) run(new URL(import.meta.url), [new AtomicU32(NOBODY)]);
