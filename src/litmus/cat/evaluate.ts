import { emptyRelation, hasLoop, identity, isAcyclic, isNothing, pairsOf, wordsFor } from '../bits.ts';
import { Computation, FIRST_CHOICE_LEVEL } from './computation.ts';
import { isAntitone, narrows, racesMostUnordered } from './monotone.ts';
import type { CatValue, Check, CompiledModel, ForAll, Step } from './model.ts';
import { isEmptyValue } from './values.ts';

/** How many choices a model makes for a test at most: a guess, half a minute. */
const MOST_CHOSEN = 5_000_000;

/** Judges candidate executions by a compiled model. Costs what its steps do, as far as they have changed since the last one. */
export class Evaluator extends Computation {
  readonly #model: CompiledModel;
  /** How many choices were made in all. */
  #chosen = 0;
  /** The checks that come after so many choices. */
  readonly #checks: readonly (readonly (Check | ForAll)[])[];
  /** Whether parts of what is chosen last can be asked about. */
  readonly #asksParts: boolean;
  /** Whether reading from more, and more order of writes, only makes less undefined. */
  readonly #isMostUndefinedAtFirst: boolean;

  constructor(model: CompiledModel) {
    super(model);
    this.#model = model;
    this.#isMostUndefinedAtFirst = isAntitone(model);
    this.#asksParts = narrows(model);
    this.#checks = Array.from({ length: model.choices.length + 1 }, (_, k) => model.checks.filter(({ after }) => after === k));
  }

  /** Whether an axiom is violated by what is now in `rf` and `co`: the first one, or undefined if all hold for some choice. */
  violated(): Check | undefined {
    return this.#choose(0, () => true);
  }

