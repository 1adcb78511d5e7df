/** The cat language as a tree. Costs nothing. */

/** What an argument is bound to: one name for all of it, or a name for each part; `undefined` where the name is `_`. */
export type Pattern =
  | { readonly kind: 'whole'; readonly name: string | undefined }
  | { readonly kind: 'tuple'; readonly names: readonly (string | undefined)[] };

export interface Binding {
  readonly at: number;
  readonly pattern: Pattern;
  readonly value: CatExpr;
}

/** A condition on how herd was called, such as `"vmsa"`. */
export type Variant =
  | { readonly kind: 'variant'; readonly name: string }
  | { readonly kind: 'not'; readonly a: Variant }
  | { readonly kind: 'and' | 'or'; readonly a: Variant; readonly b: Variant };

export type Test = Variant | { readonly kind: 'equal' | 'subset' | 'in'; readonly a: CatExpr; readonly b: CatExpr };

export type BinaryKind = 'union' | 'add' | 'seq' | 'diff' | 'inter' | 'cross';
export type UnaryKind = 'plus' | 'star' | 'option' | 'inverse' | 'not' | 'identity';

export interface TagClause<T> {
  /** Undefined for the clause that fits all others. */
  readonly tag: string | undefined;
  readonly body: T;
}

export type CatExpr = { readonly at: number } & (
  | { readonly kind: 'name' | 'tag'; readonly name: string }
  /** `{}`, an empty set of any kind; `0`, the empty relation; `_`, all events. */
  | { readonly kind: 'none' | 'zero' | 'universe' }
  | { readonly kind: 'set' | 'tuple'; readonly items: readonly CatExpr[] }
  | { readonly kind: BinaryKind; readonly a: CatExpr; readonly b: CatExpr }
  | { readonly kind: UnaryKind; readonly a: CatExpr }
  | { readonly kind: 'call'; readonly f: CatExpr; readonly arg: CatExpr }
  | { readonly kind: 'function'; readonly pattern: Pattern; readonly body: CatExpr }
  | { readonly kind: 'try'; readonly a: CatExpr; readonly b: CatExpr }
  | { readonly kind: 'if'; readonly test: Test; readonly a: CatExpr; readonly b: CatExpr }
  | { readonly kind: 'match-tag'; readonly value: CatExpr; readonly clauses: readonly TagClause<CatExpr>[] }
  | {
      readonly kind: 'match-set';
      readonly value: CatExpr;
      readonly empty: CatExpr;
      readonly element: string | undefined;
      readonly rest: string | undefined;
      readonly body: CatExpr;
    }
  | { readonly kind: 'let'; readonly bindings: readonly Binding[]; readonly isRec: boolean; readonly a: CatExpr }
);

export type CheckTest = 'acyclic' | 'irreflexive' | 'empty';
export type CheckRole = 'axiom' | 'flag' | 'undefined' | 'assert';

export interface CheckStatement {
  readonly kind: 'check';
  readonly test: CheckTest;
  readonly negated: boolean;
  readonly role: CheckRole;
  readonly value: CatExpr;
  readonly name: string | undefined;
  /** Where the relation that is checked stands in the text. */
  readonly from: number;
  readonly end: number;
}

export type CatStatement = { readonly at: number } & (
  | CheckStatement
  | {
      readonly kind: 'let';
      readonly isRec: boolean;
      readonly bindings: readonly Binding[];
      readonly when: (CheckStatement & { readonly at: number }) | undefined;
    }
  | { readonly kind: 'include'; readonly file: string }
  | { readonly kind: 'procedure'; readonly name: string; readonly pattern: Pattern; readonly body: readonly CatStatement[] }
  | { readonly kind: 'call'; readonly name: string; readonly arg: CatExpr }
  | { readonly kind: 'with'; readonly name: string; readonly from: CatExpr }
  | { readonly kind: 'forall'; readonly name: string; readonly from: CatExpr; readonly body: readonly CatStatement[] }
  | { readonly kind: 'if'; readonly test: Variant; readonly a: readonly CatStatement[]; readonly b: readonly CatStatement[] }
  | { readonly kind: 'match'; readonly value: CatExpr; readonly clauses: readonly TagClause<readonly CatStatement[]>[] }
  | { readonly kind: 'enum'; readonly name: string; readonly tags: readonly string[] }
);
