import * as f from './fields.ts';
import type { Locations } from './locations.ts';

// V8 folds a module's own constants into the code.
const { AFTER, BEFORE, COLUMNS, CO_NEXT, CO_PREVIOUS, FROM, INDEX, KIND, LOC, NEXT_READER, NO_EVENT, READ, READERS, THREAD, UNPLACED } = f;
const { FLAGS, MARK, STUCK, NODE, ORDER, TRAIL, TWIN, UREAD, UWRITE, VALUE, WRITE } = f;

/** Integers that a location has in the graph: its readers of the initial value, its first and its last write. */
const LOC_COLUMNS = 3;
const LOC_READERS = 0;
const LOC_FIRST = 1;
const LOC_LAST = 2;
/** Integers that a thread has: its last event, and the event that spawned it. */
const THREAD_COLUMNS = 2;

/** Below this a loop is faster than the call of `copyWithin`. */
const SHORT_COPY = 64;

const FIRST_EVENTS = 4096;
const FIRST_LOCATIONS = 1024;

/**
 * The execution graph: events, what each read reads from, and the order of writes to each location. Adding an event and removing the last one are a few stores; a copy of a part, for
 * a revisit, becomes the graph of a new frame, and the one before is there again when that is popped. Memory: what the frames hold, which is bounded by depth.
 */
export class Graph {
  /** Rows of all frames. */
  g = new Int32Array(0);
  /** Where the rows of this frame begin. */
  base = 0;
  /** Events in this frame. */
  size = 0;
  /** Integers in a row. */
  readonly stride: number;
  readonly threads: number;
  readonly locations: Locations;
  #l = new Int32Array(FIRST_LOCATIONS * LOC_COLUMNS);
  #lbase = 0;
  /** Locations of this frame that have headers. */
  #lsize = 0;
  #t: Int32Array;
  #tbase = 0;
  readonly #frames: number[] = [];

  constructor(threads: number, modelColumns: number, locations: Locations) {
    this.threads = threads;
    this.stride = COLUMNS + threads + modelColumns;
    this.locations = locations;
    this.g = new Int32Array(FIRST_EVENTS * this.stride);
    this.#t = new Int32Array(16 * threads * THREAD_COLUMNS);
    this.#t.fill(NO_EVENT);
  }

  get(event: number, column: number): number {
    return this.g[this.base + event * this.stride + column]!;
  }

  set(event: number, column: number, value: number): void {
    this.g[this.base + event * this.stride + column] = value;
  }

  /** Where the row of an event begins in `g`. */
  row(event: number): number {
    return this.base + event * this.stride;
  }

  lastOf(thread: number): number {
    return this.#t[this.#tbase + thread * THREAD_COLUMNS]!;
  }

