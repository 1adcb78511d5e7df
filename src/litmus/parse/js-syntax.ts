import type { JsValue } from '../js/program.ts';
import type { Tokens } from './tokens.ts';

/** What stands for memory in a test: the name of a view or a buffer, or a view made in place. */
export type JsView =
  | { readonly at: number; readonly kind: 'name'; readonly name: string }
  | {
      readonly at: number;
      readonly kind: 'new';
      readonly type: string;
      readonly buffer: string | undefined;
      readonly byteOffset: number;
    };

export type JsNode = { readonly at: number } & (
  | { readonly kind: 'constant'; readonly value: JsValue }
  | { readonly kind: 'register'; readonly name: string }
  | { readonly kind: 'element'; readonly view: JsView; readonly index: JsNode }
  | { readonly kind: 'call'; readonly name: string; readonly view: JsView | undefined; readonly args: readonly JsNode[] }
  | { readonly kind: 'unary'; readonly operator: string; readonly a: JsNode }
  | { readonly kind: 'binary'; readonly operator: string; readonly a: JsNode; readonly b: JsNode }
  | { readonly kind: 'conditional'; readonly condition: JsNode; readonly a: JsNode; readonly b: JsNode }
);
export type JsTarget = Extract<JsNode, { readonly kind: 'register' | 'element' }>;

export type JsStatement = { readonly at: number } & (
  | { readonly kind: 'block'; readonly body: readonly JsStatement[] }
  | { readonly kind: 'if'; readonly condition: JsNode; readonly yes: JsStatement; readonly no: JsStatement | undefined }
  | {
      readonly kind: 'loop';
      readonly condition: JsNode | undefined;
      readonly body: JsStatement;
      /** What comes between two rounds. */
      readonly next: JsStatement | undefined;
      /** Whether the condition is asked only after the first round. */
      readonly first: boolean;
    }
  | { readonly kind: 'break' | 'continue' }
  /** With an operator, the old value is its left operand. */
  | { readonly kind: 'assign'; readonly target: JsTarget; readonly operator: string | undefined; readonly value: JsNode }
  | { readonly kind: 'call-only'; readonly call: JsNode }
);

/** From the weakest to the strongest. */
const BINARY: readonly (readonly string[])[] = [
  ['||'], ['&&'], ['|'], ['^'], ['&'], ['===', '!==', '==', '!='], ['<', '>', '<=', '>='], ['<<', '>>', '>>>'], ['+', '-'], ['*', '/', '%'],
]; // prettier-ignore
const ASSIGNMENTS = new Set(['+=', '-=', '&=', '|=', '^=']);
const CONSTANTS: ReadonlyMap<string, JsValue> = new Map<string, JsValue>([
  ['true', true], ['false', false], ['NaN', Number.NaN], ['Infinity', Number.POSITIVE_INFINITY],
]); // prettier-ignore

