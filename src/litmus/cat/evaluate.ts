import type { PlacedEvent, Skeleton } from '../enumerate/execution.ts';
import type { Check, CompiledModel, Step } from './compile.ts';

/** Counts what steps of models may have been computed for: one count for all evaluators, since they share the steps. */
let clock = 0;

/** Judges candidate executions by a compiled model. What does not depend on rf and co is computed once for each skeleton. */
export class Evaluator {
  readonly #model: CompiledModel;
  #skeleton!: Skeleton;
  #n = 0;
  #skeletonAt = 0;
  #candidateAt = 0;
  #all = 0;
  readonly rf = new Int32Array(32);
  readonly co = new Int32Array(32);
  readonly #fr = new Int32Array(32);

  constructor(model: CompiledModel) {
    this.#model = model;
  }

  /** To be called before the candidates of a skeleton. */
  begin(skeleton: Skeleton): void {
    this.#skeleton = skeleton;
    this.#n = skeleton.size;
    this.#all = this.#n === 32 ? -1 : (1 << this.#n) - 1;
    this.#skeletonAt = this.#candidateAt = ++clock;
  }

  /** To be called when `rf` and `co` have changed. */
  changed(): void {
    this.#candidateAt = ++clock;
    const { rf, co } = this;
    const fr = this.#fr;
    fr.fill(0);
    for (let w = 0; w < this.#n; w++) {
      for (let row = rf[w]!; row !== 0; row &= row - 1) {
        const r = 31 - Math.clz32(row & -row);
        fr[r] = co[w]! & ~(1 << r);
      }
    }
  }

  /** Whether an axiom is violated by what is now in `rf` and `co`: the first one, or undefined if all hold. */
  violated(): Check | undefined {
    return this.#model.checks.find((check) => check.role === 'axiom' && !this.#holds(check));
  }

  /** Whether what is now in `rf` and `co` makes the program undefined, if it violates no axiom. */
  undefinedNow(): boolean {
    return this.#model.checks.some((check) => check.role === 'undefined' && !this.#holds(check));
  }

  #holds({ test, negated, step }: Check): boolean {
    this.#evaluate(step);
    const n = this.#n;
    let holds = true;
    if (step.isSet) holds = step.mask === 0;
    else if (test === 'empty') {
      for (let i = 0; i < n; i++) if (step.rows[i] !== 0) holds = false;
    } else {
      const rows = test === 'acyclic' ? closure(step.rows.slice(), n) : step.rows;
      for (let i = 0; i < n; i++) if (((rows[i]! >>> i) & 1) === 1) holds = false;
    }
    return holds !== negated;
  }

  #evaluate(step: Step): Step {
    if (step.kind === 'variable') return step;
    if (!step.open && step.stamp >= (step.varies ? this.#candidateAt : this.#skeletonAt)) return step;
    step.stamp = clock;
    const n = this.#n;
    const { rows } = step;
    const a = step.a === undefined ? undefined : this.#evaluate(step.a);
    const b = step.b === undefined ? undefined : this.#evaluate(step.b);
    switch (step.kind) {
      case 'none':
        rows.fill(0);
        step.mask = 0;
        break;
      case 'base':
        this.#base(step);
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
        step.mask = ~a!.mask & this.#all;
        for (let i = 0; i < n; i++) rows[i] = ~a!.rows[i]! & this.#all;
        break;
      case 'seq':
        for (let i = 0; i < n; i++) {
          let sum = 0;
          for (let row = a!.rows[i]!; row !== 0; row &= row - 1) sum |= b!.rows[31 - Math.clz32(row & -row)]!;
          rows[i] = sum;
        }
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
        rows.fill(0);
        for (let i = 0; i < n; i++) {
          for (let row = a!.rows[i]!; row !== 0; row &= row - 1) rows[31 - Math.clz32(row & -row)]! |= 1 << i;
        }
        break;
      case 'domain':
        step.mask = 0;
        for (let i = 0; i < n; i++) if (a!.rows[i] !== 0) step.mask |= 1 << i;
        break;
      case 'range':
        step.mask = 0;
        for (let i = 0; i < n; i++) step.mask |= a!.rows[i]!;
        break;
      default:
        throw new Error(`litmus: the step '${step.kind}' is not known`);
    }
    return step;
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
        const body = this.#evaluate(variable.body!);
        for (let i = 0; i < this.#n; i++) {
          if (body.rows[i] === variable.rows[i]) continue;
          variable.rows[i] = body.rows[i]!;
          changed = true;
        }
      }
    }
    step.rows.set(step.a!.rows);
  }

  #base(step: Step): void {
    const skeleton = this.#skeleton;
    if (step.isSet) {
      step.mask = skeleton.set(SETS[step.name] ?? ((event) => event.tags.includes(step.name)));
      return;
    }
    if (step.name === 'rf') step.rows.set(this.rf);
    else if (step.name === 'co') step.rows.set(this.co);
    else if (step.name === 'fr') step.rows.set(this.#fr);
    else step.rows.set(relationOf(skeleton, step.name));
  }
}

