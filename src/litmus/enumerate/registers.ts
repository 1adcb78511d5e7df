import type { Expr, Value } from '../program.ts';

/** What registers hold, and the reads that this depends on, as masks of events of the thread. */
export interface Saved {
  readonly values: Value[];
  readonly depends: number[];
  readonly picks: number[];
}

/** The registers of a thread, with what each depends on. Costs two more words for each. */
export class Registers {
  /** What the last expression depended on. */
  depends = 0;
  /** The same, with what decided only which value it was. */
  picks = 0;
  #now: Saved;

  constructor(initial: readonly Value[]) {
    this.#now = { values: [...initial], depends: initial.map(() => 0), picks: initial.map(() => 0) };
  }

  get values(): readonly Value[] {
    return this.#now.values;
  }

  /** The value of an expression; what it depends on is to be had until the next one. */
  start(expr: Expr): Value {
    this.depends = 0;
    this.picks = 0;
    return this.#evaluate(expr);
  }

  #evaluate(expr: Expr): Value {
    switch (expr.kind) {
      case 'constant':
        return expr.value;
      case 'register':
        this.depends |= this.#now.depends[expr.register]!;
        this.picks |= this.#now.picks[expr.register]!;
        return this.#now.values[expr.register]!;
      case 'apply': {
        const a = this.#evaluate(expr.a);
        return expr.f(a, this.#evaluate(expr.b));
      }
      case 'pick': {
        const before = this.depends;
        const condition = this.#evaluate(expr.condition);
        this.depends = before;
        return this.#evaluate(condition === 0 ? expr.b : expr.a);
      }
    }
  }

  assign(register: number, value: Value, depends: number, picks: number): void {
    if (register === -1) return;
    this.#now.values[register] = value;
    this.#now.depends[register] = depends;
    this.#now.picks[register] = picks;
  }

  /** Goes on with a copy, and returns what there was, for {@link Registers.restore}. */
  save(): Saved {
    const saved = this.#now;
    this.#now = { values: saved.values.slice(), depends: saved.depends.slice(), picks: saved.picks.slice() };
    return saved;
  }

  restore(saved: Saved): void {
    this.#now = saved;
  }
}
