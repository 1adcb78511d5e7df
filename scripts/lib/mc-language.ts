import { type Token, tokensOf } from './mc-tokens.ts';
import {
  type Binary,
  type Cell,
  type Expression,
  MC_ORDERS,
  type McOrder,
  type McSource,
  type McStatement,
  type ParsedProgram,
  type ParsedThread,
} from './mc-syntax.ts';

/** From the weakest to the strongest. */
const PRECEDENCE: readonly (readonly Binary[])[] = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%']];

/** Parses a program of the little language; what is wrong is told with its line. Costs a pass over the text. */
export function parseMc(source: McSource): ParsedProgram {
  const threads = source.threads.map(({ name, count = 1, body }) => new Parser(source, name, body).thread(count));
  const final = source.final === undefined ? undefined : new Parser(source, 'final', source.final).thread(1);
  return { source, threads, final };
}

class Parser {
  readonly #program: McSource;
  readonly #thread: string;
  readonly #tokens: readonly Token[];
  readonly #registers = new Set<string>();
  #next = 0;
  #loops = 0;

  constructor(program: McSource, thread: string, lines: readonly string[]) {
    this.#program = program;
    this.#thread = thread;
    this.#tokens = tokensOf(lines, (message, line) => this.#error(message, line));
  }

  thread(count: number): ParsedThread {
    const statements: McStatement[] = [];
    while (this.#peek().kind !== 'end') statements.push(this.#statement());
    return { name: this.#thread, count, statements, registers: [...this.#registers] };
  }

  #statement(): McStatement {
    const token = this.#take();
    switch (token.text) {
      case 'break':
        if (this.#loops === 0) throw this.#error("'break' outside of a loop", token.line);
        return { is: 'break' };
      case 'return':
        return { is: 'return' };
      case 'if': {
        const condition = this.#parenthesized();
        const body = this.#block();
        return { is: 'if', condition, body, otherwise: this.#takeIf('else') ? this.#block() : [] };
      }
      case 'for': {
        const register = this.#register();
        this.#expect('in');
        const from = this.#expression();
        this.#expect('..');
        const below = this.#expression();
        return { is: 'for', register, from, below, body: this.#loop() };
      }
      case 'spin': {
        const body = this.#loop();
        this.#expect('until');
        return { is: 'spin', body, until: this.#parenthesized() };
      }
      default:
    }
    if (token.kind !== 'name') throw this.#error(`a statement cannot begin with '${token.text}'`, token.line);
    if (this.#peek().text === '(') return this.#call(token, undefined);
    this.#expect('=');
    const isCall = this.#peek().kind === 'name' && this.#tokens[this.#next + 1]?.text === '(';
    const value = isCall ? undefined : this.#expression();
    const to = this.#declare(token);
    return value === undefined ? this.#call(this.#take(), to) : { is: 'set', to, value };
  }

  #call(name: Token, to: string | undefined): McStatement {
    this.#expect('(');
    const start = this.#next;
    const made = this.#arguments(name, to === undefined ? {} : { to });
    if (name.text === 'assert' && made.is === 'assert') {
      const text = this.#tokens.slice(start, this.#next).map((token) => token.text);
      this.#expect(')');
      return { ...made, text: text.join(' ') };
    }
    this.#expect(')');
    const returns = ['load', 'cas', 'faa', 'xchg'].includes(name.text);
    if (to !== undefined && !returns) throw this.#error(`'${name.text}' returns nothing`, name.line);
    return made;
  }

  #arguments(name: Token, to: { to?: string }): McStatement {
    switch (name.text) {
      case 'load':
        return { is: 'load', ...to, cell: this.#cell(), order: this.#order() };
      case 'store':
        return { is: 'store', cell: this.#cell(), value: this.#nextExpression(), order: this.#order() };
      case 'cas':
        return {
          is: 'cas',
          ...to,
          cell: this.#cell(),
          expected: this.#nextExpression(),
          value: this.#nextExpression(),
          order: this.#order(),
        };
      case 'faa':
      case 'xchg':
        return { is: name.text, ...to, cell: this.#cell(), value: this.#nextExpression(), order: this.#order() };
      case 'fence':
        return { is: 'fence', order: this.#orderName() };
      case 'assume':
        return { is: 'assume', condition: this.#expression() };
      case 'assert':
        return { is: 'assert', condition: this.#expression(), text: '' };
      case 'lock':
      case 'unlock': {
        const mutex = this.#take();
        if (!(this.#program.mutexes ?? []).includes(mutex.text)) throw this.#error(`there is no mutex '${mutex.text}'`, mutex.line);
        return { is: name.text, mutex: mutex.text };
      }
      default:
        throw this.#error(`there is no operation '${name.text}'`, name.line);
    }
  }

  #cell(): Cell {
    const { text: name, line } = this.#take();
    const initial = this.#program.init[name];
    if (initial === undefined) throw this.#error(`there is no location '${name}'`, line);
    if (typeof initial === 'number') return { name };
    this.#expect('[');
    const index = this.#expression();
    this.#expect(']');
    return { name, index };
  }

  #order(): McOrder {
    this.#expect(',');
    return this.#orderName();
  }

  #orderName(): McOrder {
    const token = this.#take();
    const order = MC_ORDERS.find((name) => name === token.text);
    if (order === undefined)
      throw this.#error(`there is no memory order '${token.text}': it is one of ${MC_ORDERS.join(', ')}`, token.line);
    return order;
  }

  #nextExpression(): Expression {
    this.#expect(',');
    return this.#expression();
  }

  #parenthesized(): Expression {
    this.#expect('(');
    const inner = this.#expression();
    this.#expect(')');
    return inner;
  }

  #loop(): McStatement[] {
    this.#loops++;
    const body = this.#block();
    this.#loops--;
    return body;
  }

  #block(): McStatement[] {
    this.#expect('{');
    const body: McStatement[] = [];
    while (!this.#takeIf('}')) body.push(this.#statement());
    return body;
  }

  #expression(level = 0): Expression {
    if (level === PRECEDENCE.length) return this.#operand();
    let left = this.#expression(level + 1);
    for (;;) {
      const operator = PRECEDENCE[level]!.find((known) => known === this.#peek().text);
      if (operator === undefined) return left;
      this.#take();
      left = { is: 'binary', operator, left, right: this.#expression(level + 1) };
    }
  }

  #operand(): Expression {
    const token = this.#take();
    if (token.kind === 'number') return { is: 'number', value: Number(token.text) };
    if (token.text === '-' || token.text === '!') return { is: 'unary', operator: token.text, of: this.#operand() };
    if (token.text === '(') {
      this.#next--;
      return this.#parenthesized();
    }
    if (token.kind !== 'name') throw this.#error(`expected a value, but found '${token.text}'`, token.line);
    const { text: name } = token;
    if (name === 'me' || Object.hasOwn(this.#program.params ?? {}, name)) return { is: 'constant', name };
    return { is: 'register', name: this.#declare(token) };
  }

  #register(): string {
    return this.#declare(this.#take());
  }

  #declare({ kind, text, line }: Token): string {
    if (kind !== 'name' || text === 'me' || Object.hasOwn(this.#program.params ?? {}, text)) {
      throw this.#error(`expected a register, but found '${text}'`, line);
    }
    if (this.#program.init[text] !== undefined) throw this.#error(`'${text}' is a location: use load or store`, line);
    this.#registers.add(text);
    return text;
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind === 'end') throw this.#error('the program ends in the middle of a statement', token.line);
    this.#next++;
    return token;
  }

  #takeIf(text: string): boolean {
    if (this.#peek().text !== text) return false;
    this.#next++;
    return true;
  }

  #expect(text: string): void {
    const token = this.#peek();
    if (!this.#takeIf(text)) throw this.#error(`expected '${text}', but found '${token.text}'`, token.line);
  }

  #error(message: string, line: number): SyntaxError {
    return new SyntaxError(`program ${this.#program.name}, thread ${this.#thread}, line ${line}: ${message}`);
  }
}
