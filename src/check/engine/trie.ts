/**
 * What the threads do, learned by running them: a tree for each thread. A node is an operation, an edge the value that it gave. A thread is deterministic, so what it does next
 * depends on the values that it was given, and its code is run only for sequences of values that were never seen. Costs about 50 bytes a node.
 */

/** What a node is. */
export const UNKNOWN = 0;
export const LOAD = 1;
export const STORE = 2;
export const RMW = 3;
export const CAS = 4;
export const FENCE = 5;
export const LOCK = 6;
export const UNLOCK = 7;
export const WAIT = 8;
export const NOTIFY = 9;
export const CHOOSE = 10;
/** The thread stops for good: an `assume` that failed. */
export const ASSUME = 11;
export const END = 12;
export const THROW = 13;
export const SPAWN = 14;
export const JOIN = 15;
export const FREE = 16;
/** The thread did more steps than it may. */
export const TOO_LONG = 17;

/** A wait that gives a promise. */
export const WAIT_ASYNC = 18;
/** An async thread awaits: one of its promises is next. `a`: how many there are; `b`: bit i is set if promise i has a timeout. */
export const TURN = 19;
/** A look at the clock, of a thread that loops until a time has come: 1 if much time has passed. */
export const TIME = 20;
/** Before an operation that others can notice, of a thread that may be killed: 1 if it dies here. */
export const DIE = 21;
/** It was killed, and its things are put in order. */
export const KILLED = 22;

export const KIND_NAMES = [
  'unknown',
  'load',
  'store',
  'rmw',
  'compareExchange',
  'fence',
  'lock',
  'unlock',
  'wait',
  'notify',
  'choose',
  'assume',
  'end',
  'throw',
  'spawn',
  'join',
  'free',
  'too long',
  'waitAsync',
  'turn of the event loop',
  'look at the clock',
  'kill',
  'end of a killed thread',
] as const;

/** Whether the thread does nothing after it. */
export function isEnd(kind: number): boolean {
  return kind === END || kind === THROW || kind === KILLED;
}

/** In `spin`: whether the thread would only do again what it has just done. */
export const UNCHECKED = 0;
export const GOES_ON = 1;
export const SPINS = 2;

const FIRST_CAPACITY = 1024;
/** No edge, no node. */
export const NONE = -1;

export class Trie {
  kind = new Uint8Array(FIRST_CAPACITY);
  /** The location; of SPAWN and JOIN the thread. */
  loc = new Int32Array(FIRST_CAPACITY);
  /** Operands, such as the value of a store: see `op` in `run-operations.ts`. */
  a = new Int32Array(FIRST_CAPACITY);
  b = new Int32Array(FIRST_CAPACITY);
  order = new Uint8Array(FIRST_CAPACITY);
  failure = new Uint8Array(FIRST_CAPACITY);
  /** Which bytes of the location: 0 for all, else 16 × the first byte + the number of bytes. */
  part = new Int32Array(FIRST_CAPACITY);
  /** Steps from the root. */
  depth = new Int32Array(FIRST_CAPACITY);
  parent = new Int32Array(FIRST_CAPACITY);
  /** The value on the edge to it. */
  via = new Int32Array(FIRST_CAPACITY);
  /** See `spin.ts`. */
  spin = new Uint8Array(FIRST_CAPACITY);
  size = 0;
  /** Edges, as a table of children that are looked up by parent and value: a thread that counts may have thousands at one node. */
  #edges = new Int32Array(2 * FIRST_CAPACITY).fill(NONE);
  /** What a thread returned or threw, by its END or THROW node; what SPAWN begins with. */
  readonly extra = new Map<number, unknown>();

  newNode(parent: number, via: number): number {
    if (this.size === this.kind.length) this.#grow();
    const n = this.size++;
    this.kind[n] = UNKNOWN;
    this.spin[n] = UNCHECKED;
    this.parent[n] = parent;
    this.via[n] = via;
    this.depth[n] = parent === NONE ? 0 : this.depth[parent]! + 1;
    return n;
  }