  #setLast(thread: number, event: number): void {
    this.#t[this.#tbase + thread * THREAD_COLUMNS] = event;
  }

  /** The event that spawned the thread; NO_EVENT if it was there from the start, or is not there yet. */
  spawnOf(thread: number): number {
    return this.#t[this.#tbase + thread * THREAD_COLUMNS + 1]!;
  }

  setSpawn(thread: number, event: number): void {
    this.#t[this.#tbase + thread * THREAD_COLUMNS + 1] = event;
  }

  /** Adds an event to a thread. Its value, source and place are set afterwards. */
  add(kind: number, thread: number, node: number, loc: number, order: number, trail: number): number {
    const event = this.size++;
    const { stride } = this;
    const at = this.base + event * stride;
    if (at + stride > this.g.length) this.#grow();
    const { g } = this;
    const last = this.lastOf(thread);
    g[at + KIND] = kind;
    g[at + THREAD] = thread;
    g[at + INDEX] = last === NO_EVENT ? 0 : g[this.base + last * stride + INDEX]! + 1;
    g[at + LOC] = loc;
    g[at + FROM] = NO_EVENT;
    g[at + NODE] = node;
    g[at + AFTER] = STUCK;
    g[at + BEFORE] = last === NO_EVENT ? this.spawnOf(thread) : last;
    g[at + CO_NEXT] = NO_EVENT;
    g[at + CO_PREVIOUS] = NO_EVENT;
    g[at + READERS] = NO_EVENT;
    g[at + NEXT_READER] = NO_EVENT;
    g[at + TRAIL] = trail;
    g[at + ORDER] = order;
    g[at + FLAGS] = 0;
    g[at + TWIN] = NO_EVENT;
    this.#dependOnBefore(at);
    this.#setLast(thread, event);
    return event;
  }

  #grow(): void {
    const wider = new Int32Array(this.g.length * 2);
    wider.set(this.g);
    this.g = wider;
  }

  #dependOnBefore(at: number): void {
    const { g, base, stride, threads } = this;
    const before = g[at + BEFORE]!;
    const to = at + COLUMNS;
    if (before === NO_EVENT) for (let t = 0; t < threads; t++) g[to + t] = 0;
    else {
      const from = base + before * stride + COLUMNS;
      for (let t = 0; t < threads; t++) g[to + t] = g[from + t]!;
    }
    g[to + g[at + THREAD]!] = g[at + INDEX]! + 1;
  }

  /** The event depends on what `other` depends on. */
  depend(event: number, other: number): void {
    if (other < 0) return;
    const { g, base, stride, threads } = this;
    const to = base + event * stride + COLUMNS;
    const from = base + other * stride + COLUMNS;
    for (let t = 0; t < threads; t++) if (g[from + t]! > g[to + t]!) g[to + t] = g[from + t]!;
  }

  /** A read that got another source depends on its predecessor, its twin and that only. */
  resetDependencies(event: number): void {
    this.#dependOnBefore(this.row(event));
    this.dependOnTwin(event);
  }

  /** It depends on its twin, and on all that is one step with that: the write of a read-modify-write, the enqueueing of a wait. */
  dependOnTwin(event: number): void {
    for (let e = this.get(event, TWIN); e !== NO_EVENT; e = this.next(e)) {
      this.depend(event, e);
      const after = this.get(e, AFTER);
      if (after !== f.PENDING_WRITE && after !== f.PENDING_ENQUEUE) return;
    }
  }

  /** The event after it in its thread. Looks through all that were added since. */
  next(event: number): number {
    const thread = this.get(event, THREAD);
    for (let e = event + 1; e < this.size; e++) if (this.get(e, THREAD) === thread) return e;
    return NO_EVENT;
  }

  /** Whether `of` depends on `event`, or is it. */
  dependsOn(of: number, event: number): boolean {
    const { g, base, stride } = this;
    const at = base + event * stride;
    return g[base + of * stride + COLUMNS + g[at + THREAD]!]! > g[at + INDEX]!;
  }

  // --- reads ---

  firstReader(write: number): number {
    return write < 0 ? this.#l[this.#lbase + ~write * LOC_COLUMNS + LOC_READERS]! : this.g[this.base + write * this.stride + READERS]!;
  }

  nextReader(read: number): number {
    return this.g[this.base + read * this.stride + NEXT_READER]!;
  }

  #setFirstReader(write: number, read: number): void {
    if (write < 0) this.#l[this.#lbase + ~write * LOC_COLUMNS + LOC_READERS] = read;
    else this.g[this.base + write * this.stride + READERS] = read;
  }

  link(read: number, write: number): void {
    const at = this.row(read);
    this.g[at + FROM] = write;
    this.g[at + NEXT_READER] = this.firstReader(write);
    this.#setFirstReader(write, read);
  }

  unlink(read: number): void {
    const at = this.row(read);
    const write = this.g[at + FROM]!;
    if (write === NO_EVENT) return;
    let other = this.firstReader(write);
    if (other === read) this.#setFirstReader(write, this.g[at + NEXT_READER]!);
    else {
      for (let next = this.nextReader(other); next !== read; next = this.nextReader(other)) other = next;
      this.set(other, NEXT_READER, this.g[at + NEXT_READER]!);
    }
    this.g[at + FROM] = NO_EVENT;
  }

  // --- the order of writes ---

  /** The value of a write. */
  valueOf(write: number): number {
    return write < 0 ? this.locations.all[~write]!.initial : this.g[this.base + write * this.stride + VALUE]!;
  }

  /** The last write of a location. */
  latest(loc: number): number {
    if (loc >= this.#lsize) this.#addLocations(loc);
    return this.#l[this.#lbase + loc * LOC_COLUMNS + LOC_LAST]!;
  }

  coNext(write: number): number {
    return write < 0 ? this.#l[this.#lbase + ~write * LOC_COLUMNS + LOC_FIRST]! : this.g[this.base + write * this.stride + CO_NEXT]!;
  }

  coPrevious(write: number): number {
    return this.g[this.base + write * this.stride + CO_PREVIOUS]!;
  }

  place(write: number, after: number): void {
    const { g, base, stride } = this;
    const at = base + write * stride;
    const next = this.coNext(after);
    const l = this.#lbase + g[at + LOC]! * LOC_COLUMNS;
    g[at + CO_PREVIOUS] = after;
    g[at + CO_NEXT] = next;
    if (after < 0) this.#l[l + LOC_FIRST] = write;
    else g[base + after * stride + CO_NEXT] = write;
    if (next === NO_EVENT) this.#l[l + LOC_LAST] = write;
    else g[base + next * stride + CO_PREVIOUS] = write;
  }

  unplace(write: number): void {
    const { g, base, stride } = this;
    const at = base + write * stride;
    const after = g[at + CO_PREVIOUS]!;
    if (after === NO_EVENT) return;
    const next = g[at + CO_NEXT]!;
    const l = this.#lbase + g[at + LOC]! * LOC_COLUMNS;
    if (after < 0) this.#l[l + LOC_FIRST] = next;
    else g[base + after * stride + CO_NEXT] = next;
    if (next === NO_EVENT) this.#l[l + LOC_LAST] = after;
    else g[base + next * stride + CO_PREVIOUS] = after;
    g[at + CO_PREVIOUS] = NO_EVENT;
    g[at + CO_NEXT] = NO_EVENT;
  }

  #addLocations(loc: number): void {
    const wanted = Math.max(loc + 1, this.locations.all.length);
    const end = this.#lbase + wanted * LOC_COLUMNS;
    if (end > this.#l.length) {
      const wider = new Int32Array(2 * end);
      wider.set(this.#l);
      this.#l = wider;
    }
    for (let i = this.#lsize; i < wanted; i++) {
      const at = this.#lbase + i * LOC_COLUMNS;
      this.#l[at + LOC_READERS] = NO_EVENT;
      this.#l[at + LOC_FIRST] = NO_EVENT;
      this.#l[at + LOC_LAST] = ~i;
    }
    this.#lsize = wanted;
  }

  // --- undo ---

  /** Takes an event out of the lists that it is in; its row stays. */
  detach(event: number): void {
    const kind = this.get(event, KIND);
    if (kind === READ || kind === UREAD) this.unlink(event);
    else if (kind === WRITE || kind === UWRITE) this.unplace(event);
  }

  removeLast(): void {
    const event = this.size - 1;
    this.detach(event);
    const at = this.row(event);
    this.#setLast(this.g[at + THREAD]!, this.g[at + INDEX] === 0 ? NO_EVENT : this.g[at + BEFORE]!);
    this.size = event;
  }

  // --- frames ---

  /**
   * Begins a frame with a copy of those events that `keep` says: its graph is theirs, with `read` reading from nothing and `write` in no place yet. The clocks are copied, too.
   * Returns the numbers that `read` and `write` have in it.
   */
  pushFrame(keep: Uint8Array, renamed: Int32Array, read: number, write: number): void {
    const { stride, size: oldSize, base: oldBase } = this;
    const oldLocations = this.#lsize;
    this.#frames.push(oldBase, oldSize, this.#lbase, oldLocations, this.#tbase);
    const base = oldBase + oldSize * stride;
    let size = 0;
    for (let e = 0; e < oldSize; e++) if (keep[e] === 1) renamed[e] = size++;
    while (base + (size + 1) * stride > this.g.length) this.#grow();
    const { g } = this;
    this.#lbase += oldLocations * LOC_COLUMNS;
    this.#lsize = 0;
    this.#tbase += this.threads * THREAD_COLUMNS;
    if (this.#tbase + this.threads * THREAD_COLUMNS > this.#t.length) {
      const wider = new Int32Array(2 * this.#t.length);
      wider.set(this.#t);
      this.#t = wider;
    }
    this.#t.fill(NO_EVENT, this.#tbase, this.#tbase + this.threads * THREAD_COLUMNS);
    if (oldLocations > 0) this.#addLocations(oldLocations - 1);
    this.base = base;
    this.size = size;
    this.#copyRows(oldBase, oldSize, keep);
    for (let e = 0; e < oldSize; e++) {
      if (keep[e] === 0) continue;
      const to = base + renamed[e]! * stride;
      const from = oldBase + e * stride;
      const before = g[to + BEFORE]!;
      if (before >= 0) g[to + BEFORE] = renamed[before]!;
      const reads = g[to + READS_AFTER_COLUMN]!;
      if (reads >= 0) g[to + READS_AFTER_COLUMN] = renamed[reads]!;
      const writes = g[to + WRITES_AFTER_COLUMN]!;
      if (writes >= 0) g[to + WRITES_AFTER_COLUMN] = renamed[writes]!;
      const twin = g[to + TWIN]!;
      if (twin >= 0) g[to + TWIN] = renamed[twin]!;
      g[to + CO_NEXT] = NO_EVENT;
      g[to + CO_PREVIOUS] = NO_EVENT;
      g[to + READERS] = NO_EVENT;
      g[to + TRAIL] = -1;
      this.#setLast(g[to + THREAD]!, renamed[e]!);
      if (g[to + KIND] === MARK && g[to + AFTER]! >= 0 && g[to + LOC]! <= SPAWNED) this.setSpawn(SPAWNED - g[to + LOC]!, renamed[e]!);
      if (g[from + KIND] === MARK && g[from + FROM]! >= 0) g[to + FROM] = renamed[g[from + FROM]!]!;
    }
    // Sources before places: a read may be older than the write that it reads from.
    for (let e = 0; e < oldSize; e++) {
      const kind = g[oldBase + e * stride + KIND]!;
      if (keep[e] === 0 || (kind !== READ && kind !== UREAD)) continue;
      const source = g[oldBase + e * stride + FROM]!;
      this.set(renamed[e]!, FROM, NO_EVENT);
      if (e !== read && source !== NO_EVENT) this.link(renamed[e]!, source < 0 ? source : renamed[source]!);
    }
    this.#copyPlaces(oldBase, oldSize, keep, renamed, write);
  }

  /** The rows of those that stay, in runs. */
  #copyRows(oldBase: number, oldSize: number, keep: Uint8Array): void {
    const { g, stride } = this;
    let to = this.base;
    for (let e = 0; e < oldSize; e++) {
      if (keep[e] === 0) continue;
      const first = e;
      while (e + 1 < oldSize && keep[e + 1] === 1) e++;
      const integers = (e + 1 - first) * stride;
      const from = oldBase + first * stride;
      if (integers < SHORT_COPY) for (let i = 0; i < integers; i++) g[to + i] = g[from + i]!;
      else g.copyWithin(to, from, from + integers);
      to += integers;
    }
  }

  #copyPlaces(oldBase: number, oldSize: number, keep: Uint8Array, renamed: Int32Array, write: number): void {
    const { g, stride } = this;
    for (let e = 0; e < oldSize; e++) {
      const from = oldBase + e * stride;
      const kind = g[from + KIND]!;
      if (keep[e] === 0 || e === write || (kind !== WRITE && kind !== UWRITE)) continue;
      if (this.get(renamed[e]!, CO_PREVIOUS) !== NO_EVENT || (g[from + FLAGS]! & UNPLACED) !== 0) continue;
      this.#copyOrderOf(g[from + LOC]!, oldBase, e, keep, renamed, write);
    }
  }

  /** Copies the order of all writes to one location, beginning anywhere in it. */
  #copyOrderOf(_loc: number, oldBase: number, any: number, keep: Uint8Array, renamed: Int32Array, write: number): void {
    const { g, stride } = this;
    let e = any;
    for (let p = g[oldBase + e * stride + CO_PREVIOUS]!; p >= 0; p = g[oldBase + p * stride + CO_PREVIOUS]!) e = p;
    let after = ~g[oldBase + e * stride + LOC]!;
    for (; e !== NO_EVENT; e = g[oldBase + e * stride + CO_NEXT]!) {
      if (keep[e] === 0 || e === write) continue;
      this.place(renamed[e]!, after);
      after = renamed[e]!;
    }
  }

  /** Calls `visit` with the place in `g` of the row of every event of every frame. */
  forEachRow(visit: (at: number) => void): void {
    const end = this.base + this.size * this.stride;
    for (let at = 0; at < end; at += this.stride) visit(at);
  }

  popFrame(): void {
    this.#tbase = this.#frames.pop()!;
    this.#lsize = this.#frames.pop()!;
    this.#lbase = this.#frames.pop()!;
    this.size = this.#frames.pop()!;
    this.base = this.#frames.pop()!;
  }
}

const READS_AFTER_COLUMN = f.READS_AFTER;
const WRITES_AFTER_COLUMN = f.WRITES_AFTER;
/** The LOC of an event that spawns thread t is this minus t. */
export const SPAWNED = -16;
