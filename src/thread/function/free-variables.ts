import { NotSendableError } from '../../realm/errors.ts';
import { parse, type Expression } from '../../realm/parser.ts';
import { isHostDependent, isThreadGlobal } from './globals.ts';
import { placeOf } from './place.ts';
import { PRELUDE_NAMES } from './revive.ts';
import { surroundingsOf, type Use } from './surroundings.ts';

/** A variable that a function uses and that neither it nor every thread declares. */
export interface FreeVariable {
  /** Its name; also `this`, `arguments` and private names such as `#count`, where the function takes them from the code around it. */
  readonly name: string;
  /** Line of its first use, from 1. */
  readonly line: number;
  /** Column of its first use, from 1, in UTF-16 units. */
  readonly column: number;
}

/**
 * The free variables of the expression `text`, by exact scope analysis, each once, in the order of first use. Costs a parse: some 10 µs and more.
 *
 * Globals of every thread are not free; those that only a main thread has are, unless the function asks `typeof name` somewhere.
 *
 * @throws {NotSendableError} `UNPARSABLE_FUNCTION` if the text is not one expression of JavaScript
 */
export function freeVariables(text: string): FreeVariable[] {
  const root = parseExpression(text);
  if (root instanceof Error) {
    throw new NotSendableError(
      'UNPARSABLE_FUNCTION',
      `expected the text of one JavaScript expression, but the parser says: ${root.message}`,
    );
  }
  return freeAmong(surroundingsOf(root).uses, text, OPENING.length);
}

/** What {@link parseExpression} puts before the text; offsets in its tree are later by so much. */
export const OPENING = '(';

/** The tree of the expression `text`, or why there is none. Modules are strict, and `import.meta` and private names are judged by us. */
export function parseExpression(text: string): Expression | SyntaxError {
  try {
    const program = parse(`${OPENING}${text}\n)`, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      allowSuperOutsideMethod: true,
      checkPrivateFields: false,
    });
    const [statement, second] = program.body;
    if (statement?.type === 'ExpressionStatement' && second === undefined) return statement.expression;
    return new SyntaxError('more than one expression');
  } catch (error) {
    // Whatever else the parser throws (a stack overflow on code nested too deep) means the same to the caller.
    return error instanceof SyntaxError ? error : new SyntaxError(String(error), { cause: error });
  }
}

/** Those of `uses` that no thread could resolve, as places in `text`; `shift` is where the text begins in what was parsed. */
export function freeAmong(uses: readonly Use[], text: string, shift: number): FreeVariable[] {
  const asked = new Set(uses.filter((use) => use.isTypeof && isHostDependent(use.name)).map((use) => use.name));
  const free = new Map<string, FreeVariable>();
  for (const { name, start, isTypeof } of uses) {
    if (isTypeof || free.has(name) || asked.has(name) || PRELUDE_NAMES.has(name) || isThreadGlobal(name)) continue;
    free.set(name, { name, ...placeOf(text, start - shift) });
  }
  return [...free.values()];
}
