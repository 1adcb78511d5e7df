import { LitmusError } from '../litmus-error.ts';
import type { CatExpr, CatStatement, CheckStatement, Pattern } from './ast.ts';
import { ExpressionCompiler } from './compile-expression.ts';
import { type Check, type Choice, type CompiledModel, type ForAll, groupOf, lookUp, type Meaning, type Scope, type Step } from './model.ts';
import { CatParser } from './parser.ts';
import { BUILT_IN, COHERENT, PRELUDE } from './prelude.ts';
import { holdsFor } from './variants.ts';

export type { CompiledModel } from './model.ts';

interface Procedure {
  readonly pattern: Pattern;
  readonly body: readonly CatStatement[];
  readonly scope: Scope | undefined;
  readonly file: string;
  readonly text: string;
}

const DEEPEST_INCLUDE = 50;
const FIRST_CHOICE_LEVEL = 2;

/** Compiles the text of a model; `load` gives the texts that it includes. Costs a pass; the result serves any number of tests. */
export function compileModel(text: string, file: string, load: (name: string) => string | undefined): CompiledModel {
  return new Compiler(load).compile(text, file);
}

class Compiler extends ExpressionCompiler {
  readonly #load: (name: string) => string | undefined;
  readonly #choices: Choice[] = [];
  readonly #procedures = new Map<string, Procedure>();
  readonly #names = new Map<string, Step>();
  #checks: (Check | ForAll)[] = [];
  #scope: Scope | undefined;
  #includes = 0;
  #isCoherent = false;

  constructor(load: (name: string) => string | undefined) {
    super();
    this.#load = load;
  }

  compile(text: string, file: string): CompiledModel {
    this.#run(PRELUDE, 'prelude.cat');
    this.#names.clear();
    this.#run(text, file);
    return {
      name: file,
      checks: this.#checks,
      choices: this.#choices,
      steps: this.steps.all,
      isCoherent: this.#isCoherent || this.#checks.some((check) => !('checks' in check) && impliesCoherence(check)),
      isAtomic: this.#checks.some((check) => !('checks' in check) && impliesAtomicity(check)),
      usesOrder: usesOrder(this.#checks, this.#choices),
      names: this.#names,
    };
  }

  #run(text: string, file: string): void {
    const [oldText, oldFile] = [this.text, this.file];
    [this.text, this.file] = [text, file];
    this.#statements(new CatParser(text, file).model());
    [this.text, this.file] = [oldText, oldFile];
  }

  #statements(statements: readonly CatStatement[]): void {
    for (const statement of statements) this.#statement(statement);
  }

  #statement(statement: CatStatement): void {
    switch (statement.kind) {
      case 'let':
        this.#scope = this.bindAll(statement.bindings, statement.isRec, this.#scope);
        for (const { pattern } of statement.bindings) this.#remember(pattern);
        if (statement.when !== undefined) this.#check(statement.when);
        break;
      case 'include':
        this.#include(statement.file, statement.at);
        break;
      case 'procedure':
        this.#procedures.set(statement.name, { ...statement, scope: this.#scope, file: this.file, text: this.text });
        break;
      case 'call':
        this.#callProcedure(statement.name, statement.arg, statement.at);
        break;
      case 'with':
        this.#with(statement.name, statement.from);
        break;
      case 'forall':
        this.#forAll(statement.name, statement.from, statement.body);
        break;
      case 'if':
        this.#statements(holdsFor(statement.test) ? statement.a : statement.b);
        break;
      case 'match': {
        const value = this.meaning(statement.value, this.#scope);
        if (value.kind !== 'tag') throw this.error(statement.value.at, 'found no tag, expected one: statements can be chosen by tags only');
        const clause = statement.clauses.find(({ tag }) => tag === undefined || tag === value.name);
        if (clause === undefined) throw this.error(statement.at, `there is no clause for the tag '${value.name}`);
        this.#statements(clause.body);
        break;
      }
      case 'enum':
        this.#define(statement.name, { kind: 'values', items: statement.tags.map((name) => ({ kind: 'tag', name })) });
        break;
      case 'check':
        this.#check(statement);
    }
  }

  #define(name: string, meaning: Meaning): void {
    this.#scope = { name, meaning, outer: this.#scope };
  }

  /** In files that are included, what cannot be made out is told only where it is used. */
  protected override lazily(value: CatExpr, scope: Scope | undefined): Meaning {
    if (this.#includes === 0) return this.meaning(value, scope);
    try {
      return this.meaning(value, scope);
    } catch (error) {
      if (!(error instanceof LitmusError)) throw error;
      return { kind: 'broken', error };
    }
  }

  #remember(pattern: Pattern): void {
    const name = pattern.kind === 'whole' ? pattern.name : undefined;
    const meaning = name === undefined ? undefined : lookUp(this.#scope, name);
    if (meaning?.kind === 'step') this.#names.set(name!, meaning.step);
  }

  #include(file: string, at: number): void {
    if (COHERENT.has(file)) this.#isCoherent = true;
    const text = BUILT_IN.get(file) ?? this.#load(file);
    if (text === undefined) throw this.error(at, `cannot find the file '${file}'`);
    if (++this.#includes > DEEPEST_INCLUDE) throw this.error(at, `'${file}' is included by what it includes`);
    this.#run(text, file);
    this.#includes--;
  }

  #callProcedure(name: string, arg: CatExpr, at: number): void {
    const procedure = this.#procedures.get(name);
    if (procedure === undefined) throw this.error(at, `there is no procedure '${name}'`);
    const scope = this.#scope;
    const [file, text] = [this.file, this.text];
    this.#scope = this.bind(procedure.pattern, this.meaning(arg, scope), arg.at, procedure.scope);
    [this.file, this.text] = [procedure.file, procedure.text];
    if (++this.#includes > DEEPEST_INCLUDE) throw this.error(at, `the procedure '${name}' calls itself without an end`);
    this.#statements(procedure.body);
    this.#includes--;
    [this.file, this.text] = [file, text];
    this.#scope = scope;
  }

  #with(name: string, expr: CatExpr): void {
    const from = this.step(expr, this.#scope);
    const isSet = isOfOrders(expr) ? false : undefined;
    const variable = this.steps.fresh('chosen', isSet, FIRST_CHOICE_LEVEL + this.#choices.length, false);
    this.#choices.push({ variable, from });
    this.#define(name, { kind: 'step', step: variable });
    this.#names.set(name, variable);
  }

  #forAll(name: string, expr: CatExpr, body: readonly CatStatement[]): void {
    const from = this.meaning(expr, this.#scope);
    const scope = this.#scope;
    if (from.kind === 'values') {
      for (const item of from.items) {
        this.#define(name, item);
        this.#statements(body);
        this.#scope = scope;
      }
      return;
    }
    if (from.kind === 'empty') return;
    if (from.kind !== 'step') throw this.error(expr.at, 'found something else, expected a set of values');
    // Each value in turn changes what hangs on it, so it is open as the variables of a `let rec` are.
    const variable = this.steps.fresh('chosen', undefined, 0, true);
    const checks = this.#checks;
    const inner: (Check | ForAll)[] = [];
    this.#checks = inner;
    this.#define(name, { kind: 'step', step: variable });
    this.#statements(body);
    this.#scope = scope;
    this.#checks = checks;
    this.#checks.push({ variable, from: from.step, checks: inner, after: this.#choices.length });
  }

  #check(statement: CheckStatement): void {
    const { test, negated, role, value, from, end } = statement;
    const text = this.text.slice(from, end).replaceAll(/\s+/g, ' ');
    this.#checks.push({
      name: statement.name ?? `${test} ${text}`,
      test,
      negated,
      role,
      step: this.step(value, this.#scope, test === 'empty' ? undefined : 'relation'),
      after: this.#choices.length,
      text,
    });
  }
}

