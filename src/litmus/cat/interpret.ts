import { closure, compose, domain, emptyRelation, emptySet, identity, invert, membersOf, range } from '../bits.ts';
import { LitmusError } from '../litmus-error.ts';
import type { CatExpr, Pattern, Test } from './ast.ts';
import { holdsFor, isVariant } from './variants.ts';
import { type CatValue, describe, lookUp, type Meaning, type Scope } from './model.ts';
import { PRIMITIVES, RELATIONS, SET_NAME } from './prelude.ts';
import { orders } from './orders.ts';
import { join, relation, set, ValueOperations } from './value-operations.ts';
import { isEmpty, keyOf } from './values.ts';

const EMPTY: CatValue = { kind: 'empty' };
/** A recursion deeper than this is taken for one without an end: no relation over 32 events has as many pairs. */
const DEEPEST = 1100;
/** More orders than this are no model that anybody waits for. */
const MOST_ORDERS = 1_000_000;

/** Computes what only the run of a model can tell: matches on sets, sets of sets and of relations. Costs a walk of the expression. */
export class Interpreter extends ValueOperations {
  #depth = 0;

  compute(): CatValue {
    return this.#eval(this.source.expr, this.source.scope);
  }

  #eval(expr: CatExpr, scope: Scope | undefined): CatValue {
    switch (expr.kind) {
      case 'none':
        return EMPTY;
      case 'zero':
        return relation(emptyRelation(this.world.size));
      case 'universe':
        return { kind: 'universe' };
      case 'name':
        return this.#name(expr.name, expr.at, scope);
      case 'tag':
        return { kind: 'tag', name: expr.name };
      case 'tuple':
        return { kind: 'tuple', items: expr.items.map((item) => this.#eval(item, scope)) };
      case 'set':
        return this.literal(expr.items.map((item) => this.#eval(item, scope)));
      case 'function':
        return this.#closure(expr, scope);
      case 'let':
        return this.#eval(expr.a, this.#let(expr, scope));
      case 'try':
        try {
          return this.#eval(expr.a, scope);
        } catch (error) {
          if (!(error instanceof LitmusError)) throw error;
          return this.#eval(expr.b, scope);
        }
      case 'if':
        return this.#eval(this.#test(expr.test, scope) ? expr.a : expr.b, scope);
      case 'match-tag': {
        const value = this.#eval(expr.value, scope);
        if (value.kind !== 'tag') throw this.fail(expr.value.at, `found ${describe(value)}, expected a tag`);
        const clause = expr.clauses.find(({ tag }) => tag === undefined || tag === value.name);
        if (clause === undefined) throw this.fail(expr.at, `there is no clause for the tag '${value.name}`);
        return this.#eval(clause.body, scope);
      }
      case 'match-set': {
        const parts = this.takeApart(this.#eval(expr.value, scope), expr.value.at);
        if (parts === undefined) return this.#eval(expr.empty, scope);
        const inner = this.#bind({ kind: 'whole', name: expr.element }, parts[0], expr.at, scope);
        return this.#eval(expr.body, this.#bind({ kind: 'whole', name: expr.rest }, parts[1], expr.at, inner));
      }
      case 'call':
        return this.#apply(this.#eval(expr.f, scope), this.#eval(expr.arg, scope), expr);
      default:
        return this.#operation(expr, scope);
    }
  }

  #name(name: string, at: number, scope: Scope | undefined): CatValue {
    const found = lookUp(scope, name);
    if (found !== undefined) return this.#valueOf(found);
    if (RELATIONS.has(name)) return relation(this.world.relation(name));
    if (SET_NAME.test(name)) return set(this.world.set(name));
    if (PRIMITIVES.has(name)) return { kind: 'primitive', name };
    throw this.fail(at, `there is no set, relation or function '${name}'`);
  }

  #valueOf(meaning: Meaning): CatValue {
    if (meaning.kind === 'broken') throw meaning.error;
    return meaning.kind === 'step' ? this.world.valueOf(meaning.step) : meaning;
  }

  #closure(expr: CatExpr & { readonly kind: 'function' }, scope: Scope | undefined): CatValue {
    return { kind: 'closure', pattern: expr.pattern, body: expr.body, scope: scope!, file: this.source.file, text: this.source.text };
  }

  #bind(pattern: Pattern, value: CatValue, at: number, scope: Scope | undefined): Scope | undefined {
    if (pattern.kind === 'whole') return pattern.name === undefined ? scope : { name: pattern.name, meaning: value, outer: scope };
    if (value.kind !== 'tuple' || value.items.length !== pattern.names.length)
      throw this.fail(at, `found ${describe(value)}, expected ${pattern.names.length} values in brackets`);
    let inner = scope;
    for (const [i, name] of pattern.names.entries()) if (name !== undefined) inner = { name, meaning: value.items[i]!, outer: inner };
    return inner;
  }

