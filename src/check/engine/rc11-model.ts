import * as f from './fields.ts';
import type { Graph } from './graph.ts';
import type { Model } from './model.ts';
import * as orders from './orders.ts';
import { hasScCycle } from './rc11-sc-order.ts';

// V8 folds a module's own constants into the code.
const {
  BEFORE,
  COLUMNS,
  CO_PREVIOUS,
  ENQUEUE,
  FENCE_EVENT,
  FLAGS,
  FROM,
  HEAD,
  INDEX,
  KIND,
  LOC,
  NO_EVENT,
  ORDER,
  READ,
  THREAD,
  UREAD,
  UWRITE,
} = f;
const { WRITE } = f;
const { ACQUIRE, ATOMIC, RELEASE } = orders;

/**
 * RC11 (Lahav, Vafeiadis, Kang, Hur and Dreyer, PLDI 2017): C++'s memory model, repaired, with reads-from and program order acyclic together.
 *
 * Happens-before grows only towards the newest event, so each event keeps its clock of it from when it was added; a write keeps two more, of what it releases. Coherence bounds which
 * writes a read may see: none that is older than one that it knows of. The axiom about `seqCst` is judged on the whole graph (`rc11-sc-order.ts`), where it may be broken.
 */
export class Rc11Model implements Model {
  readonly columns: number;
  readonly graph: Graph;
  trailLength = 0;
  #trail: number[] = [];
  readonly #hb: number;
  /** What a write releases by itself: after a release, a release fence, or a store of its thread that does. */
  readonly #head: number;
  /** What a reader of the write acquires: that, and if it is a read-modify-write what its source releases. */
  readonly #message: number;

  constructor(threads: number, graph: (columns: number) => Graph) {
    this.columns = 3 * threads;
    this.graph = graph(this.columns);
    this.#hb = COLUMNS + threads;
    this.#head = this.#hb + threads;
    this.#message = this.#head + threads;
  }

