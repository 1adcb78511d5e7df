/**
 * Whether the text of a function shows that calling it changes nothing but shared memory: no variable outside of it, no object. Costs a look at each token, once a program.
 *
 * What is asserted in the end may look at variables that threads have set, so as a rule all threads are run again before it, in each execution. Where no thread can have set any, that
 * is left out. So a wrong yes would hide faults, and a wrong no costs time only: whatever is not known to be harmless is taken to do harm. Known are declarations and assignments of
 * variables of its own, reads of others, arithmetic, branches and loops, `Atomics` and `Math`, and throwing an error. Not known are any other calls, properties, elements and functions
 * within it.
 */
export function changesMemoryOnly(fn: (...args: never[]) => unknown): boolean {
  const tokens = tokensOf(Function.prototype.toString.call(fn));
  const start = tokens === undefined ? -1 : bodyStart(tokens);
  if (tokens === undefined || start < 0) return false;
  const own = declarationsOf(tokens, start);
  return own !== undefined && tokens.every((_, i) => i < start || isHarmless(tokens, i, own));
}

interface Token {
  readonly text: string;
  /** It is the first of its line. */
  readonly isFirst: boolean;
}

const TOKEN =
  /(\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|([A-Za-z_$][\w$]*|\d[\w.]*)|('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|(=>|\+\+|--|(?:\*\*|&&|\|\||\?\?|<<|>>>|>>|[-+*/%&|^])=|[=!]==?|<=|>=|&&|\|\||\?\?|<<|>>>|>>|[-+*/%&|^!~<>=?:;,.(){}[\]])/gy;
/** What texts in quotes are as tokens. */
const QUOTED = "''";

/** Words, numbers, texts and signs; undefined if there is anything else. */
function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let isFirst = true;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (found === null) return undefined;
    const [, space, word, quoted, sign] = found;
    if (space !== undefined) {
      if (space.includes('\n')) isFirst = true;
      continue;
    }
    // A slash that does not divide begins a regular expression, which has signs of its own.
    if (sign?.startsWith('/') === true && !/^[\w$]/.test(tokens.at(-1)?.text ?? '')) return undefined;
    tokens.push({ text: quoted === undefined ? (word ?? sign)! : QUOTED, isFirst });
    isFirst = false;
  }
  return tokens;
}

/** Words that are no names. What is in neither list, or in the second, is not known to be harmless. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'break case const continue default do else false for if let new null return switch throw true void while'.split(' '),
);
const NOT_KNOWN: ReadonlySet<string> = new Set(
  'arguments async await catch class debugger delete eval export extends finally function import in instanceof of super this try typeof using var with yield'.split(
    ' ',
  ),
);
/** Objects whose functions change nothing but shared memory. */
const KNOWN_OBJECTS: ReadonlySet<string> = new Set(['Atomics', 'Math']);
const ASSIGNMENT = /^(?:=|(?:\*\*|&&|\|\||\?\?|<<|>>>|>>|[-+*/%&|^])=)$/;

const isName = (token: string | undefined): boolean =>
  token !== undefined && /^[A-Za-z_$]/.test(token) && !KEYWORDS.has(token) && !NOT_KNOWN.has(token) && !KNOWN_OBJECTS.has(token);
