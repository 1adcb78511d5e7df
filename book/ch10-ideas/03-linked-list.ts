/**
 * A sorted list of numbers that threads change without a lock. To insert is one exchange of a pointer. To remove takes two: first a mark
 * in the pointer of the node itself, from where on it is removed and nobody can insert behind it; then the pointer before it goes past.
 * Whoever comes by a marked node does the second step, so nobody has to wait for who did the first. The idea is T. Harris's (2001).
 *
 * Nodes are never freed here: another thread may stand on them, and a node that was used again would be taken for the old one. What to do
 * about that is what RCU is for.
 */
import { AtomicPtr } from 'lockwright/atomic';
import { allocate, heapRegion, u32 } from 'lockwright/memory';
import { scope } from 'lockwright/thread';

const NEXT = 0;
const VALUE = 4;
const NODE_BYTES = 8;
const END = 0;
/** Addresses are even, so this bit of the pointer is free. */
const REMOVED = 1;

const nextOf = (node: number): AtomicPtr => AtomicPtr.at(heapRegion(), node + NEXT);
const valueOf = (node: number): number => u32.get(heapRegion(), node + VALUE);
const isRemoved = (next: number): boolean => (next & REMOVED) !== 0;

/** Where a value is, or would be: the pointer to there, and the first node that is not less. */
interface Place {
  readonly before: AtomicPtr;
  readonly node: number;
}

export class List {
  readonly #head: AtomicPtr;

  constructor(head: AtomicPtr) {
    this.#head = head;
  }

  /** Unlinks the removed nodes that it comes by. */
  #find(value: number): Place {
    for (;;) {
      const place = this.#tryFind(value);
      if (place !== undefined) return place;
    }
  }

  /** Undefined if it has to begin again, since somebody was faster. */
  #tryFind(value: number): Place | undefined {
    let before = this.#head;
    let node = before.load('acquire');
    while (node !== END) {
      const next = nextOf(node).load('acquire');
      if (isRemoved(next)) {
        if (before.compareExchange(node, next - REMOVED, 'release', 'relaxed') !== node) return undefined;
        node = next - REMOVED;
      } else {
        if (valueOf(node) >= value) break;
        before = nextOf(node);
        node = next;
      }
    }
    return { before, node };
  }

  /** Returns false if it is there already. */
  insert(value: number): boolean {
    const added = allocate(NODE_BYTES);
    u32.set(heapRegion(), added + VALUE, value);
    for (;;) {
      const { before, node } = this.#find(value);
      if (node !== END && valueOf(node) === value) return false;
      nextOf(added).store(node, 'relaxed');
      // If the node before was removed meanwhile, its pointer is marked, and this fails.
      if (before.compareExchange(node, added, 'release', 'relaxed') === node) return true;
    }
  }

  /** Returns false if it is not there. */
  remove(value: number): boolean {
    for (;;) {
      const { before, node } = this.#find(value);
      if (node === END || valueOf(node) !== value) return false;
      const next = nextOf(node).load('acquire'); // for whoever finds it by the pointer that goes past
      if (isRemoved(next) || nextOf(node).compareExchange(next, next + REMOVED, 'relaxed', 'relaxed') !== next) continue;
      before.compareExchange(node, next, 'release', 'relaxed'); // if it fails, somebody else will do it
      return true;
    }
  }

  has(value: number): boolean {
    const { node } = this.#find(value);
    return node !== END && valueOf(node) === value;
  }

  toArray(): number[] {
    const values: number[] = [];
    for (let node = this.#head.load('acquire'); node !== END;) {
      const next = nextOf(node).load('acquire');
      if (!isRemoved(next)) values.push(valueOf(node));
      node = isRemoved(next) ? next - REMOVED : next;
    }
    return values;
  }
}

/** Inserts numbers from `first` in steps, and removes every other one of them. */
export function work(head: AtomicPtr, first: number, step: number, count: number): void {
  const list = new List(head);
  for (let i = 0; i < count; i++) list.insert(first + i * step);
  for (let i = 0; i < count; i += 2) list.remove(first + i * step);
}

if (import.meta.main) {
  const head = new AtomicPtr(END);
  scope((s) => {
    for (const first of [1, 2]) s.spawn(import.meta, work, head, first, 2, 5);
  });
  console.log(new List(head).toArray().join(' '));
}
