import { LitmusError } from '../litmus-error.ts';
import { type Binding, type CatExpr, CatParser, type CatStatement } from './parser.ts';

/** A step of a compiled model: equal expressions are one step. A set is a mask, a relation an array of rows. */
export interface Step {
  readonly kind: string;
  readonly isSet: boolean;
  readonly a: Step | undefined;
  readonly b: Step | undefined;
  readonly name: string;
  /** Whether it can change while the skeleton stays the same. */
  readonly varies: boolean;
  /** Whether it hangs on a `let rec` that is being computed. */
  readonly open: boolean;
  body: Step | undefined;
  stamp: number;
  mask: number;
  rows: Int32Array;
}

export interface Check {
  readonly name: string;
  readonly test: 'acyclic' | 'irreflexive' | 'empty';
  readonly negated: boolean;
  readonly role: 'axiom' | 'flag' | 'undefined' | 'assert';
  readonly step: Step;
}

/** A variable that is one of several relations: if the axioms hold for one of them, they hold. */
export interface Choice {
  readonly variable: Step;
  readonly from: Step;
}

export interface CompiledModel {
  readonly name: string;
  readonly checks: readonly Check[];
  /** What each `with` chooses, and from what. */
  readonly choices: readonly Choice[];
  readonly steps: readonly Step[];
}

type Meaning = Step | { readonly params: readonly string[]; readonly value: CatExpr; readonly scope: Scope };
type Scope = Map<string, Meaning>;
interface Procedure {
  readonly params: readonly string[];
  readonly body: readonly CatStatement[];
}

const RELATIONS = new Set([
  'po', 'rf', 'co', 'fr', 'id', 'loc', 'int', 'ext', 'addr', 'data', 'ctrl', 'pick-addr', 'pick-data', 'pick-ctrl', 'rmw', 'amo', 'si', 'sm',
  'same-instance', 'intrinsic-data', 'intrinsic-pick', 'overlap', 'asw', 'critical',
]); // prettier-ignore
const VARYING = new Set(['rf', 'co', 'fr']);
/** What herd builds in, in its own language. */
const PRELUDE = `
let emptyset = {}
let po-loc = po & loc
let rfe = rf & ext
let rfi = rf & int
let coe = co & ext
let coi = co & int
let fre = fr & ext
let fri = fr & int
let co0 = loc & (IW * (W \\ IW))
let lxsx = rmw \\ amo
let toid(s) = [s]
let fencerel(B) = (po & (_ * B)) ; po
let ctrlcfence(B) = (ctrl & (_ * B)) ; po
`;
/** Files of herd that we know how to do without. */
const BUILT_IN = new Set(['cos.cat', 'stdlib.cat']);
/** Sets of one language that a model may name when a test of another is judged: then they are empty. */
const SET_NAME = /^(?:[A-Z][\w.-]*|_)$/;

/** Compiles the text of a model; `load` gives the texts that it includes. Costs a pass; the result serves any number of tests. */
export function compileModel(text: string, file: string, load: (name: string) => string | undefined): CompiledModel {
  return new Compiler(load).compile(text, file);
}

class Compiler {
  readonly #load: (name: string) => string | undefined;
  readonly #steps = new Map<string, Step>();
  readonly #numbers = new Map<Step, number>();
  readonly #checks: Check[] = [];
  readonly #choices: Choice[] = [];
  readonly #procedures = new Map<string, Procedure>();
  #file = '';
  #text = '';

  constructor(load: (name: string) => string | undefined) {
    this.#load = load;
  }

  compile(text: string, file: string): CompiledModel {
    const scope: Scope = new Map();
    this.#run(PRELUDE, 'prelude.cat', scope);
    this.#run(text, file, scope);
    return { name: file, checks: this.#checks, choices: this.#choices, steps: [...this.#steps.values()] };
  }

  #run(text: string, file: string, scope: Scope): void {
    const [oldText, oldFile] = [this.#text, this.#file];
    [this.#text, this.#file] = [text, file];
    this.#statements(new CatParser(text, file).model(), scope);
    [this.#text, this.#file] = [oldText, oldFile];
  }

  #statements(statements: readonly CatStatement[], scope: Scope): void {
    for (const statement of statements) this.#statement(statement, scope);
  }

  #statement(statement: CatStatement, scope: Scope): void {
    switch (statement.kind) {
      case 'let':
        this.#bind(statement.bindings, statement.isRec, scope);
        break;
      case 'include': {
        if (BUILT_IN.has(statement.file)) break;
        const text = this.#load(statement.file);
        if (text === undefined) throw this.#error(statement.at, `cannot find the file '${statement.file}'`);
        this.#run(text, statement.file, scope);
        break;
      }
      case 'procedure':
        this.#procedures.set(statement.name, statement);
        break;
      case 'call': {
        const procedure = this.#procedures.get(statement.name);
        if (procedure === undefined) throw this.#error(statement.at, `there is no procedure '${statement.name}'`);
        const inner: Scope = new Map(scope);
        for (const [i, param] of procedure.params.entries()) inner.set(param, this.#expr(statement.args[i]!, scope));
        this.#statements(procedure.body, inner);
        break;
      }
      case 'with': {
        const variable = this.#step('chosen', `${statement.name} ${this.#choices.length}`, undefined, undefined, false, true, false);
        this.#choices.push({ variable, from: this.#expr(statement.from, scope) });
        scope.set(statement.name, variable);
        break;
      }
      case 'check': {
        const { test, negated, role } = statement;
        this.#checks.push({
          name: statement.name ?? `${test} at ${this.#file}`,
          test,
          negated,
          role,
          step: this.#expr(statement.value, scope),
        });
      }
    }
  }

