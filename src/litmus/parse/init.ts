import { addressOf, locationOf } from '../addresses.ts';
import { add } from '../integers.ts';
import type { Value, ValueType } from '../program.ts';
import { readInstructionValue } from './code-values.ts';
import { registerKey, type TestBuilder } from './locations-builder.ts';
import { type CType, INT, readCType, startsType } from './c-types.ts';
import type { Dialect } from './dialect.ts';
import { readRegister, readThread } from './registers.ts';
import type { Tokens } from './tokens.ts';

/** Reads the initial state, `{ x=1; int y; 0:X1=x; int z[2]={1,2}; }`, of which everything is optional. Costs one pass. */
export function readInit(tokens: Tokens, builder: TestBuilder, dialect: Dialect): void {
  tokens.expect('{');
  const reader = new InitReader(tokens, builder, dialect);
  while (!tokens.accept('}')) {
    if (tokens.accept(';') || tokens.accept(',')) continue;
    if (tokens.atEnd) throw tokens.error("'}' at the end of the initial state");
    reader.entry();
    if (!tokens.is('}') && !tokens.is(',')) tokens.expect(';');
  }
}

class InitReader {
  readonly #tokens: Tokens;
  readonly #builder: TestBuilder;
  readonly #dialect: Dialect;

  constructor(tokens: Tokens, builder: TestBuilder, dialect: Dialect) {
    this.#tokens = tokens;
    this.#builder = builder;
    this.#dialect = dialect;
  }

  entry(): void {
    const tokens = this.#tokens;
    const type = this.#type();
    const thread = readThread(tokens);
    if (thread !== undefined || tokens.is('%')) return this.#register(thread, type);
    const bracket = tokens.accept('[');
    const name = tokens.name('a location, or a register of a thread, such as 0:X1');
    if (bracket) tokens.expect(']');
    const base = this.#builder.location(name);
    if (type !== undefined) this.#builder.setElementSize(name, type.size);
    if (!bracket && tokens.accept('[')) return this.#array(name, base, type);
    this.#note(name, type);
    this.#builder.memory.set(base, tokens.accept('=') ? this.#memoryValue(type) : 0);
  }

  #register(thread: number | undefined, type: CType | undefined): void {
    const register = readRegister(this.#tokens, this.#dialect);
    const value = this.#tokens.accept('=') ? this.#value() : 0;
    // One that is of no thread is of each that names it.
    if (thread === undefined) this.#builder.everywhere.set(register, value);
    else {
      this.#note(registerKey(thread, register), type);
      this.#builder.initialRegisters(thread).set(register, value);
    }
  }

  /** `x[2]`, `x[2]={1,2}`, or `x[1]=5` for one element. */
  #array(name: string, base: Value, type: CType | undefined): void {
    const tokens = this.#tokens;
    const size = type?.size ?? this.#dialect.elementSize;
    const number = tokens.is(']') ? 0 : tokens.integer('a length');
    tokens.expect(']');
    let length = number;
    const set = (i: number): void => {
      this.#builder.memory.set(addressOf(locationOf(base), i * size), this.#memoryValue(type));
    };
    if (tokens.accept('=')) {
      if (tokens.accept('{')) {
        let i = 0;
        for (; !tokens.accept('}'); i++) {
          set(i);
          if (!tokens.is('}')) tokens.expect(',');
        }
        length = Math.max(length, i);
      } else {
        set(number);
        length = 0;
      }
    }
    if (length > 0) this.#note(name, type ?? INT, length);
  }

  /** States show values as what is declared. */
  #note(key: string, type: CType | undefined, length?: number): void {
    if (type === undefined) return;
    const isUnsigned = type.to !== undefined || type.isUnsigned === true;
    const shown: ValueType = { size: type.size, isUnsigned, ...(length === undefined ? {} : { length }) };
    this.#builder.types.set(key, shown);
  }

  /** A type before a name, if there is one; a name alone is that of a location. */
  #type(): CType | undefined {
    const tokens = this.#tokens;
    const { start } = tokens;
    let type: CType | undefined;
    if (startsType(tokens)) type = readCType(tokens);
    // A star without a type, or with one that is not known.
    else if (tokens.accept('*')) type = POINTER;
    else if (tokens.kind === 'name') {
      tokens.next();
      if (tokens.accept('*')) type = POINTER;
      else if (tokens.kind === 'name') type = INT;
      else tokens.goTo(start);
    }
    if (type !== undefined && (tokens.is('=') || tokens.is(';') || tokens.is('}'))) {
      tokens.goTo(start);
      return undefined;
    }
    return type;
  }

  /** `P1:L0`, of which the thread has been read: the address of a label. */
  #label(thread: string, at: number): Value {
    const found = THREAD.exec(thread);
    if (found === null) throw this.#tokens.fail(at, `found '${thread}:', expected a label of a thread, such as P1:L0`);
    return this.#builder.label(Number(found[1]), this.#tokens.name('a label'));
  }

  #memoryValue(type: CType | undefined): Value {
    const value = this.#value();
    return this.#dialect.fit === undefined ? value : this.#dialect.fit(value, type?.size);
  }

  #value(): Value {
    const tokens = this.#tokens;
    if (tokens.is('-') || tokens.kind === 'number') return tokens.value('a number');
    if (tokens.accept('(')) {
      const value = this.#value();
      tokens.expect(')');
      return value;
    }
    tokens.accept('&');
    const at = tokens.start;
    const name = tokens.name('a value: a number or a location');
    if (name === 'ATOMIC_VAR_INIT' || name === 'ATOMIC_INIT') return this.#value();
    if (name === 'label' && tokens.accept(':')) return readLabel(tokens, this.#builder);
    if (name === 'instr' && tokens.accept(':')) return readInstructionValue(tokens, this.#builder);
    if (name === 'NOP' && this.#dialect.arch === 'AArch64') return this.#builder.instruction(name);
    if (tokens.accept(':')) return this.#label(name, at);
    const base = this.#builder.location(name);
    if (!tokens.accept('[')) return base;
    const index = tokens.integer('the number of an element');
    tokens.expect(']');
    return add(base, index * (this.#builder.elementSize(name) ?? INT.size));
  }
}

const THREAD = /^P(\d+)$/;
const LABEL = /^"P?(\d+):(.+)"$/;

/** `"P1:L0"`, behind `label:`. */
export function readLabel(tokens: Tokens, builder: TestBuilder): Value {
  const found = tokens.kind === 'string' ? LABEL.exec(tokens.text) : null;
  if (found === null) throw tokens.error('a label of a thread, such as "P1:L0"');
  tokens.next();
  return builder.label(Number(found[1]), found[2]!);
}

const POINTER: CType = { size: 8, to: INT };
