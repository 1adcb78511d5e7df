import { emptyRelation, has, hasPair } from '../bits.ts';
import type { Evaluator } from '../cat/evaluate.ts';
import type { CompiledModel, Step } from '../cat/model.ts';

/** One step from an event to another, in the smallest terms that a model is made of. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  /** `po`, `rf`, `co`, `addr` …; of a `let rec` that is not taken apart yet, its variable. */
  readonly relation: string;
  /** What the model calls it: the innermost name that it has. */
  readonly name: string | undefined;
  readonly variable?: Step | undefined;
}

/** Relations that only choose among others: they are no reason of their own. */
const FILTERS = new Set(['loc', 'int', 'ext', 'id', 'overlap']);

/** Takes apart why a pair is in a relation of a model, in an execution. Costs a search through the model's steps for each pair. */
export class Why {
  readonly #evaluator: Evaluator;
  readonly #names: ReadonlyMap<Step, string>;
  #known = new Map<Step, Map<number, readonly Edge[]>>();

  constructor(evaluator: Evaluator, model: CompiledModel) {
    this.#evaluator = evaluator;
    this.#names = new Map([...model.names].map(([name, step]) => [step, name]));
  }

  /** The edges that lead from one event to another, as few as there can be, within a relation that has this pair. */
  path(step: Step, from: number, to: number): readonly Edge[] {
    const own = this.#names.get(step);
    const edges = this.#why(step, from, to, undefined).map((edge) => (edge.name === own ? { ...edge, name: undefined } : edge));
    return this.#joined(edges);
  }

  /** The rows of a step, which stay as they are. */
  rows(step: Step): Int32Array {
    return this.#evaluator.rowsOf(step);
  }

  #has(step: Step, i: number, j: number): boolean {
    return hasPair(this.#evaluator.rowsOf(step), i, j, this.#evaluator.size);
  }

