import { type Mutator, replace, type Replacement } from './mutation.ts';
import { isElementWrite, isMeeting, isNode, isWaking, type Node, some } from './syntax.ts';

/** Faults of statements: one is missing, two are in the wrong order, a loop does not go round. */
export const STATEMENT_MUTATORS: readonly Mutator[] = [dropStatement, dropCheck, swapStatements, goRoundOnce];

const isEffect = (node: Node): boolean => isMeeting(node) || isElementWrite(node);

function dropStatement(node: Node): readonly Replacement[] {
  if (node.type !== 'ExpressionStatement') return [];
  const expression = node['expression'] as Node;
  if (isWaking(expression)) return [replace('drop-notify', node, ';')];
  if (isMeeting(expression)) return [replace('drop-operation', node, ';')];
  return isElementWrite(expression) ? [replace('drop-write', node, ';')] : [];
}

const LEAVES = ['ReturnStatement', 'ContinueStatement', 'BreakStatement', 'ThrowStatement'];

/** `if (Atomics.load(x, 0) === 1) return;`: the look stays, what depends on it goes. */
function dropCheck(node: Node, text: (node: Node) => string): readonly Replacement[] {
  if (node.type !== 'IfStatement' || isNode(node['alternate']) || !some(node['test'] as Node, isMeeting)) return [];
  const consequent = node['consequent'] as Node;
  const body = consequent.type === 'BlockStatement' ? (consequent['body'] as readonly Node[]) : [consequent];
  if (body.length !== 1 || !LEAVES.includes(body[0]!.type)) return [];
  return [replace('drop-check', node, `;(${text(node['test'] as Node)});`)];
}

function swapStatements(node: Node, text: (node: Node) => string): readonly Replacement[] {
  const body =
    node.type === 'BlockStatement' || node.type === 'Program' || node.type === 'StaticBlock' ? (node['body'] as readonly Node[]) : [];
  return body.slice(1).flatMap((second, i) => {
    const first = body[i]!;
    if (![first, second].every((one) => one.type === 'ExpressionStatement' && some(one, isEffect)) || text(first) === text(second))
      return [];
    const between = text({ ...first, start: first.end, end: second.start });
    return [replace('swap', { start: first.start, end: second.end }, text(second) + between + text(first))];
  });
}

/** The body stays what `break` and `continue` in it need: a loop. */
function goRoundOnce(node: Node, text: (node: Node) => string): readonly Replacement[] {
  if (node.type === 'DoWhileStatement') return [replace('once', node['test'] as Node, 'false')];
  if (node.type !== 'WhileStatement' && node.type !== 'ForStatement') return [];
  const body = node['body'] as Node;
  const last = body.type === 'BlockStatement' ? (body['body'] as readonly Node[]).at(-1) : body;
  if (last !== undefined && LEAVES.includes(last.type)) return [];
  return [replace('once', body, `{ ${text(body)} break; }`)];
}
