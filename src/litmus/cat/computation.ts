import {
  BITS,
  compose,
  domain,
  emptyRelation,
  emptySet,
  fillSet,
  invert,
  membersOf,
  put,
  putPair,
  rowOf,
  take,
  takePair,
  wordsFor,
} from '../bits.ts';
import type { Skeleton } from '../enumerate/execution.ts';
import { LitmusError } from '../litmus-error.ts';
import { relationOf, setOf } from './base.ts';
import { Interpreter } from './interpret.ts';
import type { CatValue, CompiledModel, Step } from './model.ts';
import { operate } from './operations.ts';
import { linearisations, orders, type Fits } from './orders.ts';
import type { World } from './value-operations.ts';
import { isEmptyValue } from './values.ts';

/** Counts what steps of models may have been computed for: one count for all computations, since they share the steps. */
let clock = 0;
/** What changes with who reads from whom and the order of writes has this level, and what changes with each choice of the model those above. */
const CANDIDATE_LEVEL = 1;
export const FIRST_CHOICE_LEVEL = 2;

/** A read, a write that some of its bytes come from, and the set of all writes to these bytes. */
export type Supply = readonly [read: number, write: number, writes: Int32Array];

/** What the steps of a compiled model are for a candidate execution. What does not depend on rf and co is computed once for each skeleton. */
export class Computation implements World {
  /** Who reads from whom and the order of writes, for the skeleton that was begun with. */
  rf = emptyRelation(0);
  co = emptyRelation(0);
  /** Where reads take their bytes from, where they may take them from several writes; otherwise `rf` says it. */
  supplies: readonly Supply[] | undefined;
  readonly #model: CompiledModel;
  #skeleton!: Skeleton;
  #n = 0;
  /** For each level the time at which something of it, or of a lower one, changed. */
  readonly #changedAt: number[];
  #fr = emptyRelation(0);
  #turned = emptyRelation(0);

  constructor(model: CompiledModel) {
    this.#model = model;
    this.#changedAt = Array.from({ length: FIRST_CHOICE_LEVEL + model.choices.length }, () => 0);
  }

  get size(): number {
    return this.#n;
  }