  /** Whether what is now in `rf` and `co` makes the program undefined, for some choice for which it violates no axiom. */
  undefinedNow(): boolean {
    const { checks } = this.#model;
    if (this.#model.choices.length === 0 && this.#wrong(checks, 'undefined') === undefined) return false;
    let isUndefined = false;
    this.#choose(0, () => {
      isUndefined = this.#wrong(checks, 'undefined') !== undefined;
      return isUndefined;
    });
    return isUndefined;
  }

  /** Whether no choice of `rf` and `co` makes the program undefined: asked once for each skeleton, with both of them empty. */
  isDefined(): boolean {
    if (!this.#isMostUndefinedAtFirst) return false;
    this.rf.fill(0);
    this.co.fill(0);
    this.changed();
    return !this.mayBeUndefined();
  }

  /** Whether what is now in `rf` and `co`, or has more in them, may make the program undefined. */
  mayBeUndefined(): boolean {
    return !this.#isMostUndefinedAtFirst || this.#wrong(this.#model.checks, 'undefined') !== undefined;
  }

  /** The events that make a program undefined if nothing is in any order, or undefined where that is not all that may; to be asked without any order. */
  undefinedWithoutOrder(): readonly number[] | undefined {
    if (!racesMostUnordered(this.#model)) return undefined;
    this.rf.fill(0);
    this.co.fill(0);
    this.changed();
    const found = this.#model.checks.flatMap((check) =>
      'step' in check && check.role === 'undefined' ? pairsOf(this.rowsOf(check.step), this.size).flat() : [],
    );
    return [...new Set(found)];
  }

  /** The names of the flags that what is now in `rf` and `co` raises. */
  flags(): readonly string[] {
    const raised = new Set<string>();
    const flags = this.#model.checks.filter((check): check is Check => !('checks' in check) && check.role === 'flag');
    this.#choose(0, () => {
      for (const check of flags) if (this.#holds(check)) raised.add(check.name);
      // No other choice raises a flag that hangs on none.
      return flags.every(({ name, step }) => raised.has(name) || step.level < FIRST_CHOICE_LEVEL);
    });
    return [...raised];
  }

  /** Makes the choices from the k-th one on until `enough` says so where no axiom is violated; otherwise the first violated one. */
  #choose(k: number, enough: () => boolean): Check | undefined {
    const wrong = this.#wrong(this.#checks[k]!, 'axiom');
    if (wrong !== undefined) return wrong;
    const choice = this.#model.choices[k];
    if (choice === undefined) return enough() ? undefined : NOT_ENOUGH;
    let violated: Check | undefined = NO_CHOICE;
    const fits = (rows: Int32Array, isWhole: boolean): boolean => {
      if (isWhole) return true;
      this.#try(k, { kind: 'relation', rows });
      const wrongWith = this.#wrong(this.#checks[k + 1]!, 'axiom');
      if (wrongWith !== undefined) violated = wrongWith;
      return wrongWith === undefined;
    };
    const isLast = k + 1 === this.#model.choices.length;
    for (const value of this.valuesIn(choice.from, isLast && this.#asksParts ? fits : undefined)) {
      this.#try(k, value);
      violated = this.#choose(k + 1, enough);
      if (violated === undefined) return undefined;
    }
    return violated;
  }

  /** Makes the k-th choice, or a part of it. */
  #try(k: number, value: CatValue): void {
    if (++this.#chosen > MOST_CHOSEN)
      throw new Error(
        `litmus: the model ${this.#model.name} makes more than ${MOST_CHOSEN} choices, which is the most, such as orders of events: leave out accesses that it orders`,
      );
    this.choose(k, this.#model.choices[k]!.variable, value);
  }

  /** The first check of a role that does not hold; where an assertion does not, the model is wrong. */
  #wrong(checks: readonly (Check | ForAll)[], role: Check['role']): Check | undefined {
    for (const check of checks) {
      if ('checks' in check) {
        for (const value of this.valuesIn(check.from)) {
          this.assign(check.variable, value);
          const wrong = this.#wrong(check.checks, role);
          if (wrong !== undefined) return wrong;
        }
      } else if (check.role === role || (check.role === 'assert' && role === 'axiom')) {
        if (this.#holds(check)) continue;
        if (check.role === 'assert')
          throw new Error(`litmus: the assertion '${check.name}' of the model ${this.#model.name} does not hold`);
        return check;
      }
    }
    return undefined;
  }

  /** The relation or the identity of the set that a check is about, as it is now. */
  rowsOf(step: Step): Int32Array {
    const { isSet, value, members, rows } = this.evaluate(step);
    const n = this.size;
    return (isSet ?? value?.kind === 'set') ? identity(emptyRelation(n), members, n) : rows.slice(0, n * wordsFor(n));
  }

  #holds(check: Check): boolean {
    const { step: asked, test } = check;
    // A closure need not be made to see whether it has a loop.
    const isClosure = test === 'irreflexive' && asked.kind === 'plus';
    const step = this.evaluate(isClosure ? asked.a! : asked);
    const n = this.size;
    const words = wordsFor(n);
    let holds: boolean;
    if (step.isSet ?? step.value?.kind !== 'relation')
      holds = isNothing(step.members, words) && (step.value === undefined || isEmptyValue(step.value));
    else if (test === 'empty') holds = isNothing(step.rows, n * words);
    else holds = isClosure || test === 'acyclic' ? isAcyclic(step.rows, n) : !hasLoop(step.rows, n);
    return holds !== check.negated;
  }
}

/** What stands for the axiom that is violated where a `with` has nothing to choose from, or nothing that is looked for. */
const nothing = (name: string): Check => ({
  name,
  test: 'empty',
  negated: true,
  role: 'axiom',
  after: 0,
  text: name,
  step: { kind: 'none', isSet: true, a: undefined, b: undefined, name: '', level: 0, open: false, body: undefined, stamp: 0, members: new Int32Array(0), rows: new Int32Array(0), value: undefined, source: undefined },
}); // prettier-ignore
const NO_CHOICE = nothing('there is something to choose');
const NOT_ENOUGH = nothing('there is what is looked for');
