import type { CatStatement, CheckRole, CheckStatement } from './ast.ts';
import { CatTokens } from './cat-tokens.ts';
import { ExpressionParser } from './expression-parser.ts';
import { readVariant } from './variant-parser.ts';

/** What may follow the name of a model, and says nothing to us. */
const OPTIONS = new Set(['withco', 'withoutco', 'withinit', 'withoutinit', 'withsc', 'withoutsc']);

/** Reads a model. Costs one pass; throws a `LitmusError` at what is not in the language, or not supported of it. */
export class CatParser extends ExpressionParser {
  constructor(text: string, file: string) {
    super(new CatTokens(text, file));
  }

  model(): readonly CatStatement[] {
    const { tokens } = this;
    if (tokens.isString) tokens.next();
    else if (tokens.isName) {
      tokens.next();
      // A name may be two, and is one line.
      if ((tokens.isName || tokens.isString) && tokens.isOnSameLine) tokens.next();
    }
    while (OPTIONS.has(tokens.token)) tokens.next();
    const found = this.#statements(['']);
    tokens.next();
    return found;
  }

  #statements(ends: readonly string[]): readonly CatStatement[] {
    const found: CatStatement[] = [];
    while (!ends.includes(this.tokens.token)) {
      const statement = this.#statement();
      if (statement !== undefined) found.push(statement);
    }
    return found;
  }

  #block(): readonly CatStatement[] {
    const found = this.#statements(['end']);
    this.tokens.next();
    return found;
  }

  #statement(): CatStatement | undefined {
    const { tokens } = this;
    const at = tokens.start;
    if (tokens.accept('let')) return this.#let(at);
    if (tokens.accept('include')) return { at, kind: 'include', file: tokens.string('the name of a file in quotes') };
    if (tokens.accept('catdep')) return undefined;
    if (tokens.accept('show') || tokens.accept('unshow')) return this.#show();
    if (tokens.accept('debug')) return void this.expression();
    if (tokens.accept('instructions') || tokens.accept('default')) return this.#instructions();
    if (tokens.accept('procedure')) {
      tokens.accept('rec');
      const name = tokens.name('the name of a procedure');
      const pattern = this.pattern();
      tokens.expect('=');
      return { at, kind: 'procedure', name, pattern, body: this.#block() };
    }
    if (tokens.accept('call')) {
      const name = tokens.name('the name of a procedure');
      const arg = this.argument();
      if (tokens.accept('as')) tokens.name();
      return { at, kind: 'call', name, arg };
    }
    if (tokens.accept('with')) {
      const name = tokens.name();
      tokens.expect('from');
      return { at, kind: 'with', name, from: this.expression() };
    }
    if (tokens.accept('forall')) {
      const name = tokens.name();
      tokens.expect('in');
      const from = this.expression();
      tokens.expect('do');
      return { at, kind: 'forall', name, from, body: this.#block() };
    }
    return this.#rarer(at) ?? this.#check(at);
  }

  #let(at: number): CatStatement {
    const { tokens } = this;
    const isRec = tokens.accept('rec');
    const bindings = this.bindings();
    const when = isRec && tokens.accept('when') ? this.#check(tokens.start) : undefined;
    tokens.accept('in');
    return { at, kind: 'let', isRec, bindings, when };
  }

  /** What to draw: of no meaning here. */
  #show(): undefined {
    const { tokens } = this;
    do {
      this.expression();
      if (tokens.accept('as')) tokens.name();
    } while (tokens.accept(','));
  }

  /** Which tags an instruction may have: that is not judged. */
  #instructions(): undefined {
    const { tokens } = this;
    tokens.name();
    tokens.expect('[');
    if (!tokens.accept(']')) this.list(']');
  }

  #rarer(at: number): CatStatement | undefined {
    const { tokens } = this;
    if (tokens.accept('if')) {
      const test = readVariant(this.tokens);
      tokens.accept('then');
      const a = this.#statements(['else', 'end']);
      const b = tokens.accept('else') ? this.#statements(['end']) : [];
      tokens.next();
      return { at, kind: 'if', test, a, b };
    }
    if (tokens.accept('match')) {
      const value = this.expression();
      tokens.expect('with');
      tokens.accept('||');
      return { at, kind: 'match', value, clauses: this.tagClauses(() => this.#statements(['||', 'end'])) };
    }
    if (tokens.accept('enum')) {
      const name = tokens.name();
      tokens.expect('=');
      tokens.accept('||');
      const tags = [tokens.tag()];
      while (tokens.accept('||')) tags.push(tokens.tag());
      return { at, kind: 'enum', name, tags };
    }
    return undefined;
  }

  #check(at: number): CheckStatement & { readonly at: number } {
    const { tokens } = this;
    const role: CheckRole = tokens.accept('flag')
      ? 'flag'
      : tokens.accept('undefined_unless')
        ? 'undefined'
        : tokens.accept('assert')
          ? 'assert'
          : 'axiom';
    const negated = tokens.accept('~');
    const test = tokens.token;
    if (test !== 'acyclic' && test !== 'irreflexive' && test !== 'empty')
      throw tokens.error("a statement: 'let', 'include', 'acyclic', 'irreflexive', 'empty' …");
    tokens.next();
    const from = tokens.start;
    const value = this.expression();
    const end = tokens.endBefore;
    return {
      at,
      kind: 'check',
      test,
      negated,
      role,
      value,
      from,
      end,
      name: tokens.accept('as') ? tokens.name('the name of the check') : undefined,
    };
  }
}
