import { eachCandidate, type Candidate } from '../candidates.ts';
import { compose, emptyRelation, hasPair, pairsOf } from '../bits.ts';
import type { Check, CompiledModel } from '../cat/model.ts';
import { eachJsCandidate } from '../js/judge.ts';
import { placeIn } from '../litmus-error.ts';
import type { LitmusTest } from '../program.ts';
import { holds } from '../states.ts';
import { type Edge, shortestWay, Why } from './why.ts';

/** An event of an execution, as it is shown. */
export interface ShownEvent {
  /** a, b, c …; what is there at first has none. */
  readonly letter: string;
  /** -1 for what is there at first, the number of threads for what is read at the end. */
  readonly thread: number;
  readonly kind: 'read' | 'write' | 'read-write' | 'fence';
  readonly location: string;
  readonly read: string | undefined;
  readonly written: string | undefined;
  /** The instruction as it stands in the test, and where: line and column count from 1. */
  readonly source: string;
  readonly place: { readonly line: number; readonly column: number } | undefined;
  /** Whether it has a part in the explanation, or is not at first. */
  readonly isShown: boolean;
}

/** Why a model allows an outcome, or forbids it. */
export interface Explanation {
  readonly state: string;
  readonly kind: 'allowed' | 'forbidden' | 'undefined' | 'impossible';
  readonly events: readonly ShownEvent[];
  /** Reads-from, and the order of the writes of each location as pairs of neighbours. */
  readonly rf: readonly (readonly [number, number])[];
  readonly co: readonly (readonly [number, number])[];
  /** What is violated: its name, and its text in the model. */
  readonly axiom: { readonly name: string; readonly test: Check['test']; readonly text: string } | undefined;
  /** What the axiom rules out: a cycle of edges, or for `empty` the way from one event to another. */
  readonly edges: readonly Edge[];
  /** How many candidate executions have this outcome. */
  readonly candidates: number;
}

/** So many candidates of one outcome are looked at for the one that is easiest to explain: a guess. */
const MOST_TRIED = 200;
/** Candidates that need not be coherent are many: no more are gone through than this. */
const MOST_CANDIDATES = 200_000;

class Enough extends Error {}

/**
 * Why the outcomes that the condition names are allowed or not, or all outcomes. Costs a judgement of every candidate of these outcomes,
 * and of the outcomes that only executions without coherence have, so that what forbids them can be told.
 */
export function explain(test: LitmusTest, model: CompiledModel, all = false): readonly Explanation[] {
  const names = (state: Candidate['state']) =>
    all || (test.quantifier === 'forall' ? !holds(test.condition, state) : holds(test.condition, state));
  const found = new Map<string, Explanation>();
  let undefinedOne: Explanation | undefined;
  const counts = new Map<string, number>();
  const look = (candidate: Candidate): void => {
    const { text, state } = candidate;
    if (test.filter !== undefined && !holds(test.filter, state)) return;
    const isNamed = names(state);
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    const known = found.get(text);
    if (isNamed && known?.kind !== 'allowed' && count <= MOST_TRIED) {
      const next = judged(test, model, candidate);
      if (known === undefined || next.kind === 'allowed' || next.edges.length < known.edges.length) found.set(text, next);
    }
    if (undefinedOne === undefined) undefinedOne = undefinedBy(test, model, candidate);
  };
  visit(test, model, model.isCoherent, look);
  const isCoherentOnly = model.isCoherent && test.js === undefined && (all || found.size === 0);
  if (isCoherentOnly) {
    const coherent = new Set(counts.keys());
    let seen = 0;
    try {
      visit(test, model, false, (candidate) => {
        if (++seen > MOST_CANDIDATES) throw new Enough();
        if (!coherent.has(candidate.text)) look(candidate);
      });
    } catch (error) {
      if (!(error instanceof Enough)) throw error;
    }
  }
  const explained = [...found.values()].map((one) => ({ ...one, candidates: counts.get(one.state)! }));
  if (explained.length === 0 && !all) explained.push(nothing(test));
  // What makes the others mean nothing comes first.
  return undefinedOne === undefined ? explained : [undefinedOne, ...explained];
}

const nothing = ({ quantifier }: LitmusTest): Explanation => ({
  state:
    quantifier === 'forall'
      ? 'Every outcome is as the condition says.'
      : 'No execution has an outcome that the condition names, whatever the model.',
  kind: 'impossible',
  events: [],
  rf: [],
  co: [],
  axiom: undefined,
  edges: [],
  candidates: 0,
});

function visit(test: LitmusTest, model: CompiledModel, isCoherent: boolean, look: (candidate: Candidate) => void): void {
  if (test.js === undefined) eachCandidate(test, model, isCoherent, look);
  else eachJsCandidate(test, test.js, model, look);
}

function judged(test: LitmusTest, model: CompiledModel, candidate: Candidate): Explanation {
  const evaluator = candidate.place();
  const check = evaluator.violated();
  if (check !== undefined) return withEdges(test, candidate, 'forbidden', check, edgesOf(model, candidate, check));
  const cycle = coherenceCycle(model, candidate);
  if (cycle === undefined) return withEdges(test, candidate, 'allowed', undefined, []);
  return withEdges(test, candidate, 'forbidden', COHERENCE, cycle);
}

const COHERENCE = { name: 'coherence', test: 'acyclic', text: 'po-loc | rf | co | fr' } as const;

