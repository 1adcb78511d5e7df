import { LitmusError } from '../litmus-error.ts';

export const KEYWORDS: ReadonlySet<string> = new Set([
  'let', 'rec', 'and', 'when', 'in', 'include', 'procedure', 'begin', 'end', 'call', 'acyclic', 'irreflexive', 'empty', 'flag',
  'undefined_unless', 'assert', 'show', 'unshow', 'as', 'try', 'with', 'from', 'if', 'then', 'else', 'do', 'forall', 'fun', 'match', 'enum',
  'debug', 'instructions', 'default', 'catdep', 'subset',
]); // prettier-ignore

const BLANK = /(?:\s+|(?:\/\/|#)[^\n]*)+/y;
const NAME = /_?[A-Za-z][\w.-]*'?/y;
const TAG = /'_?[A-Za-z][\w.-]*/y;
const OTHER = /"[^"]*"|\^\s*-1|\|\||&&|\+\+|->|[^]/y;

/** Tokens of a model, one at a time. Costs one regular expression for each. */
export class CatTokens {
  /** The current token; empty at the end. */
  token = '';
  /** Where the current token begins, and where the one before it ended. */
  start = 0;
  endBefore = 0;
  readonly #file: string;
  readonly #text: string;
  #position = 0;

  constructor(text: string, file: string) {
    this.#file = file;
    this.#text = text;
    this.next();
  }

  /** Goes on to the next token, and returns the one that it leaves. */
  next(): string {
    const left = this.token;
    this.endBefore = this.#position;
    this.#skipBlanks();
    this.start = this.#position;
    this.token = '';
    if (this.#position < this.#text.length) {
      for (const pattern of [NAME, TAG, OTHER]) {
        pattern.lastIndex = this.start;
        if (!pattern.test(this.#text)) continue;
        this.#position = pattern.lastIndex;
        this.token = this.#text.slice(this.start, this.#position);
        break;
      }
    }
    return left;
  }

  #skipBlanks(): void {
    for (;;) {
      BLANK.lastIndex = this.#position;
      if (BLANK.test(this.#text)) this.#position = BLANK.lastIndex;
      if (!this.#text.startsWith('(*', this.#position)) return;
      this.#skipNote();
    }
  }

  /** Notes may stand in notes. */
  #skipNote(): void {
    const from = this.#position;
    let depth = 0;
    do {
      if (this.#text.startsWith('(*', this.#position)) depth++;
      else if (this.#text.startsWith('*)', this.#position)) depth--;
      else {
        if (++this.#position > this.#text.length) throw this.fail(from, "found a note without an end, expected '*)'");
        continue;
      }
      this.#position += 2;
    } while (depth > 0);
  }

  /** What comes after the current token, without going there. */
  peek(): string {
    const [token, start, endBefore, position] = [this.token, this.start, this.endBefore, this.#position];
    this.next();
    const next = this.token;
    [this.token, this.start, this.endBefore, this.#position] = [token, start, endBefore, position];
    return next;
  }

  get isName(): boolean {
    return /^_?[A-Za-z]/.test(this.token) && !KEYWORDS.has(this.token);
  }

  get isTag(): boolean {
    return this.token.length > 1 && this.token.startsWith("'");
  }

  get isString(): boolean {
    return this.token.startsWith('"');
  }

  accept(token: string): boolean {
    if (this.token !== token) return false;
    this.next();
    return true;
  }

  expect(token: string): void {
    if (!this.accept(token)) throw this.error(`'${token}'`);
  }

  name(what = 'a name'): string {
    if (!this.isName) throw this.error(what);
    return this.next();
  }

  tag(): string {
    if (!this.isTag) throw this.error("a tag, such as 'rel");
    return this.next().slice(1);
  }

  string(what: string): string {
    if (!this.isString) throw this.error(what);
    return this.next().slice(1, -1);
  }

  /** Whether the current token stands in the same line as the one before it. */
  get isOnSameLine(): boolean {
    return !this.#text.slice(this.endBefore, this.start).includes('\n');
  }

  error(expected: string): LitmusError {
    const found = this.token === '' ? 'the end' : `'${this.token}'`;
    return this.fail(this.start, `found ${found}, expected ${expected}`);
  }

  fail(at: number, message: string): LitmusError {
    return new LitmusError(this.#file, this.#text, at, message);
  }
}
