import type { Skeleton } from '../enumerate/execution.ts';
import { LitmusError } from '../litmus-error.ts';
import { relationOf, setOf } from './base.ts';
import { Interpreter, type World } from './interpret.ts';
import type { CatValue, CompiledModel, Step } from './model.ts';
import { closure, compose, domain, invert, linearisations, lowest, orders, range } from './values.ts';

/** Counts what steps of models may have been computed for: one count for all computations, since they share the steps. */
let clock = 0;
export const WORDS = 32;
/** What changes with who reads from whom and the order of writes has this level, and what changes with each choice of the model those above. */
const CANDIDATE_LEVEL = 1;
const FIRST_CHOICE_LEVEL = 2;

/** A read, a write that some of its bytes come from, and a mask of all writes to these bytes. */
export type Supply = readonly [read: number, write: number, writes: number];

/** What the steps of a compiled model are for a candidate execution. What does not depend on rf and co is computed once for each skeleton. */
export class Computation implements World {
  readonly rf = new Int32Array(WORDS);
  readonly co = new Int32Array(WORDS);
  /** Where reads take their bytes from, where they may take them from several writes; otherwise `rf` says it. */
  supplies: readonly Supply[] | undefined;
  readonly #name: string;
  #skeleton!: Skeleton;
  #n = 0;
  /** For each level the time at which something of it, or of a lower one, changed. */
  readonly #changedAt: number[];
  readonly #fr = new Int32Array(WORDS);

  constructor({ name, choices }: CompiledModel) {
    this.#name = name;
    this.#changedAt = Array.from({ length: FIRST_CHOICE_LEVEL + choices.length }, () => 0);
  }

  get size(): number {
    return this.#n;
  }

  /** To be called before the candidates of a skeleton. */
  begin(skeleton: Skeleton): void {
    this.#skeleton = skeleton;
    this.#n = skeleton.size;
    this.#change(0);
  }

  /** To be called when `rf` and `co` have changed. */
  changed(): void {
    this.#change(CANDIDATE_LEVEL);
    this.#fr.set(this.frAlong(this.co));
  }

  /** Makes the k-th choice of the model. */
  protected choose(k: number, variable: Step, value: CatValue): void {
    this.#change(FIRST_CHOICE_LEVEL + k);
    assign(variable, value);
  }

