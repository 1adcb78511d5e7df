import { LitmusError } from '../litmus-error.ts';
import type { Binding, CatExpr, Pattern, Test } from './ast.ts';
import { ONLY_IN_THE_RUN, StepCompiler } from './compile-steps.ts';
import { levelOf } from './levels.ts';
import { type CatValue, describe, lookUp, type Meaning, type Scope, type Step } from './model.ts';
import { PRIMITIVES, RELATIONS, SET_NAME, VARYING } from './prelude.ts';
import { holdsFor, isVariant } from './variants.ts';

/** How deep functions may call each other before a model is run: deeper ones are left to the run. */
const DEEPEST_CALL = 200;
const EMPTY: CatValue = { kind: 'empty' };

/** Compiles expressions of the cat language into steps; functions are put in where they are called. Costs a pass for each call. */
export class ExpressionCompiler extends StepCompiler {
  /** How many choices have been made so far. */
  choices = 0;
  #depth = 0;

  /** What an expression means; a step that the run computes where nothing is known before. */
  protected meaning(expr: CatExpr, scope: Scope | undefined): Meaning {
    try {
      return this.expr(expr, scope);
    } catch (error) {
      if (error !== ONLY_IN_THE_RUN) throw error;
      const level = levelOf(expr, scope);
      const source = { expr, scope: scope!, file: this.file, text: this.text };
      return { kind: 'step', step: this.steps.fresh('computed', undefined, level.level, level.open, source) };
    }
  }

  protected step(expr: CatExpr, scope: Scope | undefined, as?: 'set' | 'relation'): Step {
    return this.asStep(this.meaning(expr, scope), expr.at, as);
  }

  protected bind(pattern: Pattern, meaning: Meaning, at: number, scope: Scope | undefined): Scope | undefined {
    if (pattern.kind === 'whole') return pattern.name === undefined ? scope : { name: pattern.name, meaning, outer: scope };
    if (meaning.kind === 'step' && meaning.step.isSet === undefined) throw ONLY_IN_THE_RUN;
    if (meaning.kind !== 'tuple' || meaning.items.length !== pattern.names.length)
      throw this.error(at, `found ${describe(meaning)}, expected ${pattern.names.length} values in brackets`);
    let inner = scope;
    for (const [i, name] of pattern.names.entries()) if (name !== undefined) inner = { name, meaning: meaning.items[i]!, outer: inner };
    return inner;
  }

  /** The scope after a `let`. */
  protected bindAll(bindings: readonly Binding[], isRec: boolean, scope: Scope | undefined): Scope | undefined {
    if (isRec) return this.#bindRec(bindings, scope);
    let inner = scope;
    for (const { pattern, value, at } of bindings) inner = this.bind(pattern, this.lazily(value, scope), at, inner);
    return inner;
  }

  /** Names that are not known count only where they are used: files for several languages name what one of them lacks. */
  protected lazily(value: CatExpr, scope: Scope | undefined): Meaning {
    return this.meaning(value, scope);
  }

  #bindRec(bindings: readonly Binding[], scope: Scope | undefined): Scope | undefined {
    const name = ({ pattern, at }: Binding): string => {
      if (pattern.kind === 'whole' && pattern.name !== undefined) return pattern.name;
      throw this.error(at, "found a pattern after 'let rec', expected a name");
    };
    const functions = bindings.filter(({ value }) => value.kind === 'function');
    const values = bindings.filter(({ value }) => value.kind !== 'function');
    let inner = scope;
    const nodes = functions.map((binding): Scope => (inner = { name: name(binding), meaning: EMPTY, outer: inner }));
    for (const isSet of [false, true]) {
      let within = inner;
      const variables = values.map((binding) => {
        const variable = this.steps.fresh('variable', isSet, 0, true);
        within = { name: name(binding), meaning: { kind: 'step', step: variable }, outer: within };
        return variable;
      });
      for (const [i, node] of nodes.entries()) node.meaning = this.#closure(functions[i]!.value, within);
      if (values.length === 0) return inner;
      try {
        for (const [i, { value }] of values.entries()) variables[i]!.body = this.step(value, within, isSet ? 'set' : 'relation');
      } catch (error) {
        if (isSet || !(error instanceof LitmusError) || !this.#areSets(values, inner)) throw error;
        continue;
      }
      const level = Math.max(...variables.map(({ body }) => body!.level));
      for (const [i, binding] of values.entries()) {
        inner = {
          name: name(binding),
          meaning: { kind: 'step', step: this.steps.fixpoint(variables, variables[i]!, level) },
          outer: inner,
        };
      }
      return inner;
    }
    return inner;
  }

