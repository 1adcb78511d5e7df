import type { AnyNode, Pattern, PrivateIdentifier } from '../../realm/parser.ts';
import { enter, OUTERMOST, ownedBy, Scope, type Context } from './scope.ts';

type FunctionNode = Extract<AnyNode, { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }>;
type ClassNode = Extract<AnyNode, { type: 'ClassDeclaration' | 'ClassExpression' }>;
type PropertyNode = Extract<AnyNode, { type: 'Property' }>;

/**
 * Finds what a piece of code takes from the code around it: names that no scope inside declares, and syntax tied to its place. One walk of
 * the tree, in time proportional to its size, then one lookup per name used.
 *
 * Scopes are those of strict-mode code, which shipped functions are: a function in a block belongs to the block, `var` to the nearest function.
 * What a direct `eval('…')` would use is beyond any analysis of the text.
 */
export interface Surroundings {
  /** Uses of names that nothing inside declares, `this`, `arguments` and private names (`#x`) included, in the order of the text. */
  readonly uses: readonly Use[];
  /** Syntax that means something only where the code stands, in the order of the text. */
  readonly ties: readonly Tie[];
}

export interface Use {
  readonly name: string;
  /** Offset in the parsed text. */
  readonly start: number;
  /** `typeof name`: harmless even where there is no such name. */
  readonly isTypeof: boolean;
}

export interface Tie {
  readonly kind: 'super' | 'new.target' | 'import.meta' | 'import()';
  readonly start: number;
  readonly end: number;
}

/**
 * Analyses the expression `root`.
 *
 * @param isMethod whether `root` is the function of a method, whose `this` and `super` belong to the object that it was taken from
 */
export function surroundingsOf(root: AnyNode, isMethod = false): Surroundings {
  const walk = new Walk();
  walk.root(root, isMethod);
  return walk.finish();
}

class Walk {
  readonly #uses: (Use & { readonly scope: Scope })[] = [];
  readonly #free: Use[] = [];
  readonly #ties: Tie[] = [];

  root(node: AnyNode, isMethod: boolean): void {
    const scope = new Scope(null, true);
    if (isFunction(node)) this.#function(node, scope, { ...OUTERMOST, thisIsFree: isMethod || isArrow(node) });
    else this.#visit(node, scope, OUTERMOST);
  }

  /** Resolves only now, when every declaration is known: a name may be used above its `var`, or before its function. */
  finish(): Surroundings {
    for (const { name, start, isTypeof, scope } of this.#uses) if (!scope.resolves(name)) this.#free.push({ name, start, isTypeof });
    return { uses: this.#free.toSorted(byStart), ties: this.#ties.toSorted(byStart) };
  }

  #use(name: string, start: number, scope: Scope, isTypeof = false): void {
    this.#uses.push({ name, start, isTypeof, scope });
  }

  #visit(node: AnyNode, scope: Scope, context: Context): void {
    switch (node.type) {
      case 'Identifier':
        return this.#use(node.name, node.start, scope);
      case 'UnaryExpression':
        if (node.operator === 'typeof' && node.argument.type === 'Identifier') {
          return this.#use(node.argument.name, node.argument.start, scope, true);
        }
        return this.#visit(node.argument, scope, context);
      case 'ThisExpression':
        if (context.thisIsFree) this.#free.push({ name: 'this', start: node.start, isTypeof: false });
        return;
      case 'Super':
        if (context.superIsFree) this.#ties.push({ kind: 'super', start: node.start, end: node.end });
        return;
      case 'MetaProperty':
        if (node.meta.name === 'import') this.#ties.push({ kind: 'import.meta', start: node.start, end: node.end });
        else if (context.newTargetIsFree) this.#ties.push({ kind: 'new.target', start: node.start, end: node.end });
        return;
      case 'ImportExpression':
        if (isRelative(node.source)) this.#ties.push({ kind: 'import()', start: node.start, end: node.end });
        return this.#children(node, scope, context);
      case 'PrivateIdentifier':
        return this.#privateName(node, context);
      case 'MemberExpression':
        this.#visit(node.object, scope, context);
        if (node.computed || node.property.type === 'PrivateIdentifier') this.#visit(node.property, scope, context);
        return;
      case 'Property':
        return this.#property(node, scope, context);
      case 'LabeledStatement':
        return this.#visit(node.body, scope, context);
      case 'BreakStatement':
      case 'ContinueStatement':
        return;
      case 'FunctionDeclaration':
        if (node.id !== null) scope.declare(node.id.name);
        return this.#function(node, scope, enter(isArrow(node), context));
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.#function(node, scope, enter(isArrow(node), context));
      case 'ClassDeclaration':
        if (node.id !== null) scope.declare(node.id.name);
        return this.#class(node, scope, context);
      case 'ClassExpression':
        return this.#class(node, scope, context);
      case 'VariableDeclaration': {
        const target = node.kind === 'var' ? scope.vars : scope;
        for (const { id, init } of node.declarations) {
          this.#bind(id, target, scope, context);
          if (init) this.#visit(init, scope, context);
        }
        return;
      }
      case 'BlockStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#children(node, new Scope(scope), context);
      case 'SwitchStatement': {
        this.#visit(node.discriminant, scope, context);
        const cases = new Scope(scope);
        for (const one of node.cases) this.#visit(one, cases, context);
        return;
      }
      case 'CatchClause': {
        const caught = new Scope(scope);
        if (node.param) this.#bind(node.param, caught, caught, context);
        return this.#visit(node.body, caught, context);
      }
      default:
        return this.#children(node, scope, context);
    }
  }

