import type { PlacedEvent, Skeleton } from '../enumerate/execution.ts';
import type { Check, CompiledModel, Step } from './compile.ts';

/** Counts what steps of models may have been computed for: one count for all evaluators, since they share the steps. */
let clock = 0;

/** A read, a write that some of its bytes come from, and a mask of all writes to these bytes. */
export type Supply = readonly [read: number, write: number, writes: number];

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
  /** Where reads take their bytes from, where they may take them from several writes; otherwise `rf` says it. */
  supplies: readonly Supply[] | undefined;
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
    this.#fr.set(this.#frAlong(this.co));
  }

  /** Whether an axiom is violated by what is now in `rf` and `co`: the first one, or undefined if all hold. */
  violated(): Check | undefined {
    return this.#choose(0);
  }

  /** From each read to the writes that come, in `order`, after one that it takes bytes from, and that write to these bytes. */
  #frAlong(order: Int32Array): Int32Array {
    const { rf, supplies } = this;
    const fr = new Int32Array(32);
    if (supplies !== undefined) {
      for (const [r, w, writes] of supplies) fr[r]! |= order[w]! & writes & ~(1 << r);
      return fr;
    }
    for (let w = 0; w < this.#n; w++) {
      for (let row = rf[w]!; row !== 0; row &= row - 1) {
        const r = 31 - Math.clz32(row & -row);
        fr[r] = order[w]! & ~(1 << r);
      }
    }
    return fr;
  }

  #choose(k: number): Check | undefined {
    const choice = this.#model.choices[k];
    if (choice === undefined) return this.#model.checks.find((check) => check.role === 'axiom' && !this.#holds(check));
    let violated = this.#model.checks[0];
    for (const order of this.#orders(this.#evaluate(choice.from.a!).mask, this.#evaluate(choice.from.b!).rows)) {
      this.#candidateAt = ++clock;
      choice.variable.rows.set(order);
      choice.variable.stamp = clock;
      violated = this.#choose(k + 1);
      if (violated === undefined) return undefined;
    }
    return violated;
  }

  /** All orders of the members of `mask` that are total for each location and contain `rows` as far as that is within a location. */
  *#orders(mask: number, rows: Int32Array): Generator<Int32Array> {
    const loc = this.#relation('loc');
    const classes: number[] = [];
    for (let rest = mask; rest !== 0;) {
      const i = 31 - Math.clz32(rest & -rest);
      const members = (loc[i]! | (1 << i)) & mask;
      classes.push(members);
      rest &= ~members;
    }
    yield* linearisations(classes, closure(rows.slice(), this.#n), new Int32Array(32));
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
      case 'fr-along':
        for (let i = 0; i < n; i++) rows[i] = a!.rows[i]! & (this.supplies === undefined ? b!.rows[i]! : -1);
        rows.set(this.#frAlong(rows));
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
    else step.rows.set(this.#relation(step.name));
  }

  #relation(name: string): Int32Array {
    return this.#skeleton.own.get(name) ?? relationOf(this.#skeleton, name);
  }
}

function closure(rows: Int32Array, n: number): Int32Array {
  for (let k = 0; k < n; k++) {
    const row = rows[k]!;
    if (row !== 0) for (let i = 0; i < n; i++) if (((rows[i]! >>> k) & 1) === 1) rows[i]! |= rows[k]!;
  }
  return rows;
}

/** All ways to order each class so that what comes later in `before` does so. The same array, changed, each time. */
function* linearisations(classes: readonly number[], before: Int32Array, order: Int32Array, k = 0): Generator<Int32Array> {
  const members = classes[k];
  if (members === undefined) yield order;
  else yield* extend(members);

  /** Places the last of those that are left, then the others before it. */
  function* extend(left: number): Generator<Int32Array> {
    if (left === 0) return yield* linearisations(classes, before, order, k + 1);
    for (let rest = left; rest !== 0; rest &= rest - 1) {
      const i = 31 - Math.clz32(rest & -rest);
      if ((before[i]! & left) !== 0) continue;
      order[i] = members! & ~left;
      yield* extend(left & ~(1 << i));
    }
  }
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