  /** The node after `n` gave `value`; made if it is new. */
  child(n: number, value: number): number {
    const { parent, via } = this;
    const edges = this.#edges;
    const mask = edges.length - 1;
    let slot = hashOf(n, value) & mask;
    for (let c = edges[slot]!; c !== NONE; c = edges[slot]!) {
      if (parent[c] === n && via[c] === value) return c;
      slot = (slot + 1) & mask;
    }
    const c = this.newNode(n, value);
    // Growing has changed the table.
    if (edges === this.#edges) edges[slot] = c;
    else this.#addEdge(c);
    return c;
  }

  #addEdge(child: number): void {
    const edges = this.#edges;
    const mask = edges.length - 1;
    let slot = hashOf(this.parent[child]!, this.via[child]!) & mask;
    while (edges[slot] !== NONE) slot = (slot + 1) & mask;
    edges[slot] = child;
  }

  #rebuildEdges(capacity: number): void {
    this.#edges = new Int32Array(2 * capacity).fill(NONE);
    for (let n = 0; n < this.size; n++) if (this.parent[n] !== NONE) this.#addEdge(n);
  }

  define(n: number, kind: number, loc: number, a: number, b: number, order: number, failure: number, part: number): void {
    this.kind[n] = kind;
    this.loc[n] = loc;
    this.a[n] = a;
    this.b[n] = b;
    this.order[n] = order;
    this.failure[n] = failure;
    this.part[n] = part;
  }

  matches(n: number, kind: number, loc: number, a: number, b: number, order: number, failure: number, part: number): boolean {
    return (
      this.kind[n] === kind &&
      this.loc[n] === loc &&
      this.a[n] === a &&
      this.b[n] === b &&
      this.order[n] === order &&
      this.failure[n] === failure &&
      this.part[n] === part
    );
  }

  /**
   * Forgets all nodes but those that `keep` has a 1 for, and what leads to them; returns the new number of each. Whoever comes to a forgotten one again learns it again. Only for
   * threads that spawn none, since a spawn holds the numbers of others.
   */
  retain(keep: Uint8Array): Int32Array {
    // A node is younger than its parent, so one pass from the end marks all ancestors.
    for (let n = this.size - 1; n >= 0; n--) if (keep[n] === 1 && this.parent[n] !== NONE) keep[this.parent[n]!] = 1;
    const renamed = new Int32Array(this.size).fill(NONE);
    const columns = [this.kind, this.loc, this.a, this.b, this.order, this.failure, this.part, this.depth, this.spin, this.via];
    let size = 0;
    for (let n = 0; n < this.size; n++) {
      if (keep[n] === 0) continue;
      const to = size++;
      renamed[n] = to;
      for (const column of columns) column[to] = column[n]!;
      const parent = this.parent[n]!;
      this.parent[to] = parent === NONE ? NONE : renamed[parent]!;
    }
    const extra = [...this.extra].filter(([n]) => keep[n] === 1);
    this.extra.clear();
    for (const [n, value] of extra) this.extra.set(renamed[n]!, value);
    this.size = size;
    this.#rebuildEdges(this.kind.length);
    return renamed;
  }

  #grow(): void {
    this.kind = wider(this.kind);
    this.loc = wider(this.loc);
    this.a = wider(this.a);
    this.b = wider(this.b);
    this.order = wider(this.order);
    this.failure = wider(this.failure);
    this.part = wider(this.part);
    this.depth = wider(this.depth);
    this.spin = wider(this.spin);
    this.parent = wider(this.parent);
    this.via = wider(this.via);
    this.#rebuildEdges(this.kind.length);
  }
}

/** Mixes both well enough for a table whose size is a power of two. */
function hashOf(node: number, value: number): number {
  const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(value, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function wider<A extends Int32Array | Uint8Array>(from: A): A {
  const to = new (from.constructor as new (n: number) => A)(from.length * 2);
  to.set(from);
  return to;
}
