import type { CatExpr, CheckRole, CheckTest, Pattern } from './ast.ts';

/** What a compiled model consists of. Costs nothing. */

/** A step of a compiled model: equal expressions are one step. Its set and its relation are bits, see `bits.ts`. */
export interface Step {
  readonly kind: string;
  /** Undefined where only the run tells. */
  readonly isSet: boolean | undefined;
  readonly a: Step | undefined;
  readonly b: Step | undefined;
  readonly name: string;
  /** What it changes with: 0 the skeleton, 1 who reads from whom and in which order writes come, from 2 on the choices of the model. */
  readonly level: number;
  /** Whether it hangs on a `let rec` that is being computed. */
  readonly open: boolean;
  body: Step | undefined;
  stamp: number;
  /** With room for all events of the executions that are asked about, and more. */
  members: Int32Array;
  rows: Int32Array;
  /** Of a step that only the run can tell about. */
  value: CatValue | undefined;
  /** For such a step: what to compute; otherwise where it is said that it is a set, or a relation. */
  readonly source: Source | undefined;
}

/** An expression, and what its names mean. */
export interface Source {
  readonly expr: CatExpr;
  readonly scope: Scope;
  readonly file: string;
  readonly text: string;
}

export interface Check {
  readonly name: string;
  readonly test: CheckTest;
  readonly negated: boolean;
  readonly role: CheckRole;
  readonly step: Step;
  /** How many choices come before it. */
  readonly after: number;
  /** The relation as it stands in the model. */
  readonly text: string;
}

/** For all values of a set: the variable is each of them, once, for the checks. */
export interface ForAll {
  readonly variable: Step;
  readonly from: Step;
  readonly checks: readonly (Check | ForAll)[];
  readonly after: number;
}

/** A variable that is one of several values: where the axioms hold for one of them, they hold. */
export interface Choice {
  readonly variable: Step;
  readonly from: Step;
}

export interface CompiledModel {
  readonly name: string;
  readonly checks: readonly (Check | ForAll)[];
  /** What each `with` chooses, and from what. */
  readonly choices: readonly Choice[];
  readonly steps: readonly Step[];
  /** Whether an execution that is not coherent for each location is none for this model. */
  readonly isCoherent: boolean;
  /** Whether an execution in which a write comes between a read and a write that belong together is none for this model. */
  readonly isAtomic: boolean;
  /** Whether it asks for the order of writes that it is given, and does not only make its own. */
  readonly usesOrder: boolean;
  /** The names that the model gives, with their steps, the later ones last: for those who explain. */
  readonly names: ReadonlyMap<string, Step>;
}

/** The variables of the `let rec` that a step is one of; none of any other. */
export const groupOf = (step: Step): readonly Step[] => (step as { readonly group?: readonly Step[] }).group ?? [];

/** Whether some check of a model has a role. */
export const hasRole = (model: CompiledModel, role: CheckRole): boolean =>
  model.checks.some(function has(check): boolean {
    return 'checks' in check ? check.checks.some(has) : check.role === role;
  });

export type CatValue =
  | { readonly kind: 'set'; readonly members: Int32Array }
  | { readonly kind: 'relation'; readonly rows: Int32Array }
  | { readonly kind: 'values'; readonly items: readonly CatValue[] }
  | { readonly kind: 'tuple'; readonly items: readonly Meaning[] }
  | { readonly kind: 'empty' | 'universe' }
  | { readonly kind: 'tag' | 'primitive'; readonly name: string }
  | { readonly kind: 'event'; readonly number: number }
  | { readonly kind: 'pair'; readonly from: number; readonly to: number }
  | {
      readonly kind: 'closure';
      readonly pattern: Pattern;
      readonly body: CatExpr;
      readonly scope: Scope;
      readonly file: string;
      readonly text: string;
    };

/** What a name means: a value, a step that computes one, or the error that its definition is. */
export type Meaning = CatValue | { readonly kind: 'step'; readonly step: Step } | { readonly kind: 'broken'; readonly error: Error };

/** Names and their meanings: a list that never changes, the latest first. */
export interface Scope {
  readonly name: string;
  /** Set once, since a recursive function's scope has it. */
  meaning: Meaning;
  readonly outer: Scope | undefined;
}

export function lookUp(scope: Scope | undefined, name: string): Meaning | undefined {
  for (let at = scope; at !== undefined; at = at.outer) if (at.name === name) return at.meaning;
  return undefined;
}

/** What a value is, in words. */
export function describe(value: Meaning): string {
  switch (value.kind) {
    case 'set':
    case 'universe':
      return 'a set';
    case 'relation':
      return 'a relation';
    case 'values':
      return 'a set of values';
    case 'empty':
      return 'an empty set';
    case 'tag':
      return `the tag '${value.name}`;
    case 'event':
      return 'an event';
    case 'closure':
    case 'primitive':
      return 'a function';
    case 'step':
      return value.step.isSet === true ? 'a set' : 'a relation';
    default:
      return `a ${value.kind}`;
  }
}