  /** To be called before the candidates of a skeleton. */
  begin(skeleton: Skeleton): void {
    this.#skeleton = skeleton;
    const n = (this.#n = skeleton.size);
    if (this.rf.length !== n * wordsFor(n)) {
      this.rf = emptyRelation(n);
      this.co = emptyRelation(n);
      this.#fr = emptyRelation(n);
      this.#turned = emptyRelation(n);
    }
    makeRoom(this.#model.steps, n);
    this.#change(0);
  }

  /** To be called when `rf` and `co` have changed. */
  changed(): void {
    this.#change(CANDIDATE_LEVEL);
    this.#alongInto(this.#fr, this.co);
  }

  /** Makes the k-th choice of the model. */
  protected choose(k: number, variable: Step, value: CatValue): void {
    this.#change(FIRST_CHOICE_LEVEL + k);
    this.assign(variable, value);
  }

  #change(level: number): void {
    clock++;
    this.#changedAt.fill(clock, level);
  }

  set(name: string): Int32Array {
    if (name !== 'FW') return setOf(this.#skeleton, name);
    const last = this.#skeleton.set(({ isWrite }) => isWrite);
    for (const write of membersOf(domain(emptySet(this.#n), this.co, this.#n))) take(last, write);
    return last;
  }

  relation(name: string): Int32Array {
    if (name === 'rf') return this.rf.slice();
    if (name === 'co') return this.co.slice();
    if (name === 'fr') return this.#fr.slice();
    return (this.#skeleton.own.get(name) ?? relationOf(this.#skeleton, name)).slice();
  }

  valueOf(step: Step): CatValue {
    const { value, isSet, members, rows, kind } = this.evaluate(step);
    if (value !== undefined) return value;
    if (kind === 'orders') return { kind: 'values', items: [...this.valuesIn(step)] };
    if (kind === 'none' && isSet === undefined) return { kind: 'empty' };
    const words = wordsFor(this.#n);
    return isSet === true ? { kind: 'set', members: members.slice(0, words) } : { kind: 'relation', rows: rows.slice(0, this.#n * words) };
  }

  /** The members of a set of values, one at a time where they are orders: then those are left out of which a part does not fit. */
  protected *valuesIn(from: Step, fits?: Fits): Generator<CatValue> {
    if (from.kind === 'orders') {
      const words = wordsFor(this.#n);
      const set = this.evaluate(from.a!).members.slice(0, words);
      const before = this.evaluate(from.b!).rows.slice(0, this.#n * words);
      if (from.name === 'all') yield* this.linearisations(set, before, fits);
      else for (const rows of orders(set, this.relation('loc'), before, this.#n, fits)) yield { kind: 'relation', rows };
      return;
    }
    const value = this.valueOf(from);
    if (value.kind === 'values') yield* value.items;
    else if (value.kind === 'set') for (const number of membersOf(value.members)) yield { kind: 'event', number };
    else if (value.kind !== 'empty') throw new Error(`litmus: the model ${this.#model.name} chooses from what is no set of values`);
  }

  /** All total orders of a set that contain a relation; as in herd the relation itself where it has a cycle. */
  *linearisations(set: Int32Array, before: Int32Array, fits?: Fits): Generator<CatValue> {
    let found = false;
    const asked = fits && ((part: Int32Array, isWhole: boolean): boolean => fits(part, isWhole) || !(found = true));
    for (const rows of linearisations(set, before, this.#n, asked)) {
      found = true;
      yield { kind: 'relation', rows };
    }
    if (found) return;
    const within = emptyRelation(this.#n);
    for (const i of membersOf(set)) {
      const row = rowOf(before, i, this.#n);
      rowOf(within, i, this.#n).set(row.map((word, w) => word & set[w]!));
    }
    yield { kind: 'relation', rows: within };
  }

  /** From each read to the writes that come, in `order`, after one that it takes bytes from, and that write to these bytes. */
  frAlong(order: Int32Array): Int32Array {
    return this.#alongInto(emptyRelation(this.#n), order);
  }

  #alongInto(fr: Int32Array, order: Int32Array): Int32Array {
    const n = this.#n;
    const words = wordsFor(n);
    if (this.supplies === undefined) compose(fr, invert(this.#turned, this.rf, n), order, n);
    else {
      fr.fill(0);
      for (const [r, w, writes] of this.supplies) for (let v = 0; v < words; v++) fr[r * words + v]! |= order[w * words + v]! & writes[v]!;
    }
    for (let i = 0; i < n; i++) takePair(fr, i, i, n);
    return fr;
  }

  /** A step with what it is now. */
  evaluate(step: Step): Step {
    if (step.kind === 'variable' || step.kind === 'chosen') return step;
    if (!step.open && step.stamp >= this.#changedAt[step.level]!) return step;
    step.stamp = clock;
    const { rows } = step;
    switch (step.kind) {
      case 'none':
        rows.fill(0);
        step.members.fill(0);
        return step;
      case 'base':
        if (step.isSet === true) step.members.set(this.set(step.name));
        // Nobody writes into what a step has but the step.
        else if (step.name === 'rf') step.rows = this.rf;
        else if (step.name === 'co') step.rows = this.co;
        else if (step.name === 'fr') step.rows = this.#fr;
        else rows.set(this.#skeleton.own.get(step.name) ?? relationOf(this.#skeleton, step.name));
        return step;
      case 'computed':
        this.assign(step, new Interpreter(this, step.source!).compute());
        return step;
      case 'fixpoint':
        this.#fixpoint(step);
        return step;
    }
    const a = this.evaluate(step.a!);
    const b = step.b === undefined ? a : this.evaluate(step.b);
    if (operate(step, a, b, this.#n) || step.kind === 'orders') return step;
    if (step.kind === 'coerce') this.#coerce(step, a);
    else if (step.kind === 'fr-along') this.#frAlong(step, a, b);
    else throw new Error(`litmus: the step '${step.kind}' is not known`);
    return step;
  }

  #frAlong({ rows }: Step, a: Step, b: Step): void {
    const order = a.rows.slice();
    if (this.supplies === undefined) for (let w = 0; w < order.length; w++) order[w]! &= b.rows[w]!;
    this.#alongInto(rows, order);
  }

  /** What only the run tells, as a set or a relation. */
  #coerce(step: Step, { value, members, rows, kind }: Step): void {
    if (value !== undefined && value.kind !== 'empty' && value.kind !== step.name && !isEmptyValue(value)) {
      const { file, text, expr } = step.source!;
      const found = value.kind === 'set' || value.kind === 'relation' ? `a ${value.kind}` : `a value of the kind '${value.kind}'`;
      if (!(value.kind === 'pair' && step.name === 'relation') && !(value.kind === 'event' && step.name === 'set'))
        throw new LitmusError(file, text, expr.at, `found ${found}, expected a ${step.name}`);
    }
    if (kind === 'none') step.members.fill(0);
    else step.members.set(members);
    step.rows.set(rows);
  }

  /** The least solution of the equations of a `let rec`. */
  #fixpoint(step: Step): void {
    const { group } = step as Step & { readonly group: readonly Step[] };
    const words = wordsFor(this.#n);
    for (const variable of group) {
      variable.rows.fill(0);
      variable.members.fill(0);
    }
    for (let changed = true; changed;) {
      changed = false;
      for (const variable of group) {
        const body = this.evaluate(variable.body!);
        if (variable.isSet === true) changed = copyChanged(variable.members, body.members, words) || changed;
        else changed = copyChanged(variable.rows, body.rows, this.#n * words) || changed;
      }
    }
    step.rows.set(step.a!.rows);
    step.members.set(step.a!.members);
  }

  /** Sets a step to a value that only the run tells. */
  protected assign(step: Step, value: CatValue): void {
    const { members, rows } = step;
    step.value = value;
    step.stamp = clock;
    members.fill(0);
    rows.fill(0);
    if (value.kind === 'set') members.set(value.members);
    else if (value.kind === 'event') put(members, value.number);
    else if (value.kind === 'universe') fillSet(members, this.#n);
    else if (value.kind === 'relation') rows.set(value.rows);
    else if (value.kind === 'pair') putPair(rows, value.from, value.to, this.#n);
  }
}

/** Gives steps the words that executions of so many events need: once, unless larger ones come later. */
function makeRoom(steps: readonly Step[], n: number): void {
  const words = wordsFor(n);
  if (steps.length === 0 || steps[0]!.members.length >= words) return;
  for (const step of steps) {
    step.members = new Int32Array(words);
    step.rows = emptyRelation(words * BITS);
  }
}

/** Makes some words the same as others; whether they were not. */
function copyChanged(to: Int32Array, from: Int32Array, length: number): boolean {
  let changed = false;
  for (let w = 0; w < length; w++) {
    if (to[w] === from[w]) continue;
    to[w] = from[w]!;
    changed = true;
  }
  return changed;
}