  /** Whether the values of a `let rec` are sets: then their equations say so when they begin with nothing. */
  #areSets(bindings: readonly Binding[], scope: Scope | undefined): boolean {
    let within = scope;
    for (const { pattern } of bindings) within = this.bind(pattern, EMPTY, 0, within);
    return bindings.every(({ value }) => {
      try {
        return this.step(value, within).isSet === true;
      } catch {
        return false;
      }
    });
  }

  #closure(expr: CatExpr, scope: Scope | undefined): Meaning {
    const { pattern, body } = expr as CatExpr & { kind: 'function' };
    return { kind: 'closure', pattern, body, scope: scope!, file: this.file, text: this.text };
  }

  protected expr(expr: CatExpr, scope: Scope | undefined): Meaning {
    switch (expr.kind) {
      case 'none':
        return EMPTY;
      case 'zero':
        return this.#known(this.steps.of('none', '', false, 0));
      case 'universe':
        return { kind: 'universe' };
      case 'name':
        return this.#name(expr.name, expr.at, scope);
      case 'tag':
        return { kind: 'tag', name: expr.name };
      case 'tuple':
        return { kind: 'tuple', items: expr.items.map((item) => this.expr(item, scope)) };
      case 'set': {
        const items = expr.items.map((item) => this.expr(item, scope));
        if (items.every((item): item is Meaning & { readonly kind: 'tag' } => item.kind === 'tag')) return { kind: 'values', items };
        throw ONLY_IN_THE_RUN;
      }
      case 'function':
        return this.#closure(expr, scope);
      case 'let':
        return this.expr(expr.a, this.bindAll(expr.bindings, expr.isRec, scope));
      case 'try':
        try {
          return this.expr(expr.a, scope);
        } catch (error) {
          if (!(error instanceof LitmusError)) throw error;
          return this.expr(expr.b, scope);
        }
      case 'if':
        return this.expr(this.test(expr.test, scope) ? expr.a : expr.b, scope);
      case 'match-tag':
        return this.#matchTag(expr, scope);
      case 'match-set':
        return this.#matchSet(expr, scope);
      case 'call':
        return this.#call(expr, scope);
      default:
        return this.#known(this.operation(expr, scope));
    }
  }

  #known(step: Step): Meaning {
    return { kind: 'step', step };
  }

  #name(name: string, at: number, scope: Scope | undefined): Meaning {
    const found = lookUp(scope, name);
    if (found?.kind === 'broken') throw found.error;
    if (found !== undefined) return found;
    if (RELATIONS.has(name)) return this.#known(this.steps.of('base', name, false, VARYING.has(name) ? 1 : 0));
    if (SET_NAME.test(name)) return this.#known(this.steps.of('base', name, true, VARYING.has(name) ? 1 : 0));
    if (PRIMITIVES.has(name)) return { kind: 'primitive', name };
    throw this.error(at, `there is no set, relation or function '${name}'`);
  }

  /** Whether a test holds. */
  protected test(test: Test, scope: Scope | undefined): boolean {
    if (isVariant(test)) return holdsFor(test);
    const a = this.expr(test.a, scope);
    const b = this.expr(test.b, scope);
    if (test.kind === 'equal' && a.kind === 'tag' && b.kind === 'tag') return a.name === b.name;
    if (test.kind === 'in' && a.kind === 'tag' && b.kind === 'values')
      return b.items.some((item) => item.kind === 'tag' && item.name === a.name);
    throw ONLY_IN_THE_RUN;
  }

  #matchTag(expr: CatExpr & { readonly kind: 'match-tag' }, scope: Scope | undefined): Meaning {
    const value = this.expr(expr.value, scope);
    if (value.kind === 'step' && value.step.isSet === undefined) throw ONLY_IN_THE_RUN;
    if (value.kind !== 'tag') throw this.error(expr.value.at, `found ${describe(value)}, expected a tag`);
    const clause = expr.clauses.find(({ tag }) => tag === undefined || tag === value.name);
    if (clause === undefined) throw this.error(expr.at, `there is no clause for the tag '${value.name}`);
    return this.expr(clause.body, scope);
  }

  #matchSet(expr: CatExpr & { readonly kind: 'match-set' }, scope: Scope | undefined): Meaning {
    const value = this.expr(expr.value, scope);
    if (value.kind === 'empty') return this.expr(expr.empty, scope);
    if (value.kind !== 'values') throw ONLY_IN_THE_RUN;
    const [first, ...rest] = value.items;
    if (first === undefined) return this.expr(expr.empty, scope);
    const inner = this.bind({ kind: 'whole', name: expr.element }, first, expr.at, scope);
    const others: CatValue = rest.length === 0 ? EMPTY : { kind: 'values', items: rest };
    return this.expr(expr.body, this.bind({ kind: 'whole', name: expr.rest }, others, expr.at, inner));
  }

  #call(expr: CatExpr & { readonly kind: 'call' }, scope: Scope | undefined): Meaning {
    const f = this.expr(expr.f, scope);
    const arg = this.expr(expr.arg, scope);
    if (f.kind === 'primitive') return this.#known(this.primitive(f.name, arg, expr.arg.at));
    if (f.kind === 'step' && f.step.isSet === undefined) throw ONLY_IN_THE_RUN;
    if (f.kind !== 'closure') throw this.error(expr.f.at, `found ${describe(f)} before an argument, expected a function`);
    if (++this.#depth > DEEPEST_CALL) {
      this.#depth = 0;
      throw ONLY_IN_THE_RUN;
    }
    const inner = this.bind(f.pattern, arg, expr.arg.at, f.scope);
    const [file, text] = [this.file, this.text];
    [this.file, this.text] = [f.file, f.text];
    try {
      return this.expr(f.body, inner);
    } finally {
      [this.file, this.text] = [file, text];
      this.#depth = Math.max(0, this.#depth - 1);
    }
  }
}