  #children(node: AnyNode, scope: Scope, context: Context): void {
    for (const value of Object.values(node) as unknown[]) {
      if (Array.isArray(value)) {
        for (const item of value as unknown[]) if (isNode(item)) this.#visit(item, scope, context);
      } else if (isNode(value)) this.#visit(value, scope, context);
    }
  }

  /**
   * Parameters have a scope of their own: their default values do not see the `var`s of the body. A function expression's name is in a
   * scope around both.
   */
  #function(node: FunctionNode, around: Scope, context: Context): void {
    let outer = around;
    if (node.type === 'FunctionExpression' && node.id) {
      outer = new Scope(around);
      outer.declare(node.id.name);
    }
    const parameters = new Scope(outer, true);
    if (!isArrow(node)) parameters.declare('arguments');
    for (const parameter of node.params) this.#bind(parameter, parameters, parameters, context);
    if (node.body.type !== 'BlockStatement') return this.#visit(node.body, parameters, context);
    const body = new Scope(parameters, true);
    for (const statement of node.body.body) this.#visit(statement, body, context);
  }

  /** Declares the names of `pattern` in `target`; its default values and computed keys are evaluated in `scope`. */
  #bind(pattern: Pattern, target: Scope, scope: Scope, context: Context): void {
    switch (pattern.type) {
      case 'Identifier':
        return target.declare(pattern.name);
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') this.#bind(property.argument, target, scope, context);
          else {
            if (property.computed) this.#visit(property.key, scope, context);
            this.#bind(property.value, target, scope, context);
          }
        }
        return;
      case 'ArrayPattern':
        for (const element of pattern.elements) if (element !== null) this.#bind(element, target, scope, context);
        return;
      case 'RestElement':
        return this.#bind(pattern.argument, target, scope, context);
      case 'AssignmentPattern':
        this.#bind(pattern.left, target, scope, context);
        return this.#visit(pattern.right, scope, context);
      default:
        // A member expression: only in assignments, which declare nothing and do not come here.
        return this.#visit(pattern, scope, context);
    }
  }

  /** Methods and accessors of an object literal have a `super` of their own. Also the properties of a pattern that is assigned to. */
  #property(node: PropertyNode, scope: Scope, context: Context): void {
    if (node.computed) this.#visit(node.key, scope, context);
    const isOwnFunction = node.method || node.kind !== 'init';
    if (isOwnFunction && isFunction(node.value)) this.#function(node.value, scope, ownedBy(context));
    else this.#visit(node.value, scope, context);
  }

  /** A class's name is in a scope around its parts; its computed keys see the `this` around the class, its methods, fields and static blocks their own. */
  #class(node: ClassNode, around: Scope, context: Context): void {
    const scope = new Scope(around);
    if (node.id) scope.declare(node.id.name);
    if (node.superClass) this.#visit(node.superClass, scope, context);
    const inside: Context = { ...context, privateNames: { names: privateNamesOf(node), outer: context.privateNames } };
    const owned = ownedBy(inside);
    for (const part of node.body.body) {
      if (part.type === 'StaticBlock') {
        const block = new Scope(scope, true);
        for (const statement of part.body) this.#visit(statement, block, owned);
        continue;
      }
      if (part.computed) this.#visit(part.key, scope, inside);
      if (part.type === 'MethodDefinition') this.#function(part.value, scope, owned);
      else if (part.value) this.#visit(part.value, scope, owned);
    }
  }

  #privateName(node: PrivateIdentifier, context: Context): void {
    for (let names = context.privateNames; names !== null; names = names.outer) if (names.names.has(node.name)) return;
    this.#free.push({ name: `#${node.name}`, start: node.start, isTypeof: false });
  }
}

function privateNamesOf(node: ClassNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const part of node.body.body) if (part.type !== 'StaticBlock' && part.key.type === 'PrivateIdentifier') names.add(part.key.name);
  return names;
}

/** Whether a module specifier is written relative to the file: `'./x'`, `` `../${x}` ``, `'./' + x`; also `'#x'`, relative to the package. */
function isRelative(source: AnyNode): boolean {
  let first = source;
  while (first.type === 'BinaryExpression') first = first.left;
  const text = first.type === 'TemplateLiteral' ? first.quasis[0]?.value.cooked : first.type === 'Literal' ? first.value : undefined;
  return typeof text === 'string' && /^(?:\.\.?(?:\/|$)|#)/.test(text);
}

function isArrow(node: FunctionNode): boolean {
  return node.type === 'ArrowFunctionExpression';
}

function isFunction(node: AnyNode): node is FunctionNode {
  return node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression' || node.type === 'FunctionDeclaration';
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

function byStart(a: { start: number }, b: { start: number }): number {
  return a.start - b.start;
}
