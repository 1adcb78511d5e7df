import { FAULTS, type Mutation } from './mutation.ts';
import { OPERATION_MUTATORS } from './mutators-of-operations.ts';
import { STATEMENT_MUTATORS } from './mutators-of-statements.ts';
import { type Comment, type Module, type Node, readModule, walk } from './syntax.ts';

/** A mutation at its place. */
export interface Mutant extends Mutation {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Why it is said to change nothing that matters. */
  readonly equivalent?: string;
}

export interface Mutants {
  readonly mutants: readonly Mutant[];
  /** What is wrong with comments that are to mark equivalents. */
  readonly problems: readonly string[];
}

/**
 * The usual faults of a module, in the order of the text. A comment `// mutate-ignore: reason`, or `// mutate-ignore swap: reason` for one of the faults, marks those that begin in its line,
 * or in the next one if it stands alone: as equivalent, since nothing that the program owes depends on them.
 *
 * @throws {SyntaxError} if the text cannot be read
 */
export function mutantsOf(source: string, file: string): Mutants {
  const module = readModule(source, file);
  const lines = lineStarts(source);
  const marks = module.comments.flatMap((comment) => markOf(comment, source, lines) ?? []);
  const mutants = mutationsOf(module).map((mutation): Mutant => {
    const line = lineOf(mutation.start, lines);
    const mark = marks.find((one) => one.line === line && (one.fault === undefined || one.fault === mutation.fault));
    if (mark !== undefined) mark.used = true;
    return {
      ...mutation,
      line,
      column: mutation.start - lines[line - 1]! + 1,
      ...(mark === undefined || mark.reason === '' ? {} : { equivalent: mark.reason }),
    };
  });
  return { mutants, problems: marks.flatMap((mark) => problemOf(mark) ?? []) };
}

/** The text with the fault. */
export function mutate(source: string, { start, end, replacement }: Mutation): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

function mutationsOf({ source, tree }: Module): readonly Mutation[] {
  const text = ({ start, end }: Node): string => source.slice(start, end);
  const found = new Map<string, Mutation>();
  const functions = new Set<Node>();
  walk(tree, (node, parent) => {
    if (isAssertedInTheEnd(node)) return false;
    if (parent !== undefined && (FUNCTION.test(parent.type) || functions.has(parent))) functions.add(node);
    for (const mutator of [...STATEMENT_MUTATORS, ...OPERATION_MUTATORS])
      for (const replacement of mutator(node, text)) {
        const mutation = { ...replacement, isInFunction: functions.has(node) };
        const key = mutate(source, mutation);
        if (key !== source && !found.has(key)) found.set(key, mutation);
      }
    return true;
  });
  return [...found.values()].toSorted((a, b) => a.start - b.start);
}

const FUNCTION = /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;

/** What a program asserts is no part of what it does. */
function isAssertedInTheEnd(node: Node): boolean {
  return node.type === 'Property' && (node['key'] as Node)['name'] === 'finally';
}

interface Mark {
  readonly comment: number;
  readonly line: number;
  readonly fault: string | undefined;
  readonly reason: string;
  used: boolean;
}

const MARK = /^\s*mutate-ignore\b\s*([\w-]*)\s*(?::\s*(.*))?$/s;

function markOf({ text, start, end }: Comment, source: string, lines: readonly number[]): Mark | undefined {
  const match = MARK.exec(text);
  if (match === null) return undefined;
  const own = lineOf(start, lines);
  const standsAlone = source.slice(lines[own - 1], start).trim() === '';
  const line = standsAlone ? lineOf(end, lines) + 1 : own;
  return { comment: own, line, fault: match[1] === '' ? undefined : match[1], reason: (match[2] ?? '').trim(), used: false };
}

function problemOf({ comment, fault, reason, used }: Mark): string | undefined {
  if (fault !== undefined && !Object.hasOwn(FAULTS, fault))
    return `line ${comment}: mutate-ignore names '${fault}', which is no fault: known are ${Object.keys(FAULTS).join(', ')}`;
  if (reason === '') return `line ${comment}: mutate-ignore gives no reason: write \`mutate-ignore: why nothing depends on it\``;
  return used ? undefined : `line ${comment}: mutate-ignore marks nothing: there is no ${fault ?? 'fault'} in the line that it is about`;
}

function lineStarts(source: string): readonly number[] {
  return [0, ...[...source.matchAll(/\r\n|\n|\r/g)].map(({ index, 0: end }) => index + end.length)];
}

/** From 1. */
function lineOf(position: number, lines: readonly number[]): number {
  return lines.findLastIndex((start) => start <= position) + 1;
}
