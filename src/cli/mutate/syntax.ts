import { stripTypeScriptTypes } from 'node:module';
import { parse } from '../../realm/parser.ts';

/** A node of the syntax tree, of which only the positions are known for sure. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

export interface Comment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A module as text and as a tree; positions in the tree are positions in the text. */
export interface Module {
  readonly source: string;
  readonly tree: Node;
  readonly comments: readonly Comment[];
}

/**
 * Reads a module of JavaScript or TypeScript. Types become blanks before it is parsed, so that all positions stay.
 *
 * @throws {SyntaxError} if it is neither
 */
export function readModule(source: string, file: string): Module {
  const code = /\.[cm]?ts$/.test(file) ? quietly(() => stripTypeScriptTypes(source)) : source;
  const comments: Comment[] = [];
  const tree = parse(code, {
    ecmaVersion: 'latest',
    sourceType: file.endsWith('.cjs') || file.endsWith('.cts') ? 'script' : 'module',
    allowHashBang: true,
    allowReturnOutsideFunction: true,
    onComment: (_, text, start, end) => comments.push({ text, start, end }),
  });
  return { source, tree: tree as unknown as Node, comments };
}

/** Node warns of a function that is new. */
function quietly<T>(body: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return body();
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Calls `visit` with each node and its parent, parents first; below a node for which it returns false nothing is visited. */
export function walk(node: Node, visit: (node: Node, parent: Node | undefined) => boolean | void, parent?: Node): void {
  if (visit(node, parent) === false) return;
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) for (const item of value) if (isNode(item)) walk(item, visit, node);
    if (isNode(value)) walk(value, visit, node);
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';
}

/** Whether the node or any in it fulfils the condition. */
export function some(node: Node, condition: (node: Node) => boolean): boolean {
  let found = false;
  walk(node, (inner) => {
    found ||= condition(inner);
    return !found;
  });
  return found;
}

export interface Call {
  /** `Atomics` of `Atomics.load(x, 0)`; undefined where a function is called by its name. */
  readonly object: Node | undefined;
  /** `load`. */
  readonly name: string;
  readonly args: readonly Node[];
}

/** What is called, where that has a name. */
export function callOf(node: Node): Call | undefined {
  if (node.type === 'AwaitExpression') return callOf(node['argument'] as Node);
  if (node.type === 'UnaryExpression' && node['operator'] === 'void') return callOf(node['argument'] as Node);
  if (node.type !== 'CallExpression') return undefined;
  const callee = node['callee'] as Node;
  const args = node['arguments'] as readonly Node[];
  if (callee.type === 'Identifier') return { object: undefined, name: callee['name'] as string, args };
  if (callee.type !== 'MemberExpression' || callee['computed'] === true) return undefined;
  return { object: callee['object'] as Node, name: (callee['property'] as Node)['name'] as string, args };
}

/** Whether `Atomics` itself is called. */
export function isAtomics({ object }: Call): boolean {
  return object?.type === 'Identifier' && object['name'] === 'Atomics';
}

/** Names of operations that threads meet by: of `Atomics`, of atomic types and locks, and of those of others as far as they are named alike. */
const MEETS =
  /^(?:load|store|exchange|swap|compareExchange|compareAndSwap|cas|add|sub|and|or|xor|fetch[A-Z]\w*|notify\w*|wake\w*|signal\w*|broadcast|wait\w*|(?:un)?lock\w*|(?:un)?park\w*|acquire\w*|release\w*|fence|give\w+|take\w+)(?:F?\d+)?$/;
const WAKES = /^(?:notify|wake|signal|broadcast|unpark)/;

export function isMeeting(node: Node): boolean {
  const call = callOf(node);
  return call !== undefined && MEETS.test(call.name);
}

export function isWaking(node: Node): boolean {
  const call = callOf(node);
  return call !== undefined && WAKES.test(call.name);
}

/** `memory[i] = value`, `memory[i] += value`. */
export function isElementWrite(node: Node): boolean {
  if (node.type === 'UpdateExpression') return isElement(node['argument'] as Node);
  return node.type === 'AssignmentExpression' && isElement(node['left'] as Node);
}

function isElement(node: Node): boolean {
  return node.type === 'MemberExpression' && node['computed'] === true;
}

/** Whether evaluating it twice does no harm. */
export function isSimple(node: Node): boolean {
  if (['Identifier', 'Literal', 'ThisExpression', 'PrivateIdentifier'].includes(node.type)) return true;
  if (node.type === 'MemberExpression') return isSimple(node['object'] as Node) && isSimple(node['property'] as Node);
  return node.type === 'BinaryExpression' && isSimple(node['left'] as Node) && isSimple(node['right'] as Node);
}
