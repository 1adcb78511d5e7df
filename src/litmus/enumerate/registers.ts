import type { Expr, Value } from '../program.ts';
import { joinReads, NO_READS, type Reads } from './reads.ts';

/** What registers hold, and the reads that this depends on. */
export interface Saved {
  readonly values: Value[];
  readonly depends: Reads[];
  readonly picks: Reads[];
}

/** The registers of a thread, with what each depends on. Costs two more words for each. */
export class Registers {
  /** What the last expression depended on. */
  depends = NO_READS;
  /** The same, with what decided only which value it was. */
  picks = NO_READS;
  #now: Saved;

  constructor(initial: readonly Value[]) {
    this.#now = { values: [...initial], depends: initial.map(() => NO_READS), picks: initial.map(() => NO_READS) };
  }

  get values(): readonly Value[] {
    return this.#now.values;
  }

  /** The value of an expression; what it depends on is to be had until the next one. */
  start(expr: Expr): Value {
    this.depends = NO_READS;
    this.picks = NO_READS;
    return this.#evaluate(expr);
  }

  #evaluate(expr: Expr): Value {
    switch (expr.kind) {
      case 'constant':
        return expr.value;
      case 'register':
        this.depends = joinReads(this.depends, this.#now.depends[expr.register]!);
        this.picks = joinReads(this.picks, this.#now.picks[expr.register]!);
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

  assign(register: number, value: Value, depends: Reads, picks: Reads): void {
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
