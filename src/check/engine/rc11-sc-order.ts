import * as f from './fields.ts';
import type { Graph } from './graph.ts';
import { SEQ_CST } from './orders.ts';

const { BEFORE, CO_PREVIOUS, FENCE_EVENT, FROM, INDEX, KIND, LOC, NO_EVENT, ORDER, READ, THREAD, UREAD, UWRITE, WRITE, FLAGS, UNPLACED } =
  f;
const { ENQUEUE, HEAD } = f;

/** Sets of SC events are bits of one number; a graph with more of them is judged by the first so many in each pass, see `hasScCycle`. */
const MOST_SC_EVENTS = 31;

interface Scratch {
  sc: number[];
  /** Place in the order of writes: of a read that of its source. */
  place: Int32Array;
  before: Int32Array;
  after: Int32Array;
  previous: Int32Array;
  next: Int32Array;
  edges: Int32Array;
}
const scratch: Scratch = {
  sc: [],
  place: new Int32Array(64),
  before: new Int32Array(64),
  after: new Int32Array(64),
  previous: new Int32Array(64),
  next: new Int32Array(64),
  edges: new Int32Array(64),
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
  if (sc.length > MOST_SC_EVENTS) throw new RangeError(`more than ${MOST_SC_EVENTS} seqCst events in one execution mixed with weaker ones`);
  prepare(graph, hb);
  collectEdges(graph, hb);
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

function prepare(graph: Graph, hb: number): void {
  const { g, base, stride, size } = graph;
  const { sc } = scratch;
  if (scratch.place.length < size) {
    for (const name of ['place', 'before', 'after', 'previous', 'next'] as const) scratch[name] = new Int32Array(2 * size);
  }
  const { place, before, after, previous, next } = scratch;
  for (let e = 0; e < size; e++) next[e] = NO_EVENT;
  for (let e = 0; e < size; e++) {
    const at = base + e * stride;
    const p = g[at + BEFORE]!;
    previous[e] = p;
    if (p >= 0 && g[base + p * stride + THREAD] === g[at + THREAD]) next[p] = e;
    place[e] = placeOf(graph, e);
    before[e] = 0;
    after[e] = 0;
  }
  for (let i = 0; i < sc.length; i++) {
    const a = sc[i]!;
    const bit = 1 << i;
    before[a]! |= bit;
    after[a]! |= bit;
    if (graph.get(a, KIND) !== FENCE_EVENT) continue;
    for (let e = 0; e < size; e++) {
      if (precedes(graph, hb, a, e)) before[e]! |= bit;
      if (precedes(graph, hb, e, a)) after[e]! |= bit;
    }
  }
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

function collectEdges(graph: Graph, hb: number): void {
  const { size } = graph;
  const { sc, edges, before, after } = scratch;
  edges.fill(0, 0, sc.length);
  for (let x = 0; x < size; x++) {
    for (let y = 0; y < size; y++) {
      if (x === y) continue;
      const from = before[x]!;
      const to = after[y]!;
      if (from !== 0 && to !== 0 && isScb(graph, hb, x, y)) addEdges(from, to);
      if (isEco(graph, x, y)) {
        const fencesBefore = fencesThat(graph, hb, x, true);
        if (fencesBefore !== 0) addEdges(fencesBefore, fencesThat(graph, hb, y, false));
      }
    }
  }
  for (let i = 0; i < sc.length; i++) {
    for (let j = 0; j < sc.length; j++) {
      if (graph.get(sc[i]!, KIND) !== FENCE_EVENT || graph.get(sc[j]!, KIND) !== FENCE_EVENT) continue;
      if (precedes(graph, hb, sc[i]!, sc[j]!)) edges[i]! |= 1 << j;
    }
  }
}

/** The SC fences that happen before `e`, or after it. */
function fencesThat(graph: Graph, hb: number, e: number, isBefore: boolean): number {
  const { sc } = scratch;
  let set = 0;
  for (let i = 0; i < sc.length; i++) {
    if (graph.get(sc[i]!, KIND) !== FENCE_EVENT) continue;
    if (isBefore ? precedes(graph, hb, sc[i]!, e) : precedes(graph, hb, e, sc[i]!)) set |= 1 << i;
  }
  return set;
}

function addEdges(from: number, to: number): void {
  for (let rest = from; rest !== 0; rest &= rest - 1) scratch.edges[31 - Math.clz32(rest & -rest)]! |= to;
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
  const { edges } = scratch;
  // Warshall's closure over bits.
  for (let k = 0; k < n; k++) for (let i = 0; i < n; i++) if ((edges[i]! & (1 << k)) !== 0) edges[i]! |= edges[k]!;
  for (let i = 0; i < n; i++) if ((edges[i]! & (1 << i)) !== 0) return true;
  return false;
}
