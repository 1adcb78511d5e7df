import * as f from './fields.ts';
import type { Graph } from './graph.ts';
import type { Model } from './model.ts';
import * as orders from './orders.ts';

// V8 folds a module's own constants into the code.
const { BEFORE, COLUMNS, CO_NEXT, ENQUEUE, FENCE_EVENT, FLAGS, FROM, HEAD, INDEX, KIND, LOC, MARK, NO_EVENT, ORDER, READ } = f;
const { CHOICE, READS_AFTER, THREAD, UREAD, UWRITE, WRITE, WRITES_AFTER, CO_PREVIOUS } = f;
const { ATOMIC, SEQ_CST } = orders;

/**
 * Models in which one order holds everything together: program order as far as it is preserved, reads-from, the order of writes, and from-reads (a read comes before the write that
 * follows its source) must have no cycle.
 *
 * - **SC**: all of program order is preserved (Lamport 1979).
 * - **JS**: the same, and beside it happens-before, to find data races. A program without any has only the executions of SC (the SC-DRF theorem of ECMAScript's memory model).
 * - **TSO**: a read may overtake the writes before it, and read one of its own thread's early; a fence, a read-modify-write and a `seqCst` store hold it back (Owens, Sarkar and
 *   Sewell 2009).
 *
 * Each event has a clock that is closed under the order: for each chain, how many of its events come before it. A chain is a thread; under TSO the reads of a thread are one, and its
 * writes another. So whether a choice would close a cycle is one comparison. Adding the latest is joining a few clocks; anything else adds an edge to one event, and so joins into all
 * that come after that, noted on a trail.
 */
export class OrderModel implements Model {
  readonly columns: number;
  readonly #graph: Graph;
  readonly #tso: boolean;
  readonly #judgesRaces: boolean;
  readonly #chains: number;
  /** Where the clocks are in a row. */
  readonly #clock: number;
  /** Where the clock of happens-before is. */
  readonly #hb: number;
  #trail = new Int32Array(4096);
  trailLength = 0;

  constructor(threads: number, which: 'sc' | 'js' | 'tso', graph: (columns: number) => Graph) {
    this.#tso = which === 'tso';
    this.#judgesRaces = which === 'js';
    this.#chains = this.#tso ? 2 * threads : threads;
    this.columns = this.#chains + (this.#judgesRaces ? threads : 0);
    this.#graph = graph(this.columns);
    this.#clock = COLUMNS + threads;
    this.#hb = this.#clock + this.#chains;
  }

  get graph(): Graph {
    return this.#graph;
  }

  #chainOf(at: number): number {
    const { g } = this.#graph;
    const thread = g[at + THREAD]!;
    if (!this.#tso) return thread;
    const kind = g[at + KIND]!;
    return 2 * thread + (kind === WRITE || kind === UWRITE ? 1 : 0);
  }

