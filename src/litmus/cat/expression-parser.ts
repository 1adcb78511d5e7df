import type { Binding, BinaryKind, CatExpr, Pattern, TagClause, Test } from './ast.ts';
import type { CatTokens } from './cat-tokens.ts';
import { readVariant } from './variant-parser.ts';

/** From the weakest to the strongest. */
const OPERATORS: readonly { readonly sign: string; readonly kind: BinaryKind; readonly isRight: boolean }[] = [
  { sign: '|', kind: 'union', isRight: true },
  { sign: '++', kind: 'add', isRight: true },
  { sign: ';', kind: 'seq', isRight: true },
  { sign: '\\', kind: 'diff', isRight: false },
  { sign: '&', kind: 'inter', isRight: true },
  { sign: '*', kind: 'cross', isRight: false },
];
/** What an expression can begin with, besides names, tags and keywords: what follows a star decides whether it is a product. */
const BEGINS = new Set(['(', '[', '{', '~', '0', '_', 'begin']);
const DEEPEST = 500;

/** Reads expressions of the cat language. Costs one pass; throws a `LitmusError` at what is not in the language. */
export class ExpressionParser {
  protected readonly tokens: CatTokens;
  #depth = 0;

  constructor(tokens: CatTokens) {
    this.tokens = tokens;
  }

  expression(): CatExpr {
    const { tokens } = this;
    const at = tokens.start;
    if (++this.#depth > DEEPEST) throw tokens.fail(at, `found more than ${DEEPEST} expressions in each other, expected fewer`);
    const found = this.#keyword(at) ?? this.#binary(0);
    this.#depth--;
    return found;
  }

  #keyword(at: number): CatExpr | undefined {
    const { tokens } = this;
    if (tokens.accept('let')) {
      const isRec = tokens.accept('rec');
      const bindings = this.bindings();
      tokens.expect('in');
      return { at, kind: 'let', isRec, bindings, a: this.expression() };
    }
    if (tokens.accept('try')) {
      const a = this.expression();
      tokens.expect('with');
      return { at, kind: 'try', a, b: this.expression() };
    }
    if (tokens.accept('fun')) {
      const pattern = this.pattern();
      tokens.expect('->');
      return { at, kind: 'function', pattern, body: this.expression() };
    }
    if (tokens.accept('if')) {
      const test = this.#test();
      tokens.expect('then');
      const a = this.expression();
      tokens.expect('else');
      return { at, kind: 'if', test, a, b: this.expression() };
    }
    return tokens.accept('match') ? this.#match(at) : undefined;
  }