/** Whether an expression gives a set of relations for certain. */
const isOfOrders = (expr: CatExpr): boolean =>
  expr.kind === 'call' && expr.f.kind === 'name' && /^(?:linearisations|generate_orders|generate_cos)$/.test(expr.f.name);

/** Whether an axiom forbids each execution that is not coherent for some location: a cycle in its program order, rf, co and fr. */
function impliesCoherence({ test, negated, role, step }: Check): boolean {
  if (test !== 'acyclic' || negated || role !== 'axiom') return false;
  const parts = new Set<string>();
  const see = ({ kind, name, a, b }: Step): void => {
    if (kind === 'union') {
      see(a!);
      see(b!);
    } else if (kind === 'base') parts.add(name);
    else if (kind === 'inter' && a!.kind === 'base' && b!.kind === 'base' && [a!.name, b!.name].toSorted().join(' ') === 'loc po')
      parts.add('po');
  };
  see(step);
  return ['po', 'rf', 'co', 'fr'].every((name) => parts.has(name));
}

/** Whether an axiom is `empty rmw & (fre; coe)`. */
function impliesAtomicity({ test, negated, role, step: { kind, a, b } }: Check): boolean {
  if (test !== 'empty' || negated || role !== 'axiom' || kind !== 'inter') return false;
  const [rmw, between] = a!.kind === 'base' ? [a!, b!] : [b!, a!];
  return isBase(rmw, 'rmw') && between.kind === 'seq' && isOfOthers(between.a!, 'fr') && isOfOthers(between.b!, 'co');
}

const isBase = ({ kind, name }: Step, of: string): boolean => kind === 'base' && name === of;
const isOfOthers = ({ kind, a, b }: Step, of: string): boolean =>
  kind === 'inter' && ((isBase(a!, of) && isBase(b!, 'ext')) || (isBase(b!, of) && isBase(a!, 'ext')));

/** Whether `co` or `fr`, as they are given, are part of what is checked or chosen from. */
function usesOrder(checks: readonly (Check | ForAll)[], choices: readonly Choice[]): boolean {
  const seen = new Set<Step>();
  const uses = (step: Step | undefined): boolean => {
    if (step === undefined || seen.has(step)) return false;
    seen.add(step);
    // What only the run tells is not looked into.
    if (step.kind === 'computed' || (step.kind === 'base' && (step.name === 'co' || step.name === 'fr'))) return true;
    return uses(step.a) || uses(step.b) || uses(step.body) || groupOf(step).some(uses);
  };
  const inCheck = (check: Check | ForAll): boolean =>
    'checks' in check ? uses(check.from) || check.checks.some(inCheck) : uses(check.step);
  return checks.some(inCheck) || choices.some(({ from }) => uses(from));
}
