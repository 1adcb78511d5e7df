import type { AnyNode } from '../../realm/parser.ts';

/** The variables of a module: where its state is. */
export function variablesOf(statements: readonly AnyNode[], defaultName: string): string[] {
  return statements.flatMap((node) => {
    switch (node.type) {
      case 'ExportNamedDeclaration':
        return node.declaration ? declaredBy(node.declaration) : [];
      case 'ExportDefaultDeclaration': {
        const { declaration } = node;
        const isNamed = (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id !== null;
        return isNamed ? [declaration.id!.name] : [defaultName];
      }
      default:
        return declaredBy(node);
    }
  });
}

/** Which of the variables have properties written to somewhere: a function that counts its calls, say. */
export function writtenTo(program: AnyNode, variables: readonly string[]): number[] {
  const names = new Set<string>();
  walk(program, (node) => {
    const target = node.type === 'AssignmentExpression' ? node.left : node.type === 'UpdateExpression' ? node.argument : undefined;
    if (target?.type === 'MemberExpression' && target.object.type === 'Identifier') names.add(target.object.name);
  });
  return variables.flatMap((name, i) => (names.has(name) ? [i] : []));
}

/** Parts of the text that are functions and classes outside of any other function: made once, they remember nothing that the variables do not hold. */
export function outermostFunctions(program: AnyNode): { readonly start: number; readonly end: number }[] {
  const found: { readonly start: number; readonly end: number }[] = [];
  const scopesOnly = new Set<AnyNode>();
  walk(
    program,
    (node, parent, inFunction) => {
      if (inFunction) return;
      if (node.type === 'CallExpression' && isFunction(node.callee) && remembersNothing(node.callee, node.arguments))
        scopesOnly.add(node.callee);
      const isMethod = parent?.type === 'Property' && (parent.method || parent.kind !== 'init') && parent.value === node;
      if (isFunction(node) || /^Class(?:Declaration|Expression)$/.test(node.type)) found.push(isMethod ? parent : node);
    },
    (node) => isFunction(node) && !scopesOnly.has(node),
  );
  return found;
}

const isFunction = (node: AnyNode): boolean => /^(?:Arrow)?Function/.test(node.type);

/** Of a function that is called where it is written: whether it has no variables that what it returns could keep something in. So are the helpers of compilers. */
function remembersNothing(callee: AnyNode, args: readonly AnyNode[]): boolean {
  if (!('params' in callee)) return false;
  const parameters = new Set(callee.params.flatMap((parameter) => declaredBy(parameter)));
  let isSo = true;
  const check = (root: AnyNode, forbidden: RegExp): void =>
    walk(root, (node, _, inFunction) => {
      if (!inFunction && forbidden.test(node.type)) isSo = false;
      const target = node.type === 'AssignmentExpression' ? node.left : node.type === 'UpdateExpression' ? node.argument : undefined;
      if (target !== undefined && declaredBy(target).some((name) => parameters.has(name))) isSo = false;
    });
  check(callee.body, /^VariableDeclaration$/);
  for (const arg of args) check(arg, /^(?:Object|Array|New|Call|TaggedTemplate)Expression$/);
  return isSo;
}

type Visit = (node: AnyNode, parent: AnyNode | undefined, inFunction: boolean) => void;

const isScope = (node: AnyNode): boolean => isFunction(node) || node.type === 'StaticBlock';

/** All nodes, parents first. `inFunction`: not evaluated with the module itself. */
export function walk(root: AnyNode, visit: Visit, isInside: (node: AnyNode) => boolean = isScope): void {
  const go = (node: AnyNode, parent: AnyNode | undefined, inFunction: boolean): void => {
    visit(node, parent, inFunction);
    const inside = inFunction || isInside(node);
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) {
        for (const one of value) if (isNode(one)) go(one, node, inside);
      } else if (isNode(value)) go(value, node, inside);
    }
  };
  go(root, undefined, false);
}

const isNode = (value: unknown): value is AnyNode => typeof (value as AnyNode | null)?.type === 'string';

/** The names that a declaration declares. */
export function declaredBy(node: AnyNode): string[] {
  switch (node.type) {
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id }) => declaredBy(id));
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return [node.id!.name];
    case 'Identifier':
      return [node.name];
    case 'ObjectPattern':
      return node.properties.flatMap((property) => declaredBy(property.type === 'Property' ? property.value : property.argument));
    case 'ArrayPattern':
      return node.elements.flatMap((element) => (element === null ? [] : declaredBy(element)));
    case 'AssignmentPattern':
      return declaredBy(node.left);
    case 'RestElement':
      return declaredBy(node.argument);
    default:
      return [];
  }
}
