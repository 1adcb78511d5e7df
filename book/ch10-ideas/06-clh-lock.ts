/**
 * A list as in the lock before, but each looks at the word of who is before it. So nobody has to know who comes next, and an unlock is one
 * store. The node of who was before is of no use to anybody else then: whoever has waited for it takes it for itself. The idea is T.
 * Craig's, and A. Landin's and E. Hagersten's (1993).
 */
import { AtomicPtr, AtomicU32, spinLoopHint } from 'lockwright/atomic';
import { allocate, free, heapRegion } from 'lockwright/memory';
import { count, run } from './counting.ts';

const NODE_BYTES = 4;
const DONE = 0;
const BUSY = 1;

const stateOf = (node: number): AtomicU32 => AtomicU32.at(heapRegion(), node);

/** The first node, of nobody, who is done: what the lock points to at the beginning. */
export function newNode(): number {
  const node = allocate(NODE_BYTES);
  stateOf(node).store(DONE, 'relaxed');
  return node;
}

export class ClhLock {
  readonly #last: AtomicPtr;
  #node = 0;

  constructor(last: AtomicPtr) {
    this.#last = last;
  }

  /** `hasPlace` is called when nobody can overtake this thread any more. */
  lock(hasPlace: () => void = () => {}): void {
    const node = allocate(NODE_BYTES);
    this.#node = node;
    stateOf(node).store(BUSY, 'relaxed');
    // acquire: whoever made the node before has made it busy. release: whoever comes next looks at this one
    const before = this.#last.exchange(node, 'acqRel');
    hasPlace();
    while (stateOf(before).load('acquire') === BUSY) spinLoopHint();
    free(before);
  }

  unlock(): void {
    stateOf(this.#node).store(DONE, 'release');
  }
}

export function add(words: readonly AtomicU32[], total: Int32Array, times: number): void {
  count(new ClhLock(AtomicPtr.at(heapRegion(), words[0]!.address)), total, times);
}

if (import.meta.main) run(new URL(import.meta.url), [new AtomicU32(newNode())]);