  #bind(bindings: readonly Binding[], isRec: boolean, scope: Scope): void {
    if (!isRec) {
      const values = bindings.map(({ params, value }) =>
        params === undefined ? this.#expr(value, scope) : { params, value, scope: new Map(scope) },
      );
      for (const [i, { name }] of bindings.entries()) scope.set(name, values[i]!);
      return;
    }
    const inner: Scope = new Map(scope);
    const variables = bindings.map(({ name }) => {
      const variable = this.#step('variable', `${name} ${this.#steps.size}`, undefined, undefined, false, true, true);
      inner.set(name, variable);
      return variable;
    });
    for (const [i, { value }] of bindings.entries()) variables[i]!.body = this.#expr(value, inner);
    for (const [i, { name }] of bindings.entries()) {
      const group = variables.map((variable) => this.#number(variable)).join(' ');
      const fixpoint = this.#step('fixpoint', `${group} ${i}`, variables[i], undefined, false, true, false);
      (fixpoint as { group?: readonly Step[] }).group = variables;
      scope.set(name, fixpoint);
    }
  }

  #expr(expr: CatExpr, scope: Scope): Step {
    switch (expr.kind) {
      case 'none':
        return this.#step('none', '', undefined, undefined, false, false, false);
      case 'name':
        return this.#lookUp(expr.name, expr.at, scope);
      case 'let': {
        const inner: Scope = new Map(scope);
        this.#bind(expr.bindings, expr.isRec, inner);
        return this.#expr(expr.a, inner);
      }
      case 'try':
        try {
          return this.#expr(expr.a, scope);
        } catch (error) {
          if (!(error instanceof LitmusError)) throw error;
          return this.#expr(expr.b, scope);
        }
      case 'call': {
        if (expr.name === 'domain' || expr.name === 'range') return this.#of(expr.name, true, this.#expr(expr.args[0]!, scope));
        if (expr.name === 'generate_orders')
          return this.#of('orders', false, this.#expr(expr.args[0]!, scope), this.#expr(expr.args[1]!, scope));
        if (expr.name === 'fr-along') {
          const order = this.#expr(expr.args[0]!, scope);
          const writes = this.#of('inter', false, this.#relation('loc'), this.#of('cross', false, this.#set('_'), this.#set('W')));
          return this.#step('fr-along', '', order, writes, false, true, order.open);
        }
        const callee = scope.get(expr.name);
        if (callee === undefined || !('params' in callee)) throw this.#error(expr.at, `there is no function '${expr.name}'`);
        const inner: Scope = new Map(callee.scope);
        for (const [i, param] of callee.params.entries()) {
          const arg = expr.args[i];
          if (arg === undefined) throw this.#error(expr.at, `'${expr.name}' takes ${callee.params.length} arguments`);
          inner.set(param, this.#expr(arg, scope));
        }
        return this.#expr(callee.value, inner);
      }
      case 'identity':
        return this.#of('identity', false, this.#expr(expr.a, scope));
      case 'plus':
      case 'star':
      case 'option':
      case 'inverse':
        return this.#of(expr.kind, false, this.#expr(expr.a, scope));
      case 'not': {
        const a = this.#expr(expr.a, scope);
        return this.#of('not', a.isSet, a);
      }
      case 'seq':
      case 'cross':
        return this.#of(expr.kind, false, this.#expr(expr.a, scope), this.#expr(expr.b, scope));
      default: {
        const a = this.#expr(expr.a, scope);
        const b = this.#expr(expr.b, scope);
        if (a.isSet !== b.isSet && a.kind !== 'none' && b.kind !== 'none')
          throw this.#error(expr.at, 'a set and a relation cannot be combined');
        return this.#of(expr.kind, a.isSet || b.isSet, a, b);
      }
    }
  }

  #lookUp(name: string, at: number, scope: Scope): Step {
    const meaning = scope.get(name);
    if (meaning !== undefined) {
      if ('params' in meaning) throw this.#error(at, `'${name}' is a function`);
      return meaning;
    }
    if (RELATIONS.has(name)) return this.#relation(name);
    if (SET_NAME.test(name)) return this.#set(name);
    throw this.#error(at, `there is no set or relation '${name}'`);
  }

  #relation(name: string): Step {
    return this.#step('base', name, undefined, undefined, false, VARYING.has(name), false);
  }

  #set(name: string): Step {
    return this.#step('base', name, undefined, undefined, true, false, false);
  }

  #of(kind: string, isSet: boolean, a: Step, b?: Step): Step {
    return this.#step(kind, '', a, b, isSet, a.varies || b?.varies === true, a.open || b?.open === true);
  }

  #step(kind: string, name: string, a: Step | undefined, b: Step | undefined, isSet: boolean, varies: boolean, open: boolean): Step {
    const key = `${kind} ${name} ${a && this.#number(a)} ${b && this.#number(b)} ${isSet}`;
    let step = this.#steps.get(key);
    if (step === undefined) {
      step = { kind, name, a, b, isSet, varies, open, body: undefined, stamp: -1, mask: 0, rows: new Int32Array(32) };
      this.#numbers.set(step, this.#steps.size);
      this.#steps.set(key, step);
    }
    return step;
  }

  #number(step: Step): number {
    return this.#numbers.get(step)!;
  }

  #error(at: number, message: string): LitmusError {
    return new LitmusError(this.#file, this.#text, at, message);
  }
}