  #let({ bindings, isRec }: CatExpr & { readonly kind: 'let' }, scope: Scope | undefined): Scope | undefined {
    let inner = scope;
    if (!isRec) {
      for (const { pattern, value, at } of bindings) inner = this.#bind(pattern, this.#eval(value, scope), at, inner);
      return inner;
    }
    const nodes = bindings.map(({ pattern, at }) => {
      if (pattern.kind !== 'whole' || pattern.name === undefined) throw this.fail(at, "found a pattern after 'let rec', expected a name");
      return (inner = { name: pattern.name, meaning: EMPTY, outer: inner } as Scope);
    });
    const functions = bindings.map(({ value }) => value.kind === 'function');
    for (const [i, { value }] of bindings.entries()) if (value.kind === 'function') nodes[i]!.meaning = this.#closure(value, inner);
    for (let changed = true; changed;) {
      changed = false;
      for (const [i, { value }] of bindings.entries()) {
        if (functions[i]) continue;
        const next = this.#eval(value, inner);
        if (keyOf(next) === keyOf(nodes[i]!.meaning as CatValue)) continue;
        nodes[i]!.meaning = next;
        changed = true;
      }
    }
    return inner;
  }

  #test(test: Test, scope: Scope | undefined): boolean {
    if (isVariant(test)) return holdsFor(test);
    const a = this.#eval(test.a, scope);
    const b = this.#eval(test.b, scope);
    if (test.kind === 'equal') return keyOf(this.plain(a)) === keyOf(this.plain(b));
    if (test.kind === 'subset') return isEmpty(this.combine('diff', a, b, test.a.at));
    const members =
      b.kind === 'set' ? membersOf(b.members).map((number): CatValue => ({ kind: 'event', number })) : b.kind === 'values' ? b.items : [];
    return members.some((item) => keyOf(item) === keyOf(this.plain(a)));
  }

  #apply(f: CatValue, arg: CatValue, expr: CatExpr & { readonly kind: 'call' }): CatValue {
    if (f.kind === 'primitive') return this.#primitive(f.name, arg, expr.arg.at);
    if (f.kind !== 'closure') throw this.fail(expr.f.at, `found ${describe(f)} before an argument, expected a function`);
    if (++this.#depth > DEEPEST)
      throw this.fail(expr.at, `found more than ${DEEPEST} calls in each other, expected an end of the recursion`);
    const source = this.source;
    const inner = this.#bind(f.pattern, arg, expr.arg.at, f.scope);
    this.source = { ...source, file: f.file, text: f.text };
    const result = this.#eval(f.body, inner);
    this.source = source;
    this.#depth--;
    return result;
  }

  #primitive(name: string, arg: CatValue, at: number): CatValue {
    const n = this.world.size;
    switch (name) {
      case 'domain':
        return set(domain(emptySet(n), this.rows(arg, at), n));
      case 'range':
        return set(range(emptySet(n), this.rows(arg, at), n));
      case 'fr-along':
        return relation(this.world.frAlong(this.rows(arg, at)));
      case 'linearisations':
      case 'generate_orders': {
        if (arg.kind !== 'tuple' || arg.items.length !== 2)
          throw this.fail(at, `found ${describe(arg)}, expected a set and a relation in brackets`);
        const [members, rows] = [this.members(this.#valueOf(arg.items[0]!), at), this.rows(this.#valueOf(arg.items[1]!), at)];
        if (name === 'linearisations') return this.#collect(this.world.linearisations(members, rows), at);
        return this.#collect(orders(members, this.world.relation('loc'), rows, n).map(relation), at);
      }
      case 'classes-loc':
        return this.classes(this.members(arg, at), this.world.relation('loc'));
      case 'classes': {
        const rows = this.rows(arg, at);
        return this.classes(domain(emptySet(n), rows, n), rows);
      }
      case 'tag2events':
        if (arg.kind !== 'tag') throw this.fail(at, `found ${describe(arg)}, expected a tag`);
        return set(this.world.set(arg.name));
      default:
        // The others are about page tables, which no test has that we read.
        return EMPTY;
    }
  }

  #collect(values: Iterable<CatValue>, at: number): CatValue {
    const items: CatValue[] = [];
    for (const value of values)
      if (items.push(value) > MOST_ORDERS) throw this.fail(at, `found more than ${MOST_ORDERS} orders, expected fewer`);
    return { kind: 'values', items };
  }

  #operation(expr: CatExpr, scope: Scope | undefined): CatValue {
    const n = this.world.size;
    const rowsOf = (part: CatExpr) => this.rows(this.#eval(part, scope), part.at);
    const membersIn = (part: CatExpr) => this.members(this.#eval(part, scope), part.at);
    const all = () => this.world.relation('id');
    switch (expr.kind) {
      case 'identity':
        return relation(identity(emptyRelation(n), membersIn(expr.a), n));
      case 'plus':
        return relation(closure(rowsOf(expr.a).slice(), n));
      case 'star':
        return relation(join(closure(rowsOf(expr.a).slice(), n), all()));
      case 'option':
        return relation(join(rowsOf(expr.a), all()));
      case 'inverse':
        return relation(invert(emptyRelation(n), rowsOf(expr.a), n));
      case 'seq':
        return relation(compose(emptyRelation(n), rowsOf(expr.a), rowsOf(expr.b), n));
      case 'cross':
        return relation(this.product(membersIn(expr.a), membersIn(expr.b)));
      case 'not':
        return this.combine('diff', { kind: 'universe' }, this.#eval(expr.a, scope), expr.at);
      case 'add':
        return this.add(this.#eval(expr.a, scope), this.#eval(expr.b, scope), expr.at);
      case 'union':
      case 'inter':
      case 'diff':
        return this.combine(expr.kind, this.#eval(expr.a, scope), this.#eval(expr.b, scope), expr.at);
      default:
        throw this.fail(expr.at, `'${expr.kind}' is not an operation`);
    }
  }
}
