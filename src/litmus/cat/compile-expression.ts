import { LitmusError } from '../litmus-error.ts';
import type { Binding, CatExpr, Pattern, Test, Variant } from './ast.ts';
import { type CatValue, describe, lookUp, type Meaning, type Scope, type Step } from './model.ts';
import { PRIMITIVES, RELATIONS, SET_NAME, VARIANTS, VARYING } from './prelude.ts';
import { Steps } from './steps.ts';

/** Thrown where only the run can tell what an expression is: then it is computed there, by `interpret.ts`. */
const ONLY_IN_THE_RUN = Symbol('only in the run');
/** How deep functions may call each other before a model is run: deeper ones are left to the run. */
const DEEPEST_CALL = 200;
const EMPTY: CatValue = { kind: 'empty' };

/** Compiles expressions of the cat language into steps; functions are put in where they are called. Costs a pass for each call. */
export class ExpressionCompiler {
  readonly steps = new Steps();
  /** How many choices have been made so far. */
  choices = 0;
  protected file = '';
  protected text = '';
  #depth = 0;

  /** What an expression means; a step that the run computes where nothing is known before. */
  protected meaning(expr: CatExpr, scope: Scope | undefined): Meaning {
    try {
      return this.#expr(expr, scope);
    } catch (error) {
      if (error !== ONLY_IN_THE_RUN) throw error;
      const level = this.#levelOf(expr, scope, new Set());
      const source = { expr, scope: scope!, file: this.file, text: this.text };
      return { kind: 'step', step: this.steps.fresh('computed', undefined, level.level, level.open, source) };
    }
  }

  protected step(expr: CatExpr, scope: Scope | undefined, as?: 'set' | 'relation'): Step {
    return this.#asStep(this.meaning(expr, scope), expr.at, as);
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

  #expr(expr: CatExpr, scope: Scope | undefined): Meaning {
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
        return { kind: 'tuple', items: expr.items.map((item) => this.#expr(item, scope)) };
      case 'set': {
        const items = expr.items.map((item) => this.#expr(item, scope));
        if (items.every((item): item is Meaning & { readonly kind: 'tag' } => item.kind === 'tag')) return { kind: 'values', items };
        throw ONLY_IN_THE_RUN;
      }
      case 'function':
        return this.#closure(expr, scope);
      case 'let':
        return this.#expr(expr.a, this.bindAll(expr.bindings, expr.isRec, scope));
      case 'try':
        try {
          return this.#expr(expr.a, scope);
        } catch (error) {
          if (!(error instanceof LitmusError)) throw error;
          return this.#expr(expr.b, scope);
        }
      case 'if':
        return this.#expr(this.test(expr.test, scope) ? expr.a : expr.b, scope);
      case 'match-tag':
        return this.#matchTag(expr, scope);
      case 'match-set':
        return this.#matchSet(expr, scope);
      case 'call':
        return this.#call(expr, scope);
      default:
        return this.#known(this.#operation(expr, scope));
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

  /** A set or a relation. */
  #asStep(meaning: Meaning, at: number, as?: 'set' | 'relation'): Step {
    if (meaning.kind === 'empty') return this.steps.of('none', '', as === undefined ? undefined : as === 'set', 0);
    if (meaning.kind === 'universe') return as === 'relation' ? this.#product(this.#all, this.#all) : this.#all;
    if (meaning.kind !== 'step') throw this.error(at, `found ${describe(meaning)}, expected a ${as ?? 'set or a relation'}`);
    const { step } = meaning;
    if (as === undefined || step.isSet === (as === 'set')) return step;
    if (step.kind === 'none') return this.steps.of('none', '', as === 'set', 0);
    if (step.isSet !== undefined) throw this.error(at, `found ${describe(meaning)}, expected a ${as}`);
    const source = { expr: { at, kind: 'none' } as const, scope: undefined as unknown as Scope, file: this.file, text: this.text };
    return this.steps.of('coerce', as, as === 'set', 0, step, undefined, source);
  }

  get #all(): Step {
    return this.steps.of('base', '_', true, 0);
  }

  #product(a: Step, b: Step): Step {
    return this.steps.of('cross', '', false, 0, a, b);
  }

  #part(expr: CatExpr, scope: Scope | undefined, as?: 'set' | 'relation'): Step {
    return this.#asStep(this.#expr(expr, scope), expr.at, as);
  }