  #why(step: Step, i: number, j: number, name: string | undefined): readonly Edge[] {
    const key = i * this.#evaluator.size + j;
    let known = this.#known.get(step);
    if (known === undefined) this.#known.set(step, (known = new Map()));
    let found = known.get(key);
    if (found === undefined) known.set(key, (found = this.#find(step, i, j, this.#names.get(step) ?? name)));
    return found;
  }

  #find(step: Step, i: number, j: number, name: string | undefined): readonly Edge[] {
    const { kind, a, b } = step;
    const edge = (relation: string, more: Partial<Edge> = {}): readonly Edge[] => [{ from: i, to: j, relation, name, ...more }];
    switch (kind) {
      case 'base':
        return edge(step.name);
      case 'union':
        return shortest([a!, b!].filter((side) => this.#has(side, i, j)).map((side) => this.#why(side, i, j, name)));
      case 'inter':
        return this.#why(isFilter(a!) && !isFilter(b!) ? b! : a!, i, j, name);
      case 'diff':
      case 'coerce':
        return this.#why(a!, i, j, name);
      case 'seq':
        return this.#through(a!, b!, i, j, name);
      case 'option':
      case 'star':
        if (i === j) return [];
        return kind === 'option' ? this.#why(a!, i, j, name) : this.#along(a!, i, j, name);
      case 'plus':
        return this.#along(a!, i, j, name);
      case 'identity':
        return [];
      case 'inverse':
        return this.#why(a!, j, i, name)
          .map(({ from, to, ...rest }) => ({ ...rest, from: to, to: from, relation: turned(rest.relation) }))
          .toReversed();
      case 'variable':
        return edge('', { variable: step });
      case 'fixpoint':
        return this.#recursion(step, i, j, name);
      case 'fr-along':
        return edge('fr');
      case 'chosen':
        return edge(name ?? 'an order that is chosen');
      default:
        return edge(name ?? 'a relation of the model');
    }
  }

  #through(a: Step, b: Step, i: number, j: number, name: string | undefined): readonly Edge[] {
    const [first, second] = [this.rows(a), this.rows(b)];
    const ways: (readonly Edge[])[] = [];
    const n = this.#evaluator.size;
    for (let k = 0; k < n; k++) {
      if (hasPair(first, i, k, n) && hasPair(second, k, j, n)) ways.push([...this.#why(a, i, k, name), ...this.#why(b, k, j, name)]);
    }
    return shortest(ways);
  }

  /** The shortest way along a relation. */
  #along(step: Step, i: number, j: number, name: string | undefined): readonly Edge[] {
    const way = shortestWay(this.rows(step), i, j, this.#evaluator.size);
    return way.slice(1).flatMap((to, k) => this.#why(step, way[k]!, to, name));
  }

  /** A pair of a `let rec` came in some round of its computation, from pairs of earlier rounds. */
  #recursion(step: Step, i: number, j: number, name: string | undefined): readonly Edge[] {
    const { group } = step as Step & { readonly group: readonly Step[] };
    const known = this.#known;
    const n = this.#evaluator.size;
    const rounds = [group.map(() => emptyRelation(n))];
    const load = (round: readonly Int32Array[]): void => {
      for (const [k, variable] of group.entries()) variable.rows.set(round[k]!);
      this.#known = new Map();
    };
    for (;;) {
      load(rounds.at(-1)!);
      const next = group.map(({ body }) => this.#evaluator.rowsOf(body!));
      if (next.every((rows, k) => rows.every((row, at) => row === rounds.at(-1)![k]![at]))) break;
      rounds.push(next);
    }
    const explain = (variable: Step, from: number, to: number, as: string | undefined): readonly Edge[] => {
      const k = group.indexOf(variable);
      const round = rounds.findIndex((rows) => hasPair(rows[k]!, from, to, n));
      load(rounds[round - 1]!);
      const edges = this.#why(variable.body!, from, to, as);
      return edges.flatMap((edge) =>
        edge.variable !== undefined && group.includes(edge.variable) ? explain(edge.variable, edge.from, edge.to, edge.name ?? as) : [edge],
      );
    };
    const found = explain(step.a!, i, j, name);
    load(rounds.at(-1)!);
    this.#known = known;
    return found;
  }

  /** Reads-from backwards and then on to a later write of the location is from-read; what is so often written out has a name here, too. */
  #joined(edges: readonly Edge[]): readonly Edge[] {
    const [loc, writes] = [this.#evaluator.relation('loc'), this.#evaluator.set('W')];
    const found: Edge[] = [];
    for (const edge of edges) {
      const before = found.at(-1);
      const overwrites = hasPair(loc, edge.from, edge.to, this.#evaluator.size) && has(writes, edge.to);
      if (before?.relation === 'rf^-1' && overwrites)
        found.splice(-1, 1, { ...edge, from: before.from, relation: 'fr', name: before.name ?? edge.name });
      else found.push(edge);
    }
    return found;
  }
}

const isFilter = ({ kind, name, a }: Step): boolean =>
  kind === 'cross' || kind === 'not' || (kind === 'base' && FILTERS.has(name)) || (kind === 'inverse' && isFilter(a!));

const turned = (relation: string): string => (relation.endsWith('^-1') ? relation.slice(0, -'^-1'.length) : `${relation}^-1`);

const shortest = (ways: readonly (readonly Edge[])[]): readonly Edge[] =>
  ways.reduce((best, way) => (way.length < best.length ? way : best), ways[0] ?? []);

/** The events of a shortest way from one to another that is not empty; the rows have one. */
export function shortestWay(rows: Int32Array, from: number, to: number, n: number): readonly number[] {
  const before = new Map<number, number>();
  let reached = [from];
  while (reached.length > 0 && !before.has(to)) {
    const next: number[] = [];
    for (const i of reached) {
      for (let j = 0; j < n; j++) {
        if (!hasPair(rows, i, j, n) || before.has(j)) continue;
        before.set(j, i);
        next.push(j);
      }
    }
    reached = next;
  }
  if (!before.has(to)) return [];
  const way = [to];
  do way.unshift(before.get(way[0]!)!);
  while (way[0] !== from);
  return way;
}
