/**
 * What is known at one place of a program: the names declared around it ({@link Scope}), and what `this`, `super`, `new.target` and private names
 * mean there ({@link Context}). A scope is made for each block and function of the analysed code, a context for each function and class.
 */

/** What `this`, `super`, `new.target` and private names mean at some place. */
export interface Context {
  readonly thisIsFree: boolean;
  readonly superIsFree: boolean;
  readonly newTargetIsFree: boolean;
  readonly privateNames: PrivateNames | null;
}

export interface PrivateNames {
  readonly names: ReadonlySet<string>;
  readonly outer: PrivateNames | null;
}

export const OUTERMOST: Context = { thisIsFree: true, superIsFree: true, newTargetIsFree: true, privateNames: null };

/** Names declared in one scope, and the scope around it. */
export class Scope {
  readonly outer: Scope | null;
  /** Where a `var` of this scope is declared: itself, or a scope around it. */
  readonly vars: Scope;
  readonly #names = new Set<string>();

  constructor(outer: Scope | null, holdsVars = false) {
    this.outer = outer;
    this.vars = holdsVars || outer === null ? this : outer.vars;
  }

  declare(name: string): void {
    this.#names.add(name);
  }

  resolves(name: string): boolean {
    return this.#names.has(name) || (this.outer?.resolves(name) ?? false);
  }
}

/** The context inside a function within the analysed code: an arrow function has no `this` of its own, every other kind has. */
export function enter(isArrow: boolean, context: Context): Context {
  return isArrow ? context : { ...context, thisIsFree: false, newTargetIsFree: false };
}

/** The context inside a method, field or static block: all of `this`, `super` and `new.target` are its own. */
export function ownedBy(context: Context): Context {
  return { ...context, thisIsFree: false, superIsFree: false, newTargetIsFree: false };
}