  bindings(): readonly Binding[] {
    const { tokens } = this;
    const bindings: Binding[] = [];
    do {
      const at = tokens.start;
      if (tokens.token === '(') {
        const pattern = this.pattern();
        tokens.expect('=');
        bindings.push({ at, pattern, value: this.expression() });
        continue;
      }
      const name = this.#name();
      if (tokens.token === ',') {
        const names = [name];
        while (tokens.accept(',')) names.push(this.#name());
        tokens.expect('=');
        bindings.push({ at, pattern: { kind: 'tuple', names }, value: this.expression() });
        continue;
      }
      const pattern: Pattern = { kind: 'whole', name };
      const params = tokens.token === '=' ? undefined : this.pattern();
      tokens.expect('=');
      const value = this.expression();
      bindings.push({ at, pattern, value: params === undefined ? value : { at, kind: 'function', pattern: params, body: value } });
    } while (tokens.accept('and'));
    return bindings;
  }

  /** `x`, `_`, `(x)`, `(x, y)` or `()`. */
  pattern(): Pattern {
    const { tokens } = this;
    if (!tokens.accept('(')) return { kind: 'whole', name: this.#name() };
    const names: (string | undefined)[] = [];
    while (!tokens.accept(')')) {
      names.push(this.#name());
      if (tokens.token !== ')') tokens.expect(',');
    }
    return names.length === 1 ? { kind: 'whole', name: names[0] } : { kind: 'tuple', names };
  }

  #name(): string | undefined {
    return this.tokens.accept('_') ? undefined : this.tokens.name();
  }

  #test(): Test {
    const { tokens } = this;
    if (tokens.isString || tokens.token === 'not' || (tokens.token === '(' && /^(?:"|not$)/.test(tokens.peek())))
      return readVariant(tokens);
    const a = this.expression();
    const kind = tokens.accept('=') ? 'equal' : tokens.accept('subset') ? 'subset' : tokens.accept('in') ? 'in' : undefined;
    if (kind === undefined) throw tokens.error("'=', 'subset' or 'in'");
    return { kind, a, b: this.expression() };
  }

  #match(at: number): CatExpr {
    const { tokens } = this;
    const value = this.expression();
    tokens.expect('with');
    tokens.accept('||');
    if (tokens.isTag || (tokens.token === '_' && tokens.peek() === '->')) {
      return { at, kind: 'match-tag', value, clauses: this.tagClauses(() => this.expression()) };
    }
    let empty: CatExpr | undefined;
    let rest: { readonly element: string | undefined; readonly rest: string | undefined; readonly body: CatExpr } | undefined;
    do {
      if (tokens.accept('{')) {
        tokens.expect('}');
        tokens.expect('->');
        empty = this.expression();
      } else {
        const element = this.#name();
        if (tokens.token === '|')
          throw tokens.fail(tokens.start, "found '|' in a clause, expected '++': other ways to take a set apart are not supported");
        tokens.expect('++');
        const others = this.#name();
        tokens.expect('->');
        rest = { element, rest: others, body: this.expression() };
      }
    } while (tokens.accept('||'));
    tokens.expect('end');
    if (empty === undefined || rest === undefined)
      throw tokens.fail(at, "found a match that lacks a clause, expected one for '{}' and one such as 'e ++ S'");
    return { at, kind: 'match-set', value, empty, ...rest };
  }

  /** Clauses for tags, to the `end`. */
  tagClauses<T>(body: () => T): readonly TagClause<T>[] {
    const { tokens } = this;
    const clauses: TagClause<T>[] = [];
    do {
      const tag = tokens.accept('_') ? undefined : tokens.tag();
      tokens.expect('->');
      clauses.push({ tag, body: body() });
    } while (tokens.accept('||'));
    tokens.expect('end');
    return clauses;
  }

  #binary(level: number): CatExpr {
    const operator = OPERATORS[level];
    if (operator === undefined) return this.#postfix();
    let a = this.#binary(level + 1);
    for (;;) {
      const at = this.tokens.start;
      if (!this.tokens.accept(operator.sign)) return a;
      const b = operator.isRight ? this.#operand(level) : this.#operand(level + 1);
      a = { at, kind: operator.kind, a, b };
    }
  }

  /** What follows an operator; a `let` or an `if` there takes all that it can. */
  #operand(level: number): CatExpr {
    return this.#keyword(this.tokens.start) ?? this.#binary(level);
  }

  #postfix(): CatExpr {
    const { tokens } = this;
    const at = tokens.start;
    if (tokens.accept('~')) return { at, kind: 'not', a: this.#postfix() };
    let a = this.#application();
    for (;;) {
      const sign = tokens.start;
      if (tokens.accept('+')) a = { at: sign, kind: 'plus', a };
      else if (tokens.accept('?')) a = { at: sign, kind: 'option', a };
      else if (/^\^\s*-1$/.test(tokens.token)) {
        tokens.next();
        a = { at: sign, kind: 'inverse', a };
      } else if (tokens.token === '*' && !this.#beginsAfterStar()) {
        tokens.next();
        a = { at: sign, kind: 'star', a };
      } else return a;
    }
  }

  #beginsAfterStar(): boolean {
    const next = this.tokens.peek();
    return BEGINS.has(next) || (/^'?_?[A-Za-z]/.test(next) && !FOLLOWS.has(next));
  }

  #application(): CatExpr {
    const { tokens } = this;
    let f = this.#simple();
    // Only what begins with a name is applied to what follows it.
    if (f.kind !== 'name') return f;
    while (this.#beginsArgument())
      f = { at: f.at, kind: 'call', f, arg: tokens.isName ? { at: tokens.start, kind: 'name', name: tokens.next() } : this.#simple() };
    return f;
  }

  #beginsArgument(): boolean {
    const { tokens } = this;
    return tokens.isName || tokens.isTag || ['(', '[', '{', '0', '_', 'begin'].includes(tokens.token);
  }

  /** An argument: it needs no brackets of its own. */
  argument(): CatExpr {
    const { tokens } = this;
    return tokens.isName ? { at: tokens.start, kind: 'name', name: tokens.next() } : this.#simple();
  }

  #simple(): CatExpr {
    const { tokens } = this;
    const at = tokens.start;
    if (tokens.accept('(')) {
      if (tokens.accept(')')) return { at, kind: 'tuple', items: [] };
      const items = this.list(')');
      return items.length === 1 ? items[0]! : { at, kind: 'tuple', items };
    }
    if (tokens.accept('begin')) {
      const inner = this.expression();
      tokens.expect('end');
      return inner;
    }
    if (tokens.accept('[')) {
      const a = this.expression();
      tokens.expect(']');
      return { at, kind: 'identity', a };
    }
    if (tokens.accept('{')) {
      if (tokens.accept('}')) return { at, kind: 'none' };
      return { at, kind: 'set', items: this.list('}') };
    }
    if (tokens.accept('0')) return { at, kind: 'zero' };
    if (tokens.accept('_')) return { at, kind: 'universe' };
    if (tokens.isTag) return { at, kind: 'tag', name: tokens.tag() };
    if (!tokens.isName) throw tokens.error('a set or a relation');
    return { at, kind: 'name', name: tokens.next() };
  }

  list(end: string): readonly CatExpr[] {
    const items = [this.expression()];
    while (this.tokens.accept(',')) items.push(this.expression());
    this.tokens.expect(end);
    return items;
  }
}

/** Keywords that can follow a whole expression. */
const FOLLOWS = new Set([
  'let', 'and', 'when', 'in', 'include', 'procedure', 'end', 'call', 'acyclic', 'irreflexive', 'empty', 'flag', 'undefined_unless', 'assert', 'show',
  'unshow', 'as', 'with', 'from', 'then', 'else', 'do', 'forall', 'enum', 'debug', 'instructions', 'default', 'catdep', 'subset',
]); // prettier-ignore
