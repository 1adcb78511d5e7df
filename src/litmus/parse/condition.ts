import { addressOf, locationOf } from '../addresses.ts';
import type { Condition, Literal, Place, ValueType } from '../program.ts';
import { isArray, shownArray, shownAs } from '../states.ts';
import { registerKey, type TestBuilder } from './locations-builder.ts';
import type { Dialect } from './dialect.ts';
import { readInstructionValue } from './code-values.ts';
import { readLabel } from './init.ts';
import { readRegister, readThread } from './registers.ts';
import type { Tokens } from './tokens.ts';

const ALL = 8;

/** Reads conditions on final states: equalities of registers and locations, with `/\`, `\/`, `~` and `=>`. Costs one pass. */
export class ConditionReader {
  readonly #tokens: Tokens;
  readonly #builder: TestBuilder;
  readonly #dialect: Dialect;
  readonly #threads: number;
  /** All places that were read. */
  readonly places: Place[] = [];

  constructor(tokens: Tokens, builder: TestBuilder, dialect: Dialect, threads: number) {
    this.#tokens = tokens;
    this.#builder = builder;
    this.#dialect = dialect;
    this.#threads = threads;
  }

  /** As in herd `=>` binds more strongly than `/\`, and that more strongly than `\/`. */
  condition(): Condition {
    let a = this.#and();
    while (this.#tokens.accept('\\/')) a = { kind: 'or', a, b: this.#and() };
    return a;
  }

  #and(): Condition {
    let a = this.#implication();
    while (this.#tokens.accept('/\\')) a = { kind: 'and', a, b: this.#implication() };
    return a;
  }

  #implication(): Condition {
    const a = this.#atom();
    return this.#tokens.accept('=>') ? { kind: 'implies', a, b: this.#implication() } : a;
  }

  /** `x=0; 0:r1=1; and x=1; 0:r1=0;`: one of several states. */
  observed(): Condition {
    let any = this.#state();
    while (this.#tokens.accept('and')) any = { kind: 'or', a: any, b: this.#state() };
    return any;
  }

  #state(): Condition {
    let all: Condition = { kind: 'true' };
    while (!this.#tokens.is('and') && !this.#tokens.atEnd) {
      all = { kind: 'and', a: all, b: this.#equality() };
      if (!this.#tokens.atEnd) this.#tokens.expect(';');
    }
    return all;
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
    return this.#equality();
  }

  #equality(): Condition {
    const tokens = this.#tokens;
    const place = this.place();
    const differs = tokens.is('!=') || tokens.is('<');
    const isApart = tokens.is('<');
    if (differs || tokens.is('==')) tokens.next();
    else tokens.expect('=');
    if (isApart) tokens.expect('>');
    const to = this.#value(place);
    return { kind: 'equal', place: typeof to === 'number' || typeof to === 'bigint' ? this.#first(place) : place, to, differs };
  }

  /** Of an array that is to be a number the first element, which states call as the array, as in herd. */
  #first(place: Place): Place {
    if (!isArray(place) || 'thread' in place) return place;
    this.places.splice(this.places.indexOf(place), 1);
    const { size, isUnsigned } = place.type!;
    return this.#note({ ...place, type: { size, isUnsigned } });
  }

  #value(place: Place): Literal | Place {
    const tokens = this.#tokens;
    const literal = this.#dialect.literal?.(tokens);
    if (literal !== undefined) return literal;
    if (tokens.is('{')) return this.#elements(place);
    if (tokens.is('[') || tokens.is('*')) return this.place();
    const at = tokens.start;
    if (tokens.is('-')) return shownAs(tokens.value('a number'), place.type);
    if (tokens.kind === 'number') {
      const value = tokens.value('a number');
      if (!tokens.is(':')) return shownAs(value, place.type);
      tokens.goTo(at);
    }
    const thread = readThread(tokens);
    if (thread !== undefined) return this.#register(thread, at);
    tokens.accept('&');
    const name = tokens.name('a value: a number or a location');
    if (name === 'label' && tokens.accept(':')) return readLabel(tokens, this.#builder);
    if (name === 'instr' && tokens.accept(':')) return readInstructionValue(tokens, this.#builder);
    return this.#builder.location(name);
  }

  /** `{1,2}`, which only an array equals. */
  #elements(place: Place): Literal {
    const tokens = this.#tokens;
    if (!isArray(place)) throw tokens.error('a value: only an array that the initial state declares has several');
    tokens.expect('{');
    const values = [tokens.value('a number')];
    while (tokens.accept(',')) values.push(tokens.value('a number'));
    tokens.expect('}');
    return shownArray(values, place.type!, this.#builder.locations);
  }

  /** `0:EAX`, `x`, `[x]`, `*x` or `x[1]`. */
  place(): Place {
    const tokens = this.#tokens;
    const at = tokens.start;
    const thread = readThread(tokens);
    if (thread !== undefined) return this.#register(thread, at);
    const bracket = tokens.accept('[');
    if (!bracket) tokens.accept('*');
    const name = tokens.name('a register of a thread, such as 0:r1, or a location, such as x');
    const index = tokens.accept('[') ? tokens.integer('the number of an element') : undefined;
    if (index !== undefined) tokens.expect(']');
    if (bracket) tokens.expect(']');
    const base = this.#builder.location(name);
    const declared = this.#type(name);
    if (this.#dialect.arch !== 'JS' && index === undefined)
      return this.#note({ address: base, text: declared?.length === undefined ? `[${name}]` : name, type: declared });
    const size = this.#builder.elementSize(name) ?? this.#dialect.elementSize;
    const type = declared && { size: declared.size, isUnsigned: declared.isUnsigned };
    return this.#note({ address: addressOf(locationOf(base), (index ?? 0) * size), text: `${name}[${index ?? 0}]`, type });
  }

  #register(thread: number, at: number): Place {
    const register = readRegister(this.#tokens, this.#dialect);
    if (thread >= this.#threads) {
      const message = `the condition speaks of thread ${thread}, but the test has the threads 0 to ${this.#threads - 1}`;
      throw this.#tokens.fail(at, message);
    }
    return this.#note({ thread, register, type: this.#type(registerKey(thread, register)) });
  }

  #note(place: Place): Place {
    this.places.push(place);
    return place;
  }

  /** Without a declaration, an int. */
  #type(key: string): ValueType | undefined {
    const { arch, wordSize = ALL } = this.#dialect;
    if (arch === 'JS') return undefined;
    const type = this.#builder.types.get(key) ?? INT;
    return type.size <= wordSize ? type : { ...type, size: wordSize };
  }
}

const INT: ValueType = { size: 4, isUnsigned: false };
