import { LitmusError } from '../litmus-error.ts';

/** The cat language as a tree. */
export type CatExpr = { readonly at: number } & (
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'union' | 'inter' | 'diff' | 'seq' | 'cross'; readonly a: CatExpr; readonly b: CatExpr }
  | { readonly kind: 'plus' | 'star' | 'option' | 'inverse' | 'not' | 'identity'; readonly a: CatExpr }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly CatExpr[] }
  | { readonly kind: 'try'; readonly a: CatExpr; readonly b: CatExpr }
  | { readonly kind: 'let'; readonly bindings: readonly Binding[]; readonly isRec: boolean; readonly a: CatExpr }
);

export interface Binding {
  readonly name: string;
  readonly params: readonly string[] | undefined;
  readonly value: CatExpr;
}

export type CatStatement = { readonly at: number } & (
  | { readonly kind: 'let'; readonly isRec: boolean; readonly bindings: readonly Binding[] }
  | { readonly kind: 'include'; readonly file: string }
  | { readonly kind: 'procedure'; readonly name: string; readonly params: readonly string[]; readonly body: readonly CatStatement[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly CatExpr[] }
  | { readonly kind: 'with'; readonly name: string; readonly from: CatExpr }
  | {
      readonly kind: 'check';
      readonly test: 'acyclic' | 'irreflexive' | 'empty';
      readonly negated: boolean;
      readonly role: 'axiom' | 'flag' | 'undefined' | 'assert';
      readonly value: CatExpr;
      readonly name: string | undefined;
    }
);

const KEYWORDS = new Set([
  'let', 'rec', 'and', 'in', 'include', 'procedure', 'end', 'call', 'acyclic', 'irreflexive', 'empty', 'flag', 'undefined_unless', 'assert', 'show',
  'unshow', 'as', 'try', 'with', 'from', 'if', 'then', 'else', 'do', 'forall', 'fun', 'match', 'enum', 'catdep', 'withco', 'withoutco',
]); // prettier-ignore
const TOKEN = /(?:\s+|\(\*[^]*?\*\)|\/\/[^\n]*|^#[^\n]*)*(?:([A-Za-z_][\w.-]*)|("[^"]*")|(\^-1|\|\||&&|\+\+|->|[^\s]))/my;

/** Reads a model. Costs one pass; throws a `LitmusError` at what is not in the language, or not supported of it. */
export class CatParser {
  readonly #file: string;
  readonly #text: string;
  #position = 0;
  #token = '';
  #start = 0;

  constructor(text: string, file: string) {
    this.#file = file;
    this.#text = text;
    this.#next();
  }

  model(): readonly CatStatement[] {
    if (this.#token.startsWith('"')) this.#next();
    else if (this.#isName()) {
      // A name without quotes goes to the end of its line.
      const end = this.#text.indexOf('\n', this.#start);
      this.#position = end === -1 ? this.#text.length : end;
      this.#next();
    }
    return this.#statements('');
  }

  #next(): string {
    const left = this.#token;
    TOKEN.lastIndex = this.#position;
    const found = TOKEN.exec(this.#text);
    this.#token = found === null ? '' : (found[1] ?? found[2] ?? found[3])!;
    this.#position = found === null ? this.#text.length : TOKEN.lastIndex;
    this.#start = this.#position - this.#token.length;
    return left;
  }

  #isName(): boolean {
    return /^[A-Za-z_]/.test(this.#token) && !KEYWORDS.has(this.#token);
  }

  #accept(token: string): boolean {
    if (this.#token !== token) return false;
    this.#next();
    return true;
  }

  #expect(token: string): void {
    if (!this.#accept(token)) throw this.#error(`'${token}'`);
  }

  #error(expected: string): LitmusError {
    const found = this.#token === '' ? 'the end' : `'${this.#token}'`;
    return new LitmusError(this.#file, this.#text, this.#start, `found ${found}, expected ${expected}`);
  }

  #name(): string {
    if (!this.#isName()) throw this.#error('a name');
    return this.#next();
  }

  #statements(end: string): readonly CatStatement[] {
    const found: CatStatement[] = [];
    while (this.#token !== end) {
      const statement = this.#statement();
      if (statement !== undefined) found.push(statement);
    }
    this.#next();
    return found;
  }

  #statement(): CatStatement | undefined {
    const at = this.#start;
    if (this.#accept('let')) return { at, kind: 'let', ...this.#bindings() };
    if (this.#accept('include')) return { at, kind: 'include', file: this.#next().slice(1, -1) };
    if (this.#accept('catdep')) return undefined;
    if (this.#accept('show') || this.#accept('unshow')) {
      do {
        this.#expr();
        if (this.#accept('as')) this.#name();
      } while (this.#accept(','));
      return undefined;
    }
    if (this.#accept('procedure')) {
      const name = this.#name();
      const params = this.#params();
      this.#expect('=');
      return { at, kind: 'procedure', name, params, body: this.#statements('end') };
    }
    if (this.#accept('call')) {
      const name = this.#name();
      return { at, kind: 'call', name, args: this.#args() };
    }
    if (this.#accept('with')) {
      const name = this.#name();
      this.#expect('from');
      return { at, kind: 'with', name, from: this.#expr() };
    }
    const role = this.#accept('flag')
      ? 'flag'
      : this.#accept('undefined_unless')
        ? 'undefined'
        : this.#accept('assert')
          ? 'assert'
          : 'axiom';
    const negated = this.#accept('~');
    const test = this.#token;
    if (test !== 'acyclic' && test !== 'irreflexive' && test !== 'empty')
      throw this.#error("a statement: 'let', 'include', 'acyclic', 'irreflexive', 'empty' …");
    this.#next();
    const value = this.#expr();
    return { at, kind: 'check', test, negated, role, value, name: this.#accept('as') ? this.#next() : undefined };
  }

  #bindings(): { readonly isRec: boolean; readonly bindings: readonly Binding[] } {
    const isRec = this.#accept('rec');
    const bindings: Binding[] = [];
    do {
      const name = this.#name();
      const params = this.#token === '=' ? undefined : this.#params();
      this.#expect('=');
      bindings.push({ name, params, value: this.#expr() });
    } while (this.#accept('and'));
    return { isRec, bindings };
  }

  #params(): readonly string[] {
    if (!this.#accept('(')) return [this.#name()];
    const params: string[] = [];
    while (!this.#accept(')')) {
      params.push(this.#name());
      this.#accept(',');
    }
    return params;
  }

  #args(): readonly CatExpr[] {
    if (!this.#accept('(')) return [this.#primary()];
    const args: CatExpr[] = [];
    while (!this.#accept(')')) {
      args.push(this.#expr());
      if (this.#token !== ')') this.#expect(',');
    }
    return args;
  }

  #expr(): CatExpr {
    const at = this.#start;
    if (this.#accept('let')) {
      const { isRec, bindings } = this.#bindings();
      this.#expect('in');
      return { at, kind: 'let', isRec, bindings, a: this.#expr() };
    }
    if (this.#accept('try')) {
      const a = this.#expr();
      this.#expect('with');
      return { at, kind: 'try', a, b: this.#expr() };
    }
    return this.#binary(0);
  }

  #binary(level: number): CatExpr {
    const operator = OPERATORS[level];
    if (operator === undefined) return this.#postfix();
    let a = this.#binary(level + 1);
    for (;;) {
      const at = this.#start;
      if (!this.#accept(operator[0])) return a;
      a = { at, kind: operator[1], a, b: this.#binary(level + 1) };
    }
  }

  #postfix(): CatExpr {
    const at = this.#start;
    if (this.#accept('~') || this.#accept('!')) return { at, kind: 'not', a: this.#postfix() };
    let a = this.#primary();
    for (;;) {
      if (this.#accept('+')) a = { at, kind: 'plus', a };
      else if (this.#accept('?')) a = { at, kind: 'option', a };
      else if (this.#accept('^-1')) a = { at, kind: 'inverse', a };
      else if (this.#token === '*' && !this.#startsAfterStar()) {
        this.#next();
        a = { at, kind: 'star', a };
      } else return a;
    }
  }

  /** Whether what follows a star can be its right-hand side, so that it is a product. */
  #startsAfterStar(): boolean {
    const [position, token, start] = [this.#position, this.#token, this.#start];
    this.#next();
    const starts = this.#isName() || ['(', '[', '{', '~', '!', '0', 'try'].includes(this.#token);
    [this.#position, this.#token, this.#start] = [position, token, start];
    return starts;
  }

  #primary(): CatExpr {
    const at = this.#start;
    if (this.#accept('(')) {
      const inner = this.#expr();
      this.#expect(')');
      return inner;
    }
    if (this.#accept('[')) {
      const a = this.#expr();
      this.#expect(']');
      return { at, kind: 'identity', a };
    }
    if (this.#accept('{')) {
      this.#expect('}');
      return { at, kind: 'none' };
    }
    if (this.#accept('0')) return { at, kind: 'none' };
    const name = this.#isName() ? this.#next() : undefined;
    if (name === undefined) throw this.#error('a set or a relation');
    if (this.#token === '(' || this.#isName()) return { at, kind: 'call', name, args: this.#args() };
    return { at, kind: 'name', name };
  }
}

/** From the weakest to the strongest. */
const OPERATORS = [
  ['|', 'union'],
  [';', 'seq'],
  ['\\', 'diff'],
  ['&', 'inter'],
  ['*', 'cross'],
] as const;