/** A cycle within one location, in an execution of a model that is asked about coherent ones only. */
function coherenceCycle(model: CompiledModel, candidate: Candidate): readonly Edge[] | undefined {
  if (!model.isCoherent) return undefined;
  const evaluator = candidate.place();
  const [po, loc, rf, co, fr] = ['po', 'loc', 'rf', 'co', 'fr'].map((name) => evaluator.relation(name)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const n = candidate.skeleton.size;
  const way = shortestCycle(
    po.map((row, w) => (row & loc[w]!) | rf[w]! | co[w]! | fr[w]!),
    n,
  );
  if (way === undefined) return undefined;
  const relationOf = (i: number, j: number): string =>
    ([['rf', rf], ['co', co], ['fr', fr]] as const).find(([, relation]) => hasPair(relation, i, j, n))?.[0] ?? 'po'; // prettier-ignore
  return way.slice(1).map((to, k) => ({ from: way[k]!, to, relation: relationOf(way[k]!, to), name: undefined }));
}

function edgesOf(model: CompiledModel, candidate: Candidate, check: Check): readonly Edge[] {
  const evaluator = candidate.place();
  evaluator.violated();
  const why = new Why(evaluator, model);
  const rows = why.rows(check.step);
  if (check.negated) return [];
  if (check.test === 'acyclic') {
    const way = shortestCycle(rows, candidate.skeleton.size) ?? [];
    return way.slice(1).flatMap((to, k) => why.path(check.step, way[k]!, to));
  }
  const ways: (readonly Edge[])[] = [];
  for (const [i, j] of check.step.isSet === true ? [] : pairsOf(rows, candidate.skeleton.size))
    if (check.test === 'empty' || i === j) ways.push(why.path(check.step, i, j));
  return ways.reduce((best, way) => (best.length === 0 || way.length < best.length ? way : best), []);
}

/** The events of a shortest cycle, the first one again at the end. */
function shortestCycle(rows: Int32Array, n: number): readonly number[] | undefined {
  let best: readonly number[] | undefined;
  for (let i = 0; i < n; i++) {
    const way = shortestWay(rows, i, i, n);
    if (way.length > 1 && (best === undefined || way.length < best.length)) best = way;
  }
  return best;
}

/** Where an allowed execution makes the program undefined: that, and what it is. */
function undefinedBy(test: LitmusTest, model: CompiledModel, candidate: Candidate): Explanation | undefined {
  if (!model.checks.some((check) => !('checks' in check) && check.role === 'undefined')) return undefined;
  const evaluator = candidate.place();
  if (!evaluator.undefinedNow() || evaluator.violated() !== undefined) return undefined;
  for (const check of model.checks) {
    if ('checks' in check || check.role !== 'undefined') continue;
    const edges = edgesOf(model, candidate, check);
    if (edges.length > 0) return { ...withEdges(test, candidate, 'undefined', check, edges), candidates: 1 };
  }
  return undefined;
}

function withEdges(
  test: LitmusTest,
  candidate: Candidate,
  kind: Explanation['kind'],
  axiom: Explanation['axiom'],
  edges: readonly Edge[],
): Explanation {
  const evaluator = candidate.place();
  const [rf, co] = [pairsOf(evaluator.relation('rf'), evaluator.size), neighbours(evaluator.relation('co'), evaluator.size)];
  const isPart = new Set([...edges.flatMap(({ from, to }) => [from, to]), ...rf.map(([from]) => from)]);
  return {
    state: candidate.text,
    kind,
    events: shownEvents(test, candidate, isPart),
    rf,
    co,
    axiom: axiom && { name: axiom.name, test: axiom.test, text: axiom.text },
    edges,
    candidates: 1,
  };
}

function shownEvents(test: LitmusTest, candidate: Candidate, isPart: ReadonlySet<number>): readonly ShownEvent[] {
  let letters = 0;
  return candidate.skeleton.events.map((event, i) => {
    const { thread, isRead, isWrite } = event;
    const { location, read, written } = candidate.values(i);
    const kind = isRead && isWrite ? 'read-write' : isRead ? 'read' : isWrite ? 'write' : 'fence';
    return {
      letter: thread === -1 ? '' : letterOf(letters++),
      thread,
      kind,
      location,
      read,
      written,
      source: sourceOf(test, thread, event.instruction),
      place: placeOf(test, thread, event.instruction),
      isShown: thread !== -1 || isPart.has(i),
    };
  });
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const letterOf = (n: number): string =>
  n < LETTERS.length ? LETTERS[n]! : `${LETTERS[n % LETTERS.length]}${Math.floor(n / LETTERS.length)}`;

/** To the end of an instruction, a column or a line. */
const INSTRUCTION = /^[^|;\n}]*/;

function sourceOf(test: LitmusTest, thread: number, instruction: number): string {
  const place = test.threads[thread]?.places[instruction];
  return place === undefined ? '' : INSTRUCTION.exec(test.text.slice(place))![0].trim();
}

function placeOf(test: LitmusTest, thread: number, instruction: number): ShownEvent['place'] {
  const place = test.threads[thread]?.places[instruction];
  return place === undefined ? undefined : placeIn(test.text, place);
}

/** The pairs of an order that others do not imply. */
function neighbours(rows: Int32Array, n: number): readonly (readonly [number, number])[] {
  const implied = compose(emptyRelation(n), rows, rows, n);
  return pairsOf(rows, n).filter(([i, j]) => !hasPair(implied, i, j, n));
}
