import { LitmusError } from '../litmus-error.ts';
import type { CatExpr } from './ast.ts';
import { describe, type Meaning, type Scope, type Step } from './model.ts';
import { Steps } from './steps.ts';

/** Thrown where only the run can tell what an expression is: then it is computed there, by `interpret.ts`. */
export const ONLY_IN_THE_RUN = Symbol('only in the run');

/** Makes steps of operations on sets and relations, and of the functions that are no text of the language. Costs a look-up for each. */
export abstract class StepCompiler {
  readonly steps = new Steps();
  protected file = '';
  protected text = '';

  /** What an expression means. */
  protected abstract expr(expr: CatExpr, scope: Scope | undefined): Meaning;

  /** A set or a relation. */
  protected asStep(meaning: Meaning, at: number, as?: 'set' | 'relation'): Step {
    if (meaning.kind === 'empty') return this.steps.of('none', '', as === undefined ? undefined : as === 'set', 0);
    if (meaning.kind === 'universe') return as === 'relation' ? this.product(this.all, this.all) : this.all;
    if (meaning.kind !== 'step') throw this.error(at, `found ${describe(meaning)}, expected a ${as ?? 'set or a relation'}`);
    const { step } = meaning;
    if (as === undefined || step.isSet === (as === 'set')) return step;
    if (step.kind === 'none') return this.steps.of('none', '', as === 'set', 0);
    if (step.isSet !== undefined) throw this.error(at, `found ${describe(meaning)}, expected a ${as}`);
    const source = { expr: { at, kind: 'none' } as const, scope: undefined as unknown as Scope, file: this.file, text: this.text };
    return this.steps.of('coerce', as, as === 'set', 0, step, undefined, source);
  }

  protected get all(): Step {
    return this.steps.of('base', '_', true, 0);
  }

  protected product(a: Step, b: Step): Step {
    return this.steps.of('cross', '', false, 0, a, b);
  }

  protected part(expr: CatExpr, scope: Scope | undefined, as?: 'set' | 'relation'): Step {
    return this.asStep(this.expr(expr, scope), expr.at, as);
  }

  protected operation(expr: CatExpr, scope: Scope | undefined): Step {
    switch (expr.kind) {
      case 'identity':
        return this.steps.of('identity', '', false, 0, this.part(expr.a, scope, 'set'));
      case 'plus':
      case 'star':
      case 'option':
      case 'inverse':
        return this.steps.of(expr.kind, '', false, 0, this.part(expr.a, scope, 'relation'));
      case 'not': {
        const a = this.part(expr.a, scope);
        if (a.isSet === undefined) throw ONLY_IN_THE_RUN;
        return this.steps.of('not', '', a.isSet, 0, a);
      }
      case 'seq':
        return this.steps.of('seq', '', false, 0, this.part(expr.a, scope, 'relation'), this.part(expr.b, scope, 'relation'));
      case 'cross':
        return this.product(this.part(expr.a, scope, 'set'), this.part(expr.b, scope, 'set'));
      case 'union':
      case 'inter':
      case 'diff':
        return this.#combine(expr.kind, expr, scope);
      default:
        throw ONLY_IN_THE_RUN;
    }
  }

  #combine(kind: 'union' | 'inter' | 'diff', expr: CatExpr & { readonly a: CatExpr; readonly b: CatExpr }, scope: Scope | undefined): Step {
    const first = this.expr(expr.a, scope);
    const second = this.expr(expr.b, scope);
    if ([first, second].some((meaning) => meaning.kind === 'values' || meaning.kind === 'tag')) throw ONLY_IN_THE_RUN;
    if (isNothing(first) && isNothing(second)) return this.steps.of('none', '', undefined, 0);
    const isSet = kindOf(first) ?? kindOf(second);
    if (isSet === undefined && first.kind === 'step' && second.kind === 'step') throw ONLY_IN_THE_RUN;
    if (
      kindOf(first) !== undefined &&
      kindOf(second) !== undefined &&
      kindOf(first) !== kindOf(second) &&
      !isNothing(first) &&
      !isNothing(second)
    )
      throw this.error(expr.at, 'found a set and a relation, expected two sets or two relations');
    const as = (isNothing(first) ? (kindOf(second) ?? isSet) : isSet) === false ? 'relation' : 'set';
    const known = first.kind !== 'universe' || second.kind !== 'universe' || isSet !== undefined;
    return this.steps.of(kind, '', known ? as === 'set' : true, 0, this.asStep(first, expr.a.at, as), this.asStep(second, expr.b.at, as));
  }

  protected primitive(name: string, arg: Meaning, at: number): Step {
    switch (name) {
      case 'domain':
      case 'range':
        return this.steps.of(name, '', true, 0, this.asStep(arg, at, 'relation'));
      case 'fr-along': {
        const writes = this.steps.of(
          'inter',
          '',
          false,
          0,
          this.steps.of('base', 'loc', false, 0),
          this.product(this.all, this.steps.of('base', 'W', true, 0)),
        );
        return this.steps.of(name, '', false, 1, this.asStep(arg, at, 'relation'), writes);
      }
      case 'generate_orders':
      case 'linearisations': {
        if (arg.kind !== 'tuple' || arg.items.length !== 2)
          throw this.error(at, `found ${describe(arg)}, expected a set and a relation in brackets`);
        const [set, before] = [this.asStep(arg.items[0]!, at, 'set'), this.asStep(arg.items[1]!, at, 'relation')];
        return this.steps.of('orders', name === 'linearisations' ? 'all' : 'by location', undefined, 0, set, before);
      }
      default:
        throw ONLY_IN_THE_RUN;
    }
  }

  protected error(at: number, message: string): LitmusError {
    return new LitmusError(this.file, this.text, at, message);
  }
}

const kindOf = (meaning: Meaning): boolean | undefined => (meaning.kind === 'step' ? meaning.step.isSet : undefined);
const isNothing = (meaning: Meaning): boolean => meaning.kind === 'empty' || (meaning.kind === 'step' && meaning.step.kind === 'none');