  #change(level: number): void {
    clock++;
    this.#changedAt.fill(clock, level);
  }

  set(name: string): number {
    if (name === 'FW') return this.#skeleton.set(({ isWrite }) => isWrite) & ~domain(this.co, this.#n);
    return setOf(this.#skeleton, name);
  }

  relation(name: string): Int32Array {
    const rows = new Int32Array(WORDS);
    if (name === 'rf') rows.set(this.rf);
    else if (name === 'co') rows.set(this.co);
    else if (name === 'fr') rows.set(this.#fr);
    else rows.set(this.#skeleton.own.get(name) ?? relationOf(this.#skeleton, name));
    return rows;
  }

  valueOf(step: Step): CatValue {
    const { value, isSet, mask, rows, kind } = this.evaluate(step);
    if (value !== undefined) return value;
    if (kind === 'orders') return { kind: 'values', items: [...this.valuesIn(step)] };
    if (kind === 'none' && isSet === undefined) return { kind: 'empty' };
    return isSet === true ? { kind: 'set', mask } : { kind: 'relation', rows: rows.slice() };
  }

  /** The members of a set of values, one at a time where they are orders. */
  protected *valuesIn(from: Step): Generator<CatValue> {
    if (from.kind === 'orders') {
      const [mask, before] = [this.evaluate(from.a!).mask, this.evaluate(from.b!).rows];
      if (from.name === 'all') yield* this.linearisations(mask, before);
      else for (const rows of orders(mask, this.relation('loc'), before, this.#n)) yield { kind: 'relation', rows };
      return;
    }
    const value = this.valueOf(from);
    if (value.kind === 'values') yield* value.items;
    else if (value.kind === 'set') for (let rest = value.mask; rest !== 0; rest &= rest - 1) yield { kind: 'event', number: lowest(rest) };
    else if (value.kind !== 'empty') throw new Error(`litmus: the model ${this.#name} chooses from what is no set of values`);
  }

  /** All total orders of a set that contain a relation; as in herd the relation itself where it has a cycle. */
  *linearisations(mask: number, before: Int32Array): Generator<CatValue> {
    let found = false;
    for (const rows of linearisations(mask, before, this.#n)) {
      found = true;
      yield { kind: 'relation', rows };
    }
    if (!found) yield { kind: 'relation', rows: before.map((row, i) => (((mask >>> i) & 1) === 1 ? row & mask : 0)) };
  }

  /** From each read to the writes that come, in `order`, after one that it takes bytes from, and that write to these bytes. */
  frAlong(order: Int32Array): Int32Array {
    const { rf, supplies } = this;
    const fr = new Int32Array(WORDS);
    if (supplies !== undefined) {
      for (const [r, w, writes] of supplies) fr[r]! |= order[w]! & writes & ~(1 << r);
      return fr;
    }
    for (let w = 0; w < this.#n; w++) {
      for (let row = rf[w]!; row !== 0; row &= row - 1) {
        const r = lowest(row);
        fr[r] = order[w]! & ~(1 << r);
      }
    }
    return fr;
  }

  /** A step with what it is now. */
  evaluate(step: Step): Step {
    if (step.kind === 'variable' || step.kind === 'chosen') return step;
    if (!step.open && step.stamp >= this.#changedAt[step.level]!) return step;
    step.stamp = clock;
    const n = this.#n;
    const all = n === WORDS ? -1 : (1 << n) - 1;
    const { rows } = step;
    const a = step.a === undefined || step.kind === 'fixpoint' ? undefined : this.evaluate(step.a);
    const b = step.b === undefined ? undefined : this.evaluate(step.b);
    switch (step.kind) {
      case 'none':
        rows.fill(0);
        step.mask = 0;
        break;
      case 'base':
        if (step.isSet === true) step.mask = this.set(step.name);
        else if (step.name === 'rf') rows.set(this.rf);
        else if (step.name === 'co') rows.set(this.co);
        else if (step.name === 'fr') rows.set(this.#fr);
        else rows.set(this.relation(step.name));
        break;
      case 'orders':
        break;
      case 'computed':
        assign(step, new Interpreter(this, step.source!).compute());
        break;
      case 'coerce':
        this.#coerce(step, a!);
        break;
      case 'fixpoint':
        this.#fixpoint(step);
        break;
      case 'union':
        step.mask = a!.mask | b!.mask;
        for (let i = 0; i < n; i++) rows[i] = a!.rows[i]! | b!.rows[i]!;
        break;
      case 'inter':
        step.mask = a!.mask & b!.mask;
        for (let i = 0; i < n; i++) rows[i] = a!.rows[i]! & b!.rows[i]!;
        break;
      case 'diff':
        step.mask = a!.mask & ~b!.mask;
        for (let i = 0; i < n; i++) rows[i] = a!.rows[i]! & ~b!.rows[i]!;
        break;
      case 'not':
        step.mask = ~a!.mask & all;
        for (let i = 0; i < n; i++) rows[i] = ~a!.rows[i]! & all;
        break;
      case 'seq':
        rows.set(compose(a!.rows, b!.rows, n));
        break;
      case 'cross':
        for (let i = 0; i < n; i++) rows[i] = ((a!.mask >>> i) & 1) === 1 ? b!.mask : 0;
        break;
      case 'identity':
        for (let i = 0; i < n; i++) rows[i] = a!.mask & (1 << i);
        break;
      case 'option':
        for (let i = 0; i < n; i++) rows[i] = a!.rows[i]! | (1 << i);
        break;
      case 'plus':
      case 'star':
        rows.set(a!.rows);
        closure(rows, n);
        if (step.kind === 'star') for (let i = 0; i < n; i++) rows[i]! |= 1 << i;
        break;
      case 'inverse':
        rows.set(invert(a!.rows, n));
        break;
      case 'fr-along':
        for (let i = 0; i < n; i++) rows[i] = a!.rows[i]! & (this.supplies === undefined ? b!.rows[i]! : -1);
        rows.set(this.frAlong(rows));
        break;
      case 'domain':
        step.mask = domain(a!.rows, n);
        break;
      case 'range':
        step.mask = range(a!.rows, n);
        break;
      default:
        throw new Error(`litmus: the step '${step.kind}' is not known`);
    }
    return step;
  }

  /** What only the run tells, as a set or a relation. */
  #coerce(step: Step, { value, mask, rows, kind }: Step): void {
    if (value !== undefined && value.kind !== 'empty' && value.kind !== step.name && !isEmptyValue(value)) {
      const { file, text, expr } = step.source!;
      const found = value.kind === 'set' || value.kind === 'relation' ? `a ${value.kind}` : `a value of the kind '${value.kind}'`;
      if (!(value.kind === 'pair' && step.name === 'relation') && !(value.kind === 'event' && step.name === 'set'))
        throw new LitmusError(file, text, expr.at, `found ${found}, expected a ${step.name}`);
    }
    step.mask = kind === 'none' ? 0 : mask;
    step.rows.set(rows);
  }

  /** The least solution of the equations of a `let rec`. */
  #fixpoint(step: Step): void {
    const { group } = step as Step & { readonly group: readonly Step[] };
    for (const variable of group) {
      variable.rows.fill(0);
      variable.mask = 0;
    }
    for (let changed = true; changed;) {
      changed = false;
      for (const variable of group) {
        const body = this.evaluate(variable.body!);
        if (body.mask !== variable.mask && variable.isSet === true) {
          variable.mask = body.mask;
          changed = true;
        }
        for (let i = 0; i < this.#n; i++) {
          if (body.rows[i] === variable.rows[i]) continue;
          variable.rows[i] = body.rows[i]!;
          changed = true;
        }
      }
    }
    step.rows.set(step.a!.rows);
    step.mask = step.a!.mask;
  }
}

/** Sets a step to a value that only the run tells. */
export function assign(step: Step, value: CatValue): void {
  step.value = value;
  step.stamp = clock;
  step.mask = value.kind === 'set' ? value.mask : value.kind === 'event' ? 1 << value.number : value.kind === 'universe' ? -1 : 0;
  if (value.kind === 'relation') step.rows.set(value.rows);
  else {
    step.rows.fill(0);
    if (value.kind === 'pair') step.rows[value.from] = 1 << value.to;
  }
}

export const isEmptyValue = (value: CatValue): boolean =>
  value.kind === 'empty' ||
  (value.kind === 'values' && value.items.length === 0) ||
  (value.kind === 'set' && value.mask === 0) ||
  (value.kind === 'relation' && value.rows.every((row) => row === 0));