function closure(rows: Int32Array, n: number): Int32Array {
  for (let k = 0; k < n; k++) {
    const row = rows[k]!;
    if (row !== 0) for (let i = 0; i < n; i++) if (((rows[i]! >>> k) & 1) === 1) rows[i]! |= rows[k]!;
  }
  return rows;
}

const isAccess = (event: PlacedEvent): boolean => event.isRead || event.isWrite;
const SETS: Readonly<Record<string, (event: PlacedEvent) => boolean>> = {
  _: () => true,
  R: ({ isRead }) => isRead,
  W: ({ isWrite }) => isWrite,
  M: isAccess,
  Exp: isAccess,
  F: (event) => !isAccess(event),
  I: ({ thread }) => thread === -1,
  IW: ({ thread }) => thread === -1,
  RMW: ({ isRead, isWrite }) => isRead && isWrite,
  NA: ({ tags }) => !tags.includes('A'),
};

/** Whether both events are of one thread. */
const inside = (a: PlacedEvent, b: PlacedEvent): boolean => a.thread === b.thread && a.thread !== -1;

function relationOf(skeleton: Skeleton, name: string): Int32Array {
  switch (name) {
    case 'po':
      return skeleton.relation((_a, _b, i, j) => skeleton.isBefore(i, j));
    case 'id':
      return skeleton.relation((_a, _b, i, j) => i === j);
    case 'loc':
      return skeleton.relation((a, b) => isAccess(a) && isAccess(b) && a.address === b.address);
    case 'int':
      return skeleton.relation((a, b) => inside(a, b));
    case 'ext':
      return skeleton.relation((a, b) => !inside(a, b));
    case 'addr':
      return skeleton.dependency(({ addr }) => addr);
    case 'data':
      return skeleton.dependency(({ data, isWrite }) => (isWrite ? data : 0));
    case 'ctrl':
      return skeleton.dependency(({ ctrl }) => ctrl);
    case 'pick-addr':
      return skeleton.dependency(({ pickAddr }) => pickAddr);
    case 'pick-data':
      return skeleton.dependency(({ pickData, isWrite }) => (isWrite ? pickData : 0));
    case 'pick-ctrl':
      return skeleton.dependency(({ pickCtrl }) => pickCtrl);
    case 'rmw':
      return skeleton.relation((_a, b, i) => b.rmwOf !== -1 && skeleton.indexIn(b.thread, b.rmwOf) === i);
    case 'amo':
      return skeleton.relation((_a, b, i) => b.amo && skeleton.indexIn(b.thread, b.rmwOf) === i);
    case 'si':
    case 'sm':
    case 'same-instance':
      return skeleton.relation(
        (a, b, i, j) => i === j || (inside(a, b) && a.amo !== b.amo && a.instruction === b.instruction && Math.abs(i - j) === 1),
      );
    default:
      return new Int32Array(skeleton.size);
  }
}