/** Reads the statements of one thread. Costs one pass. */
export class JsReader {
  readonly #tokens: Tokens;

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
  }

  thread(): readonly JsStatement[] {
    const body: JsStatement[] = [];
    while (!this.#tokens.atEnd) body.push(this.#statement());
    return body;
  }

  #statement(): JsStatement {
    const tokens = this.#tokens;
    const at = tokens.start;
    while (tokens.accept(';'));
    if (tokens.accept('{')) {
      const body: JsStatement[] = [];
      while (!tokens.accept('}')) {
        if (tokens.atEnd) throw tokens.error("'}' at the end of what '{' begins");
        body.push(this.#statement());
        while (tokens.accept(';'));
      }
      return { at, kind: 'block', body };
    }
    if (tokens.accept('if')) {
      const condition = this.#inBrackets();
      const yes = this.#statement();
      while (tokens.is(';')) tokens.next();
      return { at, kind: 'if', condition, yes, no: tokens.accept('else') ? this.#statement() : undefined };
    }
    if (tokens.accept('while')) {
      return { at, kind: 'loop', condition: this.#inBrackets(), body: this.#statement(), next: undefined, first: false };
    }
    if (tokens.accept('do')) {
      const body = this.#statement();
      tokens.accept(';');
      tokens.expect('while');
      return { at, kind: 'loop', condition: this.#inBrackets(), body, next: undefined, first: true };
    }
    if (tokens.accept('for')) return this.#for(at);
    if (tokens.accept('break')) return { at, kind: 'break' };
    if (tokens.accept('continue')) return { at, kind: 'continue' };
    return this.#simple();
  }

  #for(at: number): JsStatement {
    const tokens = this.#tokens;
    tokens.expect('(');
    const before = tokens.is(';') ? undefined : this.#simple();
    tokens.expect(';');
    const condition = tokens.is(';') ? undefined : this.expression();
    tokens.expect(';');
    const next = tokens.is(')') ? undefined : this.#simple();
    tokens.expect(')');
    const loop: JsStatement = { at, kind: 'loop', condition, body: this.#statement(), next, first: false };
    return before === undefined ? loop : { at, kind: 'block', body: [before, loop] };
  }

  #simple(): JsStatement {
    const tokens = this.#tokens;
    const at = tokens.start;
    if (tokens.is('const') || tokens.is('let') || tokens.is('var')) tokens.next();
    const step = tokens.is('++') || tokens.is('--') ? tokens.next() : undefined;
    const target = this.#unary();
    if (step !== undefined) return this.#change(at, target, step);
    if (tokens.is('++') || tokens.is('--')) return this.#change(at, target, tokens.next());
    if (tokens.accept('=')) return { at, kind: 'assign', target: this.#target(target), operator: undefined, value: this.expression() };
    if (ASSIGNMENTS.has(tokens.text)) {
      const operator = tokens.next().slice(0, -1);
      return { at, kind: 'assign', target: this.#target(target), operator, value: this.expression() };
    }
    if (target.kind !== 'call') throw tokens.error("'=' and a value, since what stands before it has no effect");
    return { at, kind: 'call-only', call: target };
  }

  #change(at: number, target: JsNode, step: string): JsStatement {
    return { at, kind: 'assign', target: this.#target(target), operator: step[0], value: { at, kind: 'constant', value: 1 } };
  }

  #target(node: JsNode): JsTarget {
    if (node.kind === 'register' || node.kind === 'element') return node;
    throw this.#tokens.fail(node.at, "expected a register such as 'r0' or an element such as 'x[0]' before an assignment");
  }

  #inBrackets(): JsNode {
    this.#tokens.expect('(');
    const inner = this.expression();
    this.#tokens.expect(')');
    return inner;
  }

  expression(): JsNode {
    const at = this.#tokens.start;
    const condition = this.#binary(0);
    if (!this.#tokens.accept('?')) return condition;
    const a = this.expression();
    this.#tokens.expect(':');
    return { at, kind: 'conditional', condition, a, b: this.expression() };
  }

  #binary(level: number): JsNode {
    const operators = BINARY[level];
    if (operators === undefined) return this.#unary();
    let a = this.#binary(level + 1);
    while (this.#tokens.kind === 'sign' && operators.includes(this.#tokens.text)) {
      const at = this.#tokens.start;
      a = { at, kind: 'binary', operator: this.#tokens.next(), a, b: this.#binary(level + 1) };
    }
    return a;
  }

  #unary(): JsNode {
    const tokens = this.#tokens;
    const at = tokens.start;
    if (['!', '-', '+', '~'].includes(tokens.text)) return { at, kind: 'unary', operator: tokens.next(), a: this.#unary() };
    if (tokens.accept('(')) {
      const inner = this.expression();
      tokens.expect(')');
      return inner;
    }
    if (tokens.kind === 'number') return { at, kind: 'constant', value: readNumber(tokens) };
    if (tokens.kind === 'string') return { at, kind: 'constant', value: tokens.next().slice(1, -1) };
    if (tokens.accept('new')) return this.#onView({ at, ...this.#madeInPlace() });
    const name = tokens.name("a statement or a value such as 'r0', 'x[0]', 'Atomics.load(x, 0)' or '1'");
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) return { at, kind: 'constant', value: constant };
    if (tokens.is('(')) return this.#call(at, name);
    if (tokens.is('[')) return this.#onView({ at, kind: 'name', name });
    return { at, kind: 'register', name };
  }

  /** `new Uint16Array(x, 2)`, of which `new` is already read. */
  #madeInPlace(): Omit<Extract<JsView, { kind: 'new' }>, 'at'> {
    const tokens = this.#tokens;
    const type = tokens.name("the type of a view, such as 'Int32Array'");
    tokens.expect('(');
    const buffer = tokens.name('the buffer of the view');
    const byteOffset = tokens.accept(',') ? tokens.integer('the byte offset of the view') : 0;
    tokens.expect(')');
    return { kind: 'new', type, buffer, byteOffset };
  }

  /** An element of a view, or a call of a method of a `DataView`. */
  #onView(view: JsView): JsNode {
    const tokens = this.#tokens;
    if (tokens.accept('.')) return { at: view.at, kind: 'call', name: tokens.name('a method of a view'), view, args: this.#args() };
    tokens.expect('[');
    const index = this.expression();
    tokens.expect(']');
    return { at: view.at, kind: 'element', view, index };
  }

  #call(at: number, name: string): JsNode {
    const tokens = this.#tokens;
    if (name.startsWith('Atomics.')) {
      tokens.expect('(');
      if (tokens.accept(')')) return { at, kind: 'call', name, view: undefined, args: [] };
      const view = this.#viewArgument();
      const args: JsNode[] = [];
      while (tokens.accept(',')) args.push(this.expression());
      tokens.expect(')');
      return { at, kind: 'call', name, view, args };
    }
    const dot = name.indexOf('.');
    if (dot === -1) return { at, kind: 'call', name, view: undefined, args: this.#args() };
    return { at, kind: 'call', name: name.slice(dot + 1), view: { at, kind: 'name', name: name.slice(0, dot) }, args: this.#args() };
  }

  #viewArgument(): JsView {
    const at = this.#tokens.start;
    if (this.#tokens.accept('new')) return { at, ...this.#madeInPlace() };
    return { at, kind: 'name', name: this.#tokens.name('a view such as x') };
  }

  #args(): readonly JsNode[] {
    const tokens = this.#tokens;
    const args: JsNode[] = [];
    tokens.expect('(');
    while (!tokens.accept(')')) {
      args.push(this.expression());
      if (!tokens.is(')')) tokens.expect(',');
    }
    return args;
  }
}

/** A number, or a BigInt such as `1n`. */
export function readNumber(tokens: Tokens): number | bigint {
  const { end } = tokens;
  const text = tokens.next();
  if (!tokens.is('n') || tokens.start !== end) return Number(text);
  tokens.next();
  return BigInt(text);
}