const endsOperand = (token: string | undefined): boolean =>
  token !== undefined &&
  (/^[\d'\])}]/.test(token) || (/^[A-Za-z_$]/.test(token) && !KEYWORDS.has(token)) || ['true', 'false', 'null'].includes(token));

/** Where the body of `() => …` or `function name() {…}` begins; -1 if it is of another form, or has parameters. */
function bodyStart(tokens: readonly Token[]): number {
  const [a, b, c] = tokens.map(({ text }) => text);
  if (a === '(' && b === ')' && c === '=>') return 3;
  if (a !== 'function') return -1;
  const open = b === '(' ? 1 : 2;
  if (b === '*') return -1;
  return ['(', ')', '{'].every((sign, i) => tokens[open + i]?.text === sign) ? open + 2 : -1;
}

/** A variable of the function's own, and the tokens among which its name means it. */
interface Declaration {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The variables that it declares; undefined if a declaration is of a form that is not known. */
function declarationsOf(tokens: readonly Token[], start: number): readonly Declaration[] | undefined {
  const declarations: Declaration[] = [];
  for (let i = start; i < tokens.length; i++) {
    if (tokens[i]!.text !== 'let' && tokens[i]!.text !== 'const') continue;
    const to = endOfScope(tokens, i);
    let depth = 0;
    let expectsName = true;
    for (let j = i + 1; j < tokens.length; j++) {
      const { text, isFirst } = tokens[j]!;
      if (expectsName) {
        if (!isName(text)) return undefined;
        declarations.push({ name: text, from: i, to });
        expectsName = false;
      } else if (depth === 0 && (text === ';' || (isFirst && endsOperand(tokens[j - 1]!.text) && !ASSIGNMENT.test(text)))) break;
      else if (depth === 0 && text === ',') expectsName = true;
      else if ('([{'.includes(text)) depth++;
      else if (')]}'.includes(text) && --depth < 0) break;
    }
  }
  return declarations;
}

/** Where the block ends that a declaration is in, or the loop whose head it is in. */
function endOfScope(tokens: readonly Token[], declaration: number): number {
  let depth = 0;
  for (let i = declaration; i < tokens.length; i++) {
    const { text } = tokens[i]!;
    if ('([{'.includes(text)) depth++;
    else if (')]}'.includes(text) && --depth < 0) return text === ')' ? endOfStatement(tokens, i + 1) : i;
  }
  return tokens.length;
}

/** Where a loop's body ends: a block, or no more than up to the next semicolon. */
function endOfStatement(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    const { text } = tokens[i]!;
    if (text === '{') depth++;
    else if (text === '}' && --depth <= 0) return i;
    else if (text === ';' && depth === 0) return i;
  }
  return tokens.length;
}

/** Whether what is asserted in the end is given no results, whatever it is called with. */
export function takesNothing(fn: (...args: never[]) => unknown): boolean {
  const text = Function.prototype.toString.call(fn);
  return /^(?:function\s*)?[\w$]*\s*\(\s*\)/.test(text) && !/\barguments\b|\[native code\]/.test(text);
}

function isHarmless(tokens: readonly Token[], i: number, own: readonly Declaration[]): boolean {
  const token = tokens[i]!.text;
  const at = (offset: number): string | undefined => tokens[i + offset]?.text;
  const isOwn = (name: string | undefined): boolean => own.some((d) => d.name === name && d.from <= i && i <= d.to);
  if (NOT_KNOWN.has(token) || token === '=>' || token === '[') return false;
  if (token === '.') return KNOWN_OBJECTS.has(at(-1)!) && at(2) === '(';
  if (KNOWN_OBJECTS.has(token)) return at(1) === '.' && at(-1) !== '.';
  if (ASSIGNMENT.test(token)) return isOwn(at(-1));
  if (token === '++' || token === '--') {
    const isBehind = endsOperand(at(-1)) && !tokens[i]!.isFirst;
    return isOwn(isBehind ? at(-1) : at(1));
  }
  if (token === '(' && endsOperand(at(-1)) && at(-1) !== '}') return isKnownCall(at);
  if (token === 'new') return at(-1) === 'throw' && /^[A-Z]\w*Error$/.test(at(1)!) && at(2) === '(';
  return true;
}

/** Whether a parenthesis behind an operand belongs to a call of what is known: `Atomics.load(…)`, `throw new RangeError(…)`. */
function isKnownCall(at: (offset: number) => string | undefined): boolean {
  if (at(-2) === '.') return KNOWN_OBJECTS.has(at(-3)!);
  return at(-2) === 'new' && at(-3) === 'throw';
}