  /** Whether `event` comes before the event whose row is at `later`, or is it. */
  #isBefore(event: number, later: number): boolean {
    const graph = this.#graph;
    const at = graph.base + event * graph.stride;
    const chain = this.#clock + this.#chainOf(at);
    return graph.g[later + chain]! >= graph.g[at + chain]!;
  }

  #join(to: number, event: number): void {
    const { g, base, stride } = this.#graph;
    const from = base + event * stride + this.#clock;
    const end = from + this.#chains;
    for (let i = from, j = to + this.#clock; i < end; i++, j++) if (g[i]! > g[j]!) g[j] = g[i]!;
  }

  /** Whether the order holds between this access and those on its other side that TSO lets pass. */
  #isLocked(at: number): boolean {
    const { g } = this.#graph;
    const kind = g[at + KIND]!;
    return kind === UREAD || kind === UWRITE || (g[at + FLAGS]! & HEAD) !== 0;
  }

  begin(event: number): void {
    const { g, base, stride } = this.#graph;
    const at = base + event * stride;
    const to = at + this.#clock;
    for (let c = 0; c < this.#chains; c++) g[to + c] = 0;
    const before = g[at + BEFORE]!;
    let reads = NO_EVENT;
    let writes = NO_EVENT;
    if (before !== NO_EVENT) {
      reads = g[base + before * stride + READS_AFTER]!;
      writes = g[base + before * stride + WRITES_AFTER]!;
    }
    let number = 0;
    if (!this.#tso) {
      if (before !== NO_EVENT) this.#join(at, before);
      number = g[at + INDEX]! + 1;
      reads = event;
      writes = event;
    } else {
      const kind = g[at + KIND]!;
      const isWrite = kind === WRITE || kind === UWRITE;
      const isFence = (kind === FENCE_EVENT && (g[at + ORDER]! & SEQ_CST) !== 0) || kind === MARK;
      const passes = kind === CHOICE || (kind === FENCE_EVENT && !isFence);
      const locked = this.#isLocked(at) || isFence;
      if (reads >= 0) this.#join(at, reads);
      if (writes >= 0 && (isWrite || locked)) this.#join(at, writes);
      number = g[at + INDEX]! + 1;
      if (!passes) {
        if (isWrite || isFence) writes = event;
        if (!isWrite || locked || (g[at + ORDER]! & SEQ_CST) !== 0) reads = event;
      }
    }
    g[at + READS_AFTER] = reads;
    g[at + WRITES_AFTER] = writes;
    g[to + this.#chainOf(at)] = number;
    if (this.#judgesRaces) this.#beginHappensBefore(at, before);
  }

  #beginHappensBefore(at: number, before: number): void {
    const { g, base, stride, threads } = this.#graph;
    const to = at + this.#hb;
    if (before === NO_EVENT) for (let t = 0; t < threads; t++) g[to + t] = 0;
    else for (let t = 0, from = base + before * stride + this.#hb; t < threads; t++) g[to + t] = g[from + t]!;
    g[to + g[at + THREAD]!] = g[at + INDEX]! + 1;
  }

  #synchronize(at: number, event: number): void {
    const { g, base, stride, threads } = this.#graph;
    const from = base + event * stride + this.#hb;
    const to = at + this.#hb;
    for (let t = 0; t < threads; t++) if (g[from + t]! > g[to + t]!) g[to + t] = g[from + t]!;
  }

  /** What an edge from a read to a write leads to: a wait's read and its enqueueing are one step. */
  #target(write: number): number {
    const graph = this.#graph;
    return (graph.get(write, FLAGS) & ENQUEUE) === 0 ? write : graph.get(graph.get(write, BEFORE), BEFORE);
  }

  sources(read: number, found: Int32Array): number {
    const graph = this.#graph;
    const { g, base, stride } = graph;
    const at = base + read * stride;
    const thread = g[at + THREAD]!;
    let count = 0;
    for (let w = graph.latest(g[at + LOC]!); ; w = g[base + w * stride + CO_PREVIOUS]!) {
      found[count++] = w;
      if (w < 0 || this.#isBefore(this.#target(w), at)) break;
      if (this.#tso && g[base + w * stride + THREAD] === thread) break;
    }
    return (g[at + FLAGS]! & ENQUEUE) === 0 ? count : this.#withoutThoseAfterTheHead(read, found, count);
  }

  /** An enqueueing cannot come after what comes after its own look at the word. */
  #withoutThoseAfterTheHead(read: number, found: Int32Array, count: number): number {
    const graph = this.#graph;
    const head = graph.get(read, BEFORE);
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const w = found[i]!;
      if (w < 0 || !this.#isBefore(head, graph.row(w))) found[kept++] = w;
    }
    return kept;
  }

  places(write: number, found: Int32Array): number {
    const graph = this.#graph;
    const { g, base, stride } = graph;
    const at = base + write * stride;
    let count = 0;
    let next = NO_EVENT;
    for (let w = graph.latest(g[at + LOC]!); ; w = g[base + w * stride + CO_PREVIOUS]!) {
      if (next === NO_EVENT || g[base + next * stride + KIND] !== UWRITE) found[count++] = w;
      if (w < 0 || this.#isBefore(w, at)) break;
      next = w;
    }
    return count;
  }

  addRead(read: number): boolean {
    const graph = this.#graph;
    const { g, base, stride } = graph;
    const at = base + read * stride;
    const w = g[at + FROM]!;
    if (w >= 0) {
      const from = base + w * stride;
      if (!this.#tso || g[from + THREAD] !== g[at + THREAD] || this.#isLocked(at)) this.#join(at, w);
      if (this.#judgesRaces && (g[at + ORDER]! & ATOMIC) !== 0 && (g[from + ORDER]! & ATOMIC) !== 0) this.#synchronize(at, w);
    }
    const next = graph.coNext(w);
    if (next !== NO_EVENT) this.#propagate(read, this.#target(next));
    return (g[at + FLAGS]! & ENQUEUE) === 0 || this.#enqueue(read, w);
  }

  /**
   * The read half of an enqueueing after `w`: that, and the notifications that found the list as it was then, come before the look at the word, which is the event before. False if
   * one of those notifications comes after it: then they contradict each other.
   */
  #enqueue(read: number, w: number): boolean {
    const graph = this.#graph;
    const head = graph.get(read, BEFORE);
    if (w >= 0) this.#propagate(w, head);
    for (let r = graph.firstReader(w); r !== NO_EVENT; r = graph.nextReader(r)) {
      if (graph.get(r, KIND) === READ && this.#isBefore(head, graph.row(r))) return false;
    }
    for (let r = graph.firstReader(w); r !== NO_EVENT; r = graph.nextReader(r)) {
      if (graph.get(r, KIND) === READ) this.#propagate(r, head);
    }
    if (this.#judgesRaces && w >= 0) {
      this.#synchronizeNoted(graph.row(head), w);
      this.#synchronizeNoted(graph.row(read), w);
    }
    return true;
  }

  #synchronizeNoted(at: number, event: number): void {
    const { g, base, stride, threads } = this.#graph;
    const from = base + event * stride + this.#hb;
    const to = at + this.#hb;
    for (let t = 0; t < threads; t++) if (g[from + t]! > g[to + t]!) this.#write(to + t, g[from + t]!);
  }

  addWrite(write: number): boolean {
    const graph = this.#graph;
    const { g, base, stride } = graph;
    const at = base + write * stride;
    const p = g[at + CO_PREVIOUS]!;
    if (p >= 0) this.#join(at, p);
    for (let r = graph.firstReader(p); r !== NO_EVENT; r = g[base + r * stride + f.NEXT_READER]!) this.#join(at, r);
    const next = g[at + CO_NEXT]!;
    if (next !== NO_EVENT) this.#propagate(write, next);
    return true;
  }

  addMark(mark: number, after: number): void {
    if (after < 0) return;
    const at = this.#graph.row(mark);
    this.#join(at, after);
    if (this.#judgesRaces) this.#synchronize(at, after);
  }

  addOther(): boolean {
    return true;
  }

  /** Adds the edge from `event` to `to`: everything from `to` on comes after all that `event` comes after. */
  #propagate(event: number, to: number): void {
    const { g, base, stride, size } = this.#graph;
    const clock = this.#clock;
    const toAt = base + to * stride;
    const chain = clock + this.#chainOf(toAt);
    const number = g[toAt + chain]!;
    const from = base + event * stride + clock;
    const end = from + this.#chains;
    for (let x = 0, at = base; x < size; x++, at += stride) {
      if (g[at + chain]! < number || x === event) continue;
      for (let i = from, j = at + clock; i < end; i++, j++) if (g[i]! > g[j]!) this.#write(j, g[i]!);
    }
  }

  #write(at: number, value: number): void {
    if (this.trailLength + 2 > this.#trail.length) {
      const wider = new Int32Array(2 * this.#trail.length);
      wider.set(this.#trail);
      this.#trail = wider;
    }
    this.#trail[this.trailLength++] = at;
    this.#trail[this.trailLength++] = this.#graph.g[at]!;
    this.#graph.g[at] = value;
  }

  undo(trail: number): void {
    const { g } = this.#graph;
    while (this.trailLength > trail) {
      const value = this.#trail[--this.trailLength]!;
      g[this.#trail[--this.trailLength]!] = value;
    }
  }

  readonly #order: number[] = [];
  readonly #ranks: number[] = [];

  rebuild(read: number, write: number): void {
    const graph = this.#graph;
    const { base, stride, size } = graph;
    // The clocks of the frame before are of a larger order, so sorting by them gives an order in which these events can have happened.
    const order = this.#order;
    const ranks = this.#ranks;
    order.length = 0;
    for (let e = 0; e < size; e++) {
      if (e === read || e === write) continue;
      const rank = this.rank(e);
      let i = order.length;
      order.push(e);
      ranks[i] = rank;
      for (; i > 0 && ranks[i - 1]! > rank; i--) {
        order[i] = order[i - 1]!;
        ranks[i] = ranks[i - 1]!;
      }
      order[i] = e;
      ranks[i] = rank;
    }
    for (const e of order) {
      const at = base + e * stride;
      this.#recompute(e, at, read);
    }
  }

  /** The clock of an event all of whose predecessors have theirs. Happens-before is that of the frame before: it depends on nothing that was dropped. */
  #recompute(e: number, at: number, read: number): void {
    const graph = this.#graph;
    const { g, base, stride } = graph;
    const kind = g[at + KIND]!;
    const number = g[at + this.#clock + this.#chainOf(at)]!;
    const to = at + this.#clock;
    for (let c = 0; c < this.#chains; c++) g[to + c] = 0;
    const before = g[at + BEFORE]!;
    if (!this.#tso) {
      if (before !== NO_EVENT) this.#join(at, before);
    } else if (before !== NO_EVENT) {
      const reads = g[base + before * stride + READS_AFTER]!;
      const writes = g[base + before * stride + WRITES_AFTER]!;
      const isWrite = kind === WRITE || kind === UWRITE;
      const isFence = (kind === FENCE_EVENT && (g[at + ORDER]! & SEQ_CST) !== 0) || kind === MARK;
      if (reads >= 0) this.#join(at, reads);
      if (writes >= 0 && (isWrite || isFence || this.#isLocked(at))) this.#join(at, writes);
    }
    g[to + this.#chainOf(at)] = number;
    const source = g[at + FROM]!;
    if ((kind === READ || kind === UREAD || kind === MARK) && source >= 0) {
      const own = g[base + source * stride + THREAD] === g[at + THREAD];
      if (!this.#tso || !own || this.#isLocked(at) || kind === MARK) this.#join(at, source);
    }
    if (kind === WRITE || kind === UWRITE) {
      const p = g[at + CO_PREVIOUS]!;
      if (p >= 0) this.#join(at, p);
      if (p !== NO_EVENT) for (let r = graph.firstReader(p); r !== NO_EVENT; r = graph.nextReader(r)) if (r !== e) this.#join(at, r);
    }
    if ((g[at + FLAGS]! & HEAD) !== 0) this.#recomputeHead(e, at, read);
  }

  /** What comes before the enqueueing of a wait comes before its read. */
  #recomputeHead(head: number, at: number, read: number): void {
    const graph = this.#graph;
    if (this.#judgesRaces) {
      // Without its enqueueing it synchronizes with less.
      this.#beginHappensBefore(at, graph.g[at + BEFORE]!);
      if (graph.g[at + FROM]! >= 0) this.#synchronize(at, graph.g[at + FROM]!);
    }
    let enqueue = head + 1;
    while (enqueue < graph.size && !(graph.get(enqueue, BEFORE) === head && (graph.get(enqueue, FLAGS) & ENQUEUE) !== 0)) enqueue++;
    if (enqueue >= graph.size || enqueue === read) return;
    const row = graph.row(enqueue);
    const source = graph.g[row + FROM]!;
    if (source === NO_EVENT) return;
    if (source >= 0) {
      this.#join(at, source);
      if (this.#judgesRaces) this.#synchronize(at, source);
    }
    for (let r = graph.firstReader(source); r !== NO_EVENT; r = graph.nextReader(r)) if (graph.get(r, KIND) === READ) this.#join(at, r);
  }

  mayRead(read: number, write: number): boolean {
    const graph = this.#graph;
    const at = graph.row(read);
    if (write >= 0 && this.#isBefore(read, graph.row(write))) return false;
    const next = graph.coNext(write);
    if (next !== NO_EVENT && this.#isBefore(this.#target(next), at)) return false;
    if (write >= 0 && (graph.get(read, FLAGS) & ENQUEUE) !== 0 && this.#isBefore(graph.get(read, BEFORE), graph.row(write))) return false;
    // The read's own thread may have written the location since.
    for (let w = next; this.#tso && w >= 0; w = graph.coNext(w)) {
      if (graph.get(w, THREAD) === graph.get(read, THREAD) && graph.get(w, INDEX) < graph.get(read, INDEX)) return false;
    }
    return true;
  }

  happensBefore(earlier: number, later: number): boolean {
    const graph = this.#graph;
    const at = graph.row(earlier);
    return graph.g[graph.row(later) + this.#hb + graph.g[at + THREAD]!]! > graph.g[at + INDEX]!;
  }

  comesBefore(earlier: number, later: number): boolean {
    return this.#isBefore(earlier, this.#graph.row(later));
  }

  rank(event: number): number {
    const { g, base, stride } = this.#graph;
    const from = base + event * stride + this.#clock;
    let sum = 0;
    for (let c = 0; c < this.#chains; c++) sum += g[from + c]!;
    return sum;
  }
}
