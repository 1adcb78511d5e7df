import * as f from './fields.ts';
import type { Graph } from './graph.ts';
import { SEQ_CST } from './orders.ts';

const { BEFORE, CO_PREVIOUS, FENCE_EVENT, FROM, INDEX, KIND, LOC, NO_EVENT, ORDER, READ, THREAD, UREAD, UWRITE, WRITE, FLAGS, UNPLACED } =
  f;
const { ENQUEUE, HEAD } = f;

/** Sets of SC events are bits, in as many words as there have to be. */
const BITS = 32;

interface Scratch {
  sc: number[];
  /** Words of a set. */
  width: number;
  /** Place in the order of writes: of a read that of its source. */
  place: Int32Array;
  previous: Int32Array;
  next: Int32Array;
  /** For each event, the set of SC events that stand for what comes before an edge from it: itself, and the fences that happen before it. */
  before: Int32Array;
  /** The same for an edge to it: itself, and the fences that it happens before. */
  after: Int32Array;
  /** For each SC event, the set of those that come after it. */
  edges: Int32Array;
  /** The set of all SC events, and that of the fences among them. */
  all: Int32Array;
  fences: Int32Array;
}
const scratch: Scratch = {
  sc: [],
  width: 1,
  place: new Int32Array(64),
  previous: new Int32Array(64),
  next: new Int32Array(64),
  before: new Int32Array(64),
  after: new Int32Array(64),
  edges: new Int32Array(64),
  all: new Int32Array(64).fill(-1),
  fences: new Int32Array(64),
};

/**
 * RC11's axiom about `seqCst`: `psc` is acyclic, where
 *
 *     scb      = sb ∪ sb;hb;sb ∪ hb|loc ∪ mo ∪ rb
 *     psc_base = ([SC] ∪ [F_sc];hb?) ; scb ; ([SC] ∪ hb?;[F_sc])
 *     psc_F    = [F_sc] ; (hb ∪ hb;eco;hb) ; [F_sc]
 *
 * Costs the square of the number of events. `hb` is the column at which the clocks of happens-before begin.
 */
export function hasScCycle(graph: Graph, hb: number): boolean {
  const { sc } = scratch;
  sc.length = 0;
  const { g, base, stride, size } = graph;
  for (let e = 0; e < size; e++) {
    const at = base + e * stride;
    if ((g[at + ORDER]! & SEQ_CST) !== 0 && isScEvent(g[at + KIND]!)) sc.push(e);
  }
  if (sc.length < 2) return false;
  scratch.width = Math.ceil(sc.length / BITS);
  if (prepare(graph, hb)) collectEdges(graph, hb);
  else collectEdgesWithoutFences(graph, hb);
  return isCyclic(sc.length);
}

function isScEvent(kind: number): boolean {
  return kind === READ || kind === WRITE || kind === UREAD || kind === UWRITE || kind === FENCE_EVENT;
}

function precedes(graph: Graph, hb: number, x: number, y: number): boolean {
  if (x === y) return false;
  const { g, base, stride } = graph;
  const at = base + x * stride;
  return g[base + y * stride + hb + g[at + THREAD]!]! > g[at + INDEX]!;
}

function isFence(graph: Graph, e: number): boolean {
  return graph.get(e, KIND) === FENCE_EVENT;
}

/** Returns whether there are fences. */
function prepare(graph: Graph, hb: number): boolean {
  const { g, base, stride, size } = graph;
  const { sc, width } = scratch;
  if (scratch.place.length < size) for (const name of ['place', 'previous', 'next'] as const) scratch[name] = new Int32Array(2 * size);
  if (scratch.all.length < width) {
    scratch.all = new Int32Array(2 * width).fill(-1);
    scratch.fences = new Int32Array(2 * width);
  }
  if (scratch.before.length < size * width)
    for (const name of ['before', 'after', 'edges'] as const) scratch[name] = new Int32Array(2 * size * width);
  const { place, before, after, previous, next, edges, fences } = scratch;
  next.fill(NO_EVENT, 0, size);
  before.fill(0, 0, size * width);
  after.fill(0, 0, size * width);
  edges.fill(0, 0, sc.length * width);
  fences.fill(0, 0, width);
  for (let e = 0; e < size; e++) {
    const at = base + e * stride;
    const p = g[at + BEFORE]!;
    previous[e] = p;
    if (p >= 0 && g[base + p * stride + THREAD] === g[at + THREAD]) next[p] = e;
    place[e] = placeOf(graph, e);
  }
  let hasFences = false;
  for (let i = 0; i < sc.length; i++) {
    const a = sc[i]!;
    include(before, a, i);
    include(after, a, i);
    if (!isFence(graph, a)) continue;
    include(fences, 0, i);
    hasFences = true;
    for (let e = 0; e < size; e++) {
      if (precedes(graph, hb, a, e)) include(before, e, i);
      if (precedes(graph, hb, e, a)) include(after, e, i);
    }
  }
  return hasFences;
}

/** Adds the SC event with number `i` to the set of `e`. */
function include(sets: Int32Array, e: number, i: number): void {
  sets[e * scratch.width + (i >>> 5)]! |= 1 << (i & (BITS - 1));
}

function isEmpty(sets: Int32Array, e: number): boolean {
  const { width } = scratch;
  for (let w = 0; w < width; w++) if (sets[e * width + w] !== 0) return false;
  return true;
}

