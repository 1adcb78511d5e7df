import { type OrderedKind, stronger, weaker } from '../../check/advice/lattice.ts';
import type { Ordering } from '../../realm/ordering.ts';
import { type Mutator, replace, type Replacement } from './mutation.ts';
import { type Call, callOf, isAtomics, isMeeting, isSimple, type Node, some } from './syntax.ts';

/** Faults of operations: too weak, not atomic, with the wrong number. */
export const OPERATION_MUTATORS: readonly Mutator[] = [weakenOrder, makePlain, splitUpdate, wakeOne, changeNumber, changeBoundary];

const ORDERS: readonly unknown[] = ['acquire', 'release', 'acqRel', 'seqCst'];

/** One step down only: what finds that finds what is weaker still. */
function weakenOrder(node: Node): readonly Replacement[] {
  const call = callOf(node);
  if (node.type !== 'CallExpression' || call === undefined) return [];
  return call.args.flatMap((arg) => {
    if (arg.type !== 'Literal' || !ORDERS.includes(arg['value'])) return [];
    const below = weaker(kindOf(call), arg['value'] as Ordering);
    const next = below.filter((order) => !below.some((other) => stronger(kindOf(call), order).includes(other)));
    return next.map((order) => replace('weaken', arg, `'${order}'`));
  });
}

function kindOf({ name }: Call): OrderedKind {
  if (name.startsWith('load')) return 'load';
  return name.startsWith('store') ? 'store' : 'update';
}

function makePlain(node: Node, text: (node: Node) => string): readonly Replacement[] {
  const call = node.type === 'CallExpression' ? callOf(node) : undefined;
  if (call === undefined || !isAtomics(call)) return [];
  const [view, index, value] = call.args;
  if (view === undefined || index === undefined) return [];
  const element = `${isSimple(view) ? text(view) : `(${text(view)})`}[${text(index)}]`;
  if (call.name === 'load') return [replace('plain', node, element)];
  return call.name === 'store' && value !== undefined ? [replace('plain', node, `(${element} = ${text(value)})`)] : [];
}

/** What is stored, made of `old` and the operand. */
const NEXT: Readonly<Record<string, (operand: string) => string>> = {
  add: (operand) => `old + ${operand}`,
  sub: (operand) => `old - ${operand}`,
  and: (operand) => `old & ${operand}`,
  or: (operand) => `old | ${operand}`,
  xor: (operand) => `old ^ ${operand}`,
  exchange: (operand) => operand,
};

/** `Atomics.add(x, 0, 1)`, `x.fetchAdd(1)`, and the exchanges: another thread may come between the read and the write. */
function splitUpdate(node: Node, text: (node: Node) => string): readonly Replacement[] {
  const call = node.type === 'CallExpression' ? callOf(node) : undefined;
  if (call?.object === undefined || !isSimple(call.object)) return [];
  const onAtomics = isAtomics(call);
  const place = onAtomics ? call.args.slice(0, 2) : [];
  const [first, second] = onAtomics ? call.args.slice(2) : call.args;
  if (first === undefined || place.length !== (onAtomics ? 2 : 0) || !place.every(isSimple)) return [];
  const object = text(call.object);
  const at = place.map((one) => `${text(one)}, `).join('');
  const load = `${object}.load(${at.replace(/, $/, '')})`;
  const name = call.name.replace(/^fetch/, '').toLowerCase();
  if (call.name === 'compareExchange' && second !== undefined && isSimple(first))
    return [replace('split', node, `((old) => (old === ${text(first)} && ${object}.store(${at}${text(second)}), old))(${load})`)];
  if (!Object.hasOwn(NEXT, name) || (!onAtomics && !call.name.startsWith('fetch') && call.name !== 'exchange')) return [];
  return [replace('split', node, `((old) => (${object}.store(${at}${NEXT[name]!(`(${text(first)})`)}), old))(${load})`)];
}

const ALL_TO_ONE: Readonly<Record<string, string>> = { notifyAll: 'notifyOne', wakeAll: 'wakeOne', broadcast: 'signal' };

function wakeOne(node: Node): readonly Replacement[] {
  const call = node.type === 'CallExpression' ? callOf(node) : undefined;
  if (call === undefined) return [];
  if (Object.hasOwn(ALL_TO_ONE, call.name)) {
    const callee = node['callee'] as Node;
    return [replace('wake-one', callee.type === 'Identifier' ? callee : (callee['property'] as Node), ALL_TO_ONE[call.name]!)];
  }
  if (call.name !== 'notify') return [];
  const last = call.args.at(-1);
  if (last?.type === 'Identifier' && last['name'] === 'Infinity') return [replace('wake-one', last, '1')];
  return isAtomics(call) && call.args.length === 2 ? [replace('wake-one', { start: last!.end, end: last!.end }, ', 1')] : [];
}

/** States of a word are small; larger numbers are mostly sizes and times. A guess. */
const LARGEST_STATE = 16;
const CONSTANT = /^[A-Z][A-Z0-9_]*$/;

/** States: constants, what is handed to an operation that threads meet by, what such a result is compared with. Towards 0, where the other states are. */
function changeNumber(node: Node): readonly Replacement[] {
  return statesIn(node).flatMap((literal) => {
    const value = literal['value'];
    if (literal.type !== 'Literal' || (typeof value !== 'bigint' && !Number.isInteger(value))) return [];
    if ((value as number) < 0 || (value as number) > LARGEST_STATE) return [];
    const changed = (value as number) > 0 ? Number(value) - 1 : 1;
    return [replace('off-by-one', literal, typeof value === 'bigint' ? `${changed}n` : String(changed))];
  });
}

function statesIn(node: Node): readonly Node[] {
  if (node.type === 'VariableDeclarator') {
    const { id, init } = node as unknown as { id: Node; init: Node | null };
    return id.type === 'Identifier' && CONSTANT.test(id['name'] as string) && init !== null ? [init] : [];
  }
  if (node.type === 'BinaryExpression') {
    const sides = [node['left'] as Node, node['right'] as Node];
    return sides.filter((side, i) => side.type === 'Literal' && some(sides[1 - i]!, isMeeting));
  }
  const call = node.type === 'CallExpression' && isMeeting(node) ? callOf(node) : undefined;
  if (call === undefined) return [];
  // Of `Atomics` the second is the index.
  return isAtomics(call) ? call.args.slice(2) : call.args;
}

const BOUNDARIES: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };

function changeBoundary(node: Node, text: (node: Node) => string): readonly Replacement[] {
  const operator = node['operator'] as string;
  if (node.type !== 'BinaryExpression' || !Object.hasOwn(BOUNDARIES, operator)) return [];
  const [left, right] = [node['left'] as Node, node['right'] as Node];
  const between = { ...node, start: left.end, end: right.start };
  return [replace('boundary', between, text(between).replace(operator, BOUNDARIES[operator]!))];
}
