import { integer, subtract } from '../integers.ts';
import { LitmusError } from '../litmus-error.ts';
import type { Value } from '../program.ts';

/** Where a text comes from: its name and all of it, so that an error can tell line and column. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

export type TokenKind = 'name' | 'number' | 'string' | 'sign' | 'end';

/** Blanks and comments of all dialects but the ones that begin with `(*`, which C uses for expressions. */
const BLANK = /(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
const BLANK_OR_NOTE = /(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/|\(\*[^]*?\*\))+/y;
const NAME = /[A-Za-z_][\w.]*/y;
const NUMBER = /0[xX][0-9a-fA-F]+|0[bB][01]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WHOLE = /^(?:\d+|0[xXbB]\w+)$/;
const STRING = /"[^"\n]*"|'[^'\n]*'/y;
const SIGN = /\/\\|\\\/|<<=|>>=|===|!==|>>>|=>|==|!=|<=|>=|<<|>>|&&|\|\||\+\+|--|\+=|-=|&=|\|=|\^=|\*=|\/=|%=|[^\s]/y;

/** Tokens of a part of a source, one at a time, with one of look-ahead. Costs one regular expression for each token. */
export class Tokens {
  kind: TokenKind = 'end' as TokenKind;
  /** The text of the current token. */
  text = '';
  /** Where the current token begins. */
  start: number;
  /** Where the current token ends. */
  end: number;
  /** Where the token before the current one ended. */
  endBefore: number;
  readonly source: Source;
  readonly #limit: number;
  readonly #blank: RegExp;

  constructor(source: Source, from: number, limit = source.text.length, notes = true) {
    this.source = source;
    this.start = this.end = this.endBefore = from;
    this.#limit = limit;
    this.#blank = notes ? BLANK_OR_NOTE : BLANK;
    this.next();
  }

  /** Goes to the next token, and returns the text of the one that it leaves. */
  next(): string {
    const left = this.text;
    this.endBefore = this.end;
    const text = this.source.text;
    this.#blank.lastIndex = this.end;
    this.start = this.#blank.test(text) ? this.#blank.lastIndex : this.end;
    if (this.start >= this.#limit) {
      this.start = Math.min(this.start, this.#limit);
      this.#take('end', this.start);
      return left;
    }
    const code = text.charCodeAt(this.start);
    if (code >= ZERO && code <= NINE) this.#match('number', NUMBER);
    else if (!this.#match('name', NAME) && !this.#match('string', STRING)) this.#match('sign', SIGN);
    return left;
  }

  /** Goes to the token that begins at an offset, forward or back. */
  goTo(offset: number): void {
    this.end = offset;
    this.next();
  }

  #match(kind: TokenKind, pattern: RegExp): boolean {
    pattern.lastIndex = this.start;
    if (!pattern.test(this.source.text)) return false;
    this.#take(kind, pattern.lastIndex);
    return true;
  }

  #take(kind: TokenKind, end: number): void {
    this.kind = kind;
    this.end = end;
    this.text = this.source.text.slice(this.start, end);
  }

  /** Whether there is no more. */
  get atEnd(): boolean {
    return this.kind === 'end';
  }

  is(text: string): boolean {
    return this.text === text && this.kind !== 'string';
  }

  /** Goes past the current token if it is `text`. */
  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.next();
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) throw this.error(`'${text}'`);
  }

  name(what: string): string {
    if (this.kind !== 'name') throw this.error(what);
    return this.next();
  }

  /** A number, which may have a sign before it. */
  integer(what: string): number {
    const minus = this.accept('-');
    if (this.kind !== 'number') throw this.error(what);
    const value = Number(this.next());
    return minus ? -value : value;
  }

  /** A number of up to 64 bits, which may have a sign before it. */
  value(what: string): Value {
    const minus = this.accept('-');
    if (this.kind !== 'number' || !WHOLE.test(this.text)) throw this.error(what);
    const value = integer(BigInt(this.next()));
    return minus ? subtract(0, value) : value;
  }

  /** An error at the current token, which is not what was expected. */
  error(expected: string): LitmusError {
    const found = this.kind === 'end' ? 'the end of this part' : `'${this.text}'`;
    return this.fail(this.start, `found ${found}, expected ${expected}`);
  }

  fail(offset: number, message: string): LitmusError {
    return new LitmusError(this.source.file, this.source.text, offset, message);
  }
}

const ZERO = 48;
const NINE = 57;