function has(sets: Int32Array, e: number, i: number): boolean {
  return (sets[e * scratch.width + (i >>> 5)]! & (1 << (i & (BITS - 1)))) !== 0;
}

/** The number of writes before it in its location's order: of a read, its source's. -1 if it accesses none, or is not placed. */
function placeOf(graph: Graph, e: number): number {
  const kind = graph.get(e, KIND);
  let w = e;
  if (kind === READ || kind === UREAD) w = graph.get(e, FROM);
  else if (kind !== WRITE && kind !== UWRITE) return -1;
  if (w === NO_EVENT || (w >= 0 && ((graph.get(w, FLAGS) & UNPLACED) !== 0 || graph.get(w, CO_PREVIOUS) === NO_EVENT))) return -1;
  let n = 0;
  for (; w >= 0; w = graph.get(w, CO_PREVIOUS)) n++;
  return n;
}

function isWriteKind(kind: number): boolean {
  return kind === WRITE || kind === UWRITE;
}

/** Between SC accesses alone: psc is scb. */
function collectEdgesWithoutFences(graph: Graph, hb: number): void {
  const { sc, edges } = scratch;
  for (let i = 0; i < sc.length; i++) {
    for (let j = 0; j < sc.length; j++) if (i !== j && isScb(graph, hb, sc[i]!, sc[j]!)) include(edges, i, j);
  }
}

function collectEdges(graph: Graph, hb: number): void {
  const { size } = graph;
  const { sc, before, after, edges, all, fences } = scratch;
  for (let x = 0; x < size; x++) {
    if (isEmpty(before, x)) continue;
    for (let y = 0; y < size; y++) {
      if (x === y || isEmpty(after, y)) continue;
      if (isScb(graph, hb, x, y)) addEdges(x, y, all);
      else if (isEco(graph, x, y)) addEdges(x, y, fences); // psc_F
    }
  }
  for (let i = 0; i < sc.length; i++) {
    for (let j = 0; j < sc.length; j++) {
      if (has(fences, 0, i) && has(fences, 0, j) && precedes(graph, hb, sc[i]!, sc[j]!)) include(edges, i, j);
    }
  }
}

/** An edge from each SC event that stands before `x` to each that stands after `y`, of those in the set `among`. */
function addEdges(x: number, y: number, among: Int32Array): void {
  const { width, before, after, edges } = scratch;
  for (let v = 0; v < width; v++) {
    for (let rest = before[x * width + v]! & among[v]!; rest !== 0; rest &= rest - 1) {
      const i = v * BITS + 31 - Math.clz32(rest & -rest);
      for (let w = 0; w < width; w++) edges[i * width + w]! |= after[y * width + w]! & among[w]!;
    }
  }
}

function isScb(graph: Graph, hb: number, x: number, y: number): boolean {
  if (precedes(graph, hb, x, y)) {
    if (graph.get(x, THREAD) === graph.get(y, THREAD)) return true;
    if (graph.get(x, LOC) === graph.get(y, LOC) && isAccess(graph, x) && isAccess(graph, y)) return true;
    const u = scratch.next[x]!;
    const v = scratch.previous[y]!;
    if (u >= 0 && v >= 0 && graph.get(v, THREAD) === graph.get(y, THREAD) && precedes(graph, hb, u, v)) return true;
    if (u >= 0 && isBeforeSection(graph, hb, u, y)) return true;
  }
  return isCoherenceEdge(graph, x, y);
}

/**
 * A wait's look at the word and its enqueueing are one section, entered as one enters a lock, with an event that comes before the look: whatever comes before the enqueueing, by the list
 * that it found, comes before that.
 */
function isBeforeSection(graph: Graph, hb: number, u: number, look: number): boolean {
  if ((graph.get(look, FLAGS) & HEAD) === 0) return false;
  const enqueue = scratch.next[look]!;
  if (enqueue < 0 || (graph.get(enqueue, FLAGS) & ENQUEUE) === 0) return false;
  const list = graph.get(enqueue, FROM);
  return list >= 0 && graph.get(list, THREAD) !== graph.get(look, THREAD) && (u === list || precedes(graph, hb, u, list));
}

function isAccess(graph: Graph, e: number): boolean {
  return scratch.place[e]! >= 0 && graph.get(e, LOC) >= 0;
}

/** mo or rb. */
function isCoherenceEdge(graph: Graph, x: number, y: number): boolean {
  if (graph.get(x, LOC) !== graph.get(y, LOC) || !isAccess(graph, x) || !isAccess(graph, y)) return false;
  return isWriteKind(graph.get(y, KIND)) && scratch.place[x]! < scratch.place[y]!;
}

/** (rf ∪ mo ∪ rb)⁺. */
function isEco(graph: Graph, x: number, y: number): boolean {
  if (graph.get(x, LOC) !== graph.get(y, LOC) || !isAccess(graph, x) || !isAccess(graph, y)) return false;
  const { place } = scratch;
  return isWriteKind(graph.get(x, KIND)) && !isWriteKind(graph.get(y, KIND)) ? place[x]! <= place[y]! : place[x]! < place[y]!;
}

function isCyclic(n: number): boolean {
  const { edges, width } = scratch;
  // Warshall's closure over bits.
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      if (has(edges, i, k)) for (let w = 0; w < width; w++) edges[i * width + w]! |= edges[k * width + w]!;
    }
  }
  for (let i = 0; i < n; i++) if (has(edges, i, i)) return true;
  return false;
}
