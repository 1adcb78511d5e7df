import { addressOf, locationOf } from '../addresses.ts';
import type { Condition, Literal, Place } from '../program.ts';
import type { TestBuilder } from './builder.ts';
import type { Dialect } from './dialect.ts';
import type { Tokens } from './tokens.ts';

/** Reads conditions on final states: equalities of registers and locations, with `/\`, `\/`, `~` and `=>`. Costs one pass. */
export class ConditionReader {
  readonly #tokens: Tokens;
  readonly #builder: TestBuilder;
  readonly #dialect: Dialect;
  /** All places that were read. */
  readonly places: Place[] = [];

  constructor(tokens: Tokens, builder: TestBuilder, dialect: Dialect) {
    this.#tokens = tokens;
    this.#builder = builder;
    this.#dialect = dialect;
  }

  condition(): Condition {
    const a = this.#or();
    return this.#tokens.accept('=>') ? { kind: 'implies', a, b: this.condition() } : a;
  }

  #or(): Condition {
    let a = this.#and();
    while (this.#tokens.accept('\\/')) a = { kind: 'or', a, b: this.#and() };
    return a;
  }

  #and(): Condition {
    let a = this.#atom();
    while (this.#tokens.accept('/\\')) a = { kind: 'and', a, b: this.#atom() };
    return a;
  }

  #atom(): Condition {
    const tokens = this.#tokens;
    if (tokens.accept('~') || tokens.accept('not')) return { kind: 'not', a: this.#atom() };
    if (tokens.accept('(')) {
      const inner = this.condition();
      tokens.expect(')');
      return inner;
    }
    if (tokens.accept('true')) return { kind: 'true' };
    if (tokens.accept('false')) return { kind: 'false' };
    const place = this.place();
    const differs = tokens.is('!=') || tokens.is('<>');
    if (differs || tokens.is('==')) tokens.next();
    else if (tokens.accept('<')) {
      tokens.expect('>');
      return { kind: 'equal', place, to: this.#value(), differs: true };
    } else tokens.expect('=');
    return { kind: 'equal', place, to: this.#value(), differs };
  }

  #value(): Literal | Place {
    const tokens = this.#tokens;
    const literal = this.#dialect.literal?.(tokens);
    if (literal !== undefined) return literal;
    if (tokens.is('-')) return tokens.integer('a number');
    if (tokens.kind === 'number') {
      const value = tokens.integer('a number');
      return tokens.is(':') ? this.#register(value) : value;
    }
    tokens.accept('&');
    return this.#builder.location(tokens.name('a value: a number or a location'));
  }

  /** `0:EAX`, `x`, `[x]`, `*x` or `x[1]`. */
  place(): Place {
    const tokens = this.#tokens;
    if (tokens.kind === 'number') {
      return this.#register(tokens.integer('the number of a thread'));
    }
    const bracket = tokens.accept('[');
    if (!bracket) tokens.accept('*');
    const name = tokens.name('a register of a thread, such as 0:r1, or a location, such as x');
    const index = tokens.accept('[') ? tokens.integer('the number of an element') : undefined;
    if (index !== undefined) tokens.expect(']');
    if (bracket) tokens.expect(']');
    const base = this.#builder.location(name);
    const size = this.#builder.elementSize(name) ?? this.#dialect.elementSize;
    const address = addressOf(locationOf(base), (index ?? 0) * size);
    const isWhole = index === undefined && this.#dialect.arch !== 'JS';
    const place: Place = { address, text: isWhole ? `[${name}]` : `${name}[${index ?? 0}]` };
    this.places.push(place);
    return place;
  }

  #register(thread: number): Place {
    const tokens = this.#tokens;
    tokens.expect(':');
    const at = tokens.start;
    const name = tokens.name('a register');
    const register = this.#dialect.register(name);
    if (register === undefined) throw tokens.fail(at, `${this.#dialect.arch} has no register '${name}'`);
    const place: Place = { thread, register };
    this.places.push(place);
    return place;
  }
}