  #operation(expr: CatExpr, scope: Scope | undefined): Step {
    switch (expr.kind) {
      case 'identity':
        return this.steps.of('identity', '', false, 0, this.#part(expr.a, scope, 'set'));
      case 'plus':
      case 'star':
      case 'option':
      case 'inverse':
        return this.steps.of(expr.kind, '', false, 0, this.#part(expr.a, scope, 'relation'));
      case 'not': {
        const a = this.#part(expr.a, scope);
        if (a.isSet === undefined) throw ONLY_IN_THE_RUN;
        return this.steps.of('not', '', a.isSet, 0, a);
      }
      case 'seq':
        return this.steps.of('seq', '', false, 0, this.#part(expr.a, scope, 'relation'), this.#part(expr.b, scope, 'relation'));
      case 'cross':
        return this.#product(this.#part(expr.a, scope, 'set'), this.#part(expr.b, scope, 'set'));
      case 'union':
      case 'inter':
      case 'diff':
        return this.#combine(expr.kind, expr, scope);
      default:
        throw ONLY_IN_THE_RUN;
    }
  }

  #combine(kind: 'union' | 'inter' | 'diff', expr: CatExpr & { readonly a: CatExpr; readonly b: CatExpr }, scope: Scope | undefined): Step {
    const first = this.#expr(expr.a, scope);
    const second = this.#expr(expr.b, scope);
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
    return this.steps.of(kind, '', known ? as === 'set' : true, 0, this.#asStep(first, expr.a.at, as), this.#asStep(second, expr.b.at, as));
  }

  /** Whether a test holds. */
  protected test(test: Test, scope: Scope | undefined): boolean {
    if (isVariant(test)) return holdsFor(test);
    const a = this.#expr(test.a, scope);
    const b = this.#expr(test.b, scope);
    if (test.kind === 'equal' && a.kind === 'tag' && b.kind === 'tag') return a.name === b.name;
    if (test.kind === 'in' && a.kind === 'tag' && b.kind === 'values')
      return b.items.some((item) => item.kind === 'tag' && item.name === a.name);
    throw ONLY_IN_THE_RUN;
  }

  #matchTag(expr: CatExpr & { readonly kind: 'match-tag' }, scope: Scope | undefined): Meaning {
    const value = this.#expr(expr.value, scope);
    if (value.kind === 'step' && value.step.isSet === undefined) throw ONLY_IN_THE_RUN;
    if (value.kind !== 'tag') throw this.error(expr.value.at, `found ${describe(value)}, expected a tag`);
    const clause = expr.clauses.find(({ tag }) => tag === undefined || tag === value.name);
    if (clause === undefined) throw this.error(expr.at, `there is no clause for the tag '${value.name}`);
    return this.#expr(clause.body, scope);
  }

  #matchSet(expr: CatExpr & { readonly kind: 'match-set' }, scope: Scope | undefined): Meaning {
    const value = this.#expr(expr.value, scope);
    if (value.kind === 'empty') return this.#expr(expr.empty, scope);
    if (value.kind !== 'values') throw ONLY_IN_THE_RUN;
    const [first, ...rest] = value.items;
    if (first === undefined) return this.#expr(expr.empty, scope);
    const inner = this.bind({ kind: 'whole', name: expr.element }, first, expr.at, scope);
    const others: CatValue = rest.length === 0 ? EMPTY : { kind: 'values', items: rest };
    return this.#expr(expr.body, this.bind({ kind: 'whole', name: expr.rest }, others, expr.at, inner));
  }