  #copy(to: number, from: number): void {
    const { g, threads } = this.graph;
    for (let t = 0; t < threads; t++) g[to + t] = g[from + t]!;
  }

  #join(to: number, from: number): void {
    const { g, threads } = this.graph;
    for (let t = 0; t < threads; t++) if (g[from + t]! > g[to + t]!) g[to + t] = g[from + t]!;
  }

  #clear(to: number): void {
    this.graph.g.fill(0, to, to + this.graph.threads);
  }

  begin(event: number): void {
    const { g, base, stride } = this.graph;
    const at = base + event * stride;
    const before = g[at + BEFORE]!;
    if (before === NO_EVENT) this.#clear(at + this.#hb);
    else this.#copy(at + this.#hb, base + before * stride + this.#hb);
    g[at + this.#hb + g[at + THREAD]!] = g[at + INDEX]! + 1;
    this.#clear(at + this.#head);
    this.#clear(at + this.#message);
    const kind = g[at + KIND]!;
    if (kind === WRITE || kind === UWRITE) this.#beginWrite(at);
  }

  #beginWrite(at: number): void {
    const { g, base, stride } = this.graph;
    const order = g[at + ORDER]!;
    const head = at + this.#head;
    if ((order & RELEASE) !== 0) this.#copy(head, at + this.#hb);
    for (let e = g[at + BEFORE]!; e >= 0; e = g[base + e * stride + BEFORE]!) {
      const row = base + e * stride;
      if (g[row + THREAD] !== g[at + THREAD]) break;
      const kind = g[row + KIND]!;
      // A release fence orders all that is before it; a store to the same location continues what it released.
      if (kind === FENCE_EVENT && (g[row + ORDER]! & RELEASE) !== 0) this.#join(head, row + this.#hb);
      else if ((kind === WRITE || kind === UWRITE) && g[row + LOC] === g[at + LOC]) this.#join(head, row + this.#head);
    }
    if ((order & ATOMIC) === 0) return;
    this.#copy(at + this.#message, head);
    if (g[at + KIND] !== UWRITE) return;
    const source = g[base + g[at + BEFORE]! * stride + FROM]!;
    if (source >= 0) this.#join(at + this.#message, base + source * stride + this.#message);
  }

  #knows(at: number, event: number): boolean {
    const { g, base, stride } = this.graph;
    const row = base + event * stride;
    return g[at + this.#hb + g[row + THREAD]!]! > g[row + INDEX]!;
  }

  /** Whether the event at `at` comes after `w` or one that read it: then it sees nothing older. */
  #hasSeen(at: number, w: number, self: number): boolean {
    const graph = this.graph;
    if (this.#knows(at, w)) return true;
    for (let r = graph.firstReader(w); r !== NO_EVENT; r = graph.nextReader(r)) if (r !== self && this.#knows(at, r)) return true;
    return false;
  }

  sources(read: number, found: Int32Array): number {
    const graph = this.graph;
    const { g, base, stride } = graph;
    const at = base + read * stride;
    let count = 0;
    for (let w = graph.latest(g[at + LOC]!); ; w = g[base + w * stride + CO_PREVIOUS]!) {
      found[count++] = w;
      if (w < 0 || this.#hasSeen(at, w, read)) return count;
    }
  }

  places(write: number, found: Int32Array): number {
    const graph = this.graph;
    const { g, base, stride } = graph;
    const at = base + write * stride;
    let count = 0;
    let next = NO_EVENT;
    for (let w = graph.latest(g[at + LOC]!); ; w = g[base + w * stride + CO_PREVIOUS]!) {
      if (next === NO_EVENT || g[base + next * stride + KIND] !== UWRITE) found[count++] = w;
      if (w < 0 || this.#hasSeen(at, w, write)) return count;
      next = w;
    }
  }

  addRead(read: number): boolean {
    const { g, base, stride } = this.graph;
    const at = base + read * stride;
    const w = g[at + FROM]!;
    if (w >= 0 && (g[at + ORDER]! & ACQUIRE) !== 0) this.#join(at + this.#hb, base + w * stride + this.#message);
    if ((g[at + FLAGS]! & ENQUEUE) !== 0) return (w < 0 || this.#enqueue(at, w)) && !this.#isScCyclic();
    return this.graph.latest(g[at + LOC]!) === w || !this.#isScCyclic();
  }

  /** What comes before an enqueueing happens before the look at the word: the look must still be coherent then. */
  #enqueue(at: number, w: number): boolean {
    const graph = this.graph;
    const { g, base, stride } = graph;
    const head = base + g[at + BEFORE]! * stride;
    const message = base + w * stride + this.#message;
    for (let t = 0; t < graph.threads; t++) {
      if (g[message + t]! <= g[head + this.#hb + t]!) continue;
      this.#trail[this.trailLength++] = head + this.#hb + t;
      this.#trail[this.trailLength++] = g[head + this.#hb + t]!;
      g[head + this.#hb + t] = g[message + t]!;
    }
    this.#join(at + this.#hb, head + this.#hb);
    const source = g[head + FROM]!;
    for (let next = graph.coNext(source); next !== NO_EVENT; next = graph.coNext(next))
      if (this.#hasSeen(head, next, g[at + BEFORE]!)) return false;
    return true;
  }

  addWrite(write: number): boolean {
    const { graph } = this;
    const isEnqueue = (graph.get(write, FLAGS) & ENQUEUE) !== 0;
    return (!isEnqueue && graph.latest(graph.get(write, LOC)) === write) || !this.#isScCyclic();
  }

  addMark(mark: number, after: number): void {
    if (after < 0) return;
    const { base, stride } = this.graph;
    const at = base + mark * stride;
    this.#join(at + this.#hb, base + after * stride + this.#hb);
  }

  addOther(event: number): boolean {
    const { g, base, stride } = this.graph;
    const at = base + event * stride;
    if (g[at + KIND] !== FENCE_EVENT) return true;
    if ((g[at + ORDER]! & ACQUIRE) !== 0) {
      for (let e = g[at + BEFORE]!; e >= 0; e = g[base + e * stride + BEFORE]!) {
        const row = base + e * stride;
        if (g[row + THREAD] !== g[at + THREAD]) break;
        const isRead = g[row + KIND] === READ || g[row + KIND] === UREAD;
        const source = isRead && (g[row + ORDER]! & ATOMIC) !== 0 ? g[row + FROM]! : NO_EVENT;
        if (source >= 0) this.#join(at + this.#hb, base + source * stride + this.#message);
      }
    }
    return true;
  }

  /**
   * Whether the `seqCst` events cannot be in one order. Looked at only when something is added that comes before what is there: a read of what was overwritten, a write before others, or an
   * enqueueing, which moves its look. Nothing happens after what was just added, so all other new edges lead to it, and none from it.
   */
  #isScCyclic(): boolean {
    return hasScCycle(this.graph, this.#hb);
  }

  undo(trail: number): void {
    const { g } = this.graph;
    while (this.trailLength > trail) {
      const value = this.#trail[--this.trailLength]!;
      g[this.#trail[--this.trailLength]!] = value;
    }
  }

  /** Clocks depend on what an event depends on, and so are those of the frame before; except of a wait's read, which an enqueueing that is gone may have raised. */
  rebuild(read: number): void {
    const graph = this.graph;
    const { g, base, stride, size } = graph;
    for (let e = 0; e < size; e++) {
      const at = base + e * stride;
      if (e === read || (g[at + FLAGS]! & HEAD) === 0) continue;
      this.begin(e);
      const source = g[at + FROM]!;
      if (source >= 0) this.#join(at + this.#hb, base + source * stride + this.#message);
      for (let u = e + 1; u < size; u++) {
        if (graph.get(u, BEFORE) !== e || (graph.get(u, FLAGS) & ENQUEUE) === 0 || u === read) continue;
        const list = graph.get(u, FROM);
        if (list >= 0) this.#join(at + this.#hb, base + list * stride + this.#message);
      }
    }
  }

  mayRead(read: number, write: number): boolean {
    const graph = this.graph;
    const at = graph.row(read);
    for (let next = graph.coNext(write); next !== NO_EVENT; next = graph.coNext(next)) if (this.#hasSeen(at, next, read)) return false;
    return true;
  }

  happensBefore(earlier: number, later: number): boolean {
    return this.#knows(this.graph.row(later), earlier);
  }

  comesBefore(earlier: number, later: number): boolean {
    return this.graph.dependsOn(later, earlier);
  }

  rank(event: number): number {
    const { g, base, stride, threads } = this.graph;
    const from = base + event * stride + COLUMNS;
    let sum = 0;
    for (let t = 0; t < threads; t++) sum += g[from + t]!;
    return sum;
  }
}