  #call(expr: CatExpr & { readonly kind: 'call' }, scope: Scope | undefined): Meaning {
    const f = this.#expr(expr.f, scope);
    const arg = this.#expr(expr.arg, scope);
    if (f.kind === 'primitive') return this.#known(this.#primitive(f.name, arg, expr.arg.at));
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
      return this.#expr(f.body, inner);
    } finally {
      [this.file, this.text] = [file, text];
      this.#depth = Math.max(0, this.#depth - 1);
    }
  }

  #primitive(name: string, arg: Meaning, at: number): Step {
    switch (name) {
      case 'domain':
      case 'range':
        return this.steps.of(name, '', true, 0, this.#asStep(arg, at, 'relation'));
      case 'fr-along': {
        const writes = this.steps.of(
          'inter',
          '',
          false,
          0,
          this.steps.of('base', 'loc', false, 0),
          this.#product(this.#all, this.steps.of('base', 'W', true, 0)),
        );
        return this.steps.of(name, '', false, 1, this.#asStep(arg, at, 'relation'), writes);
      }
      case 'generate_orders':
      case 'linearisations': {
        if (arg.kind !== 'tuple' || arg.items.length !== 2)
          throw this.error(at, `found ${describe(arg)}, expected a set and a relation in brackets`);
        const [set, before] = [this.#asStep(arg.items[0]!, at, 'set'), this.#asStep(arg.items[1]!, at, 'relation')];
        return this.steps.of('orders', name === 'linearisations' ? 'all' : 'by location', undefined, 0, set, before);
      }
      default:
        throw ONLY_IN_THE_RUN;
    }
  }

  /** The level of what is left to the run: the highest of the levels of all that it names. */
  #levelOf(expr: CatExpr, scope: Scope | undefined, seen: Set<unknown>): { level: number; open: boolean } {
    const found = { level: 0, open: false };
    const see = (meaning: Meaning): void => {
      if (meaning.kind === 'step') {
        found.level = Math.max(found.level, meaning.step.level);
        if (meaning.step.open) found.open = true;
      } else if (meaning.kind === 'tuple') meaning.items.forEach(see);
      else if (meaning.kind === 'closure' && !seen.has(meaning.body)) {
        seen.add(meaning.body);
        walk(meaning.body, meaning.scope);
      }
    };
    const walk = (node: unknown, within: Scope | undefined): void => {
      if (Array.isArray(node)) for (const item of node) walk(item, within);
      else if (typeof node === 'object' && node !== null) {
        const { kind, name } = node as { readonly kind?: string; readonly name?: string };
        if (kind === 'name') {
          const meaning = lookUp(within, name!);
          if (meaning !== undefined) see(meaning);
          else if (VARYING.has(name!)) found.level = Math.max(found.level, 1);
        } else for (const part of Object.values(node)) walk(part, within);
      }
    };
    walk(expr, scope);
    return found;
  }

  protected error(at: number, message: string): LitmusError {
    return new LitmusError(this.file, this.text, at, message);
  }
}

const kindOf = (meaning: Meaning): boolean | undefined => (meaning.kind === 'step' ? meaning.step.isSet : undefined);
const isNothing = (meaning: Meaning): boolean => meaning.kind === 'empty' || (meaning.kind === 'step' && meaning.step.kind === 'none');

export const isVariant = (test: Test): test is Variant => test.kind !== 'equal' && test.kind !== 'subset' && test.kind !== 'in';

/** Whether herd is called so. */
export function holdsFor(test: Variant): boolean {
  switch (test.kind) {
    case 'variant':
      return VARIANTS.has(test.name);
    case 'not':
      return !holdsFor(test.a);
    case 'and':
      return holdsFor(test.a) && holdsFor(test.b);
    case 'or':
      return holdsFor(test.a) || holdsFor(test.b);
  }
}
