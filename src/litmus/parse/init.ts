import { addressOf, locationOf } from '../addresses.ts';
import type { Value } from '../program.ts';
import type { TestBuilder } from './builder.ts';
import type { Dialect } from './dialect.ts';
import type { Tokens } from './tokens.ts';

/** Sizes of types that tests declare, in bytes. */
export const TYPE_SIZES: Readonly<Record<string, number>> = {
  char: 1, int8_t: 1, uint8_t: 1, atomic_char: 1,
  short: 2, int16_t: 2, uint16_t: 2, atomic_short: 2,
  int: 4, int32_t: 4, uint32_t: 4, unsigned: 4, atomic_int: 4, atomic_uint: 4, atomic_bool: 4, bool: 4, float: 4, spinlock_t: 4,
  atomic_t: 4, atomic_flag: 4, long: 8, int64_t: 8, uint64_t: 8, intptr_t: 8, uintptr_t: 8, size_t: 8, double: 8, atomic_long: 8, atomic_ulong: 8,
  atomic_llong: 8, atomic_ullong: 8, atomic_intptr_t: 8, atomic_uintptr_t: 8, atomic_size_t: 8, atomic64_t: 8, atomic_schar: 1, atomic_uchar: 1,
  atomic_ushort: 2, _Bool: 4, __int128: 16, __int128_t: 16, __uint128_t: 16,
}; // prettier-ignore
const QUALIFIERS = new Set(['volatile', 'const', 'atomic', '_Atomic', 'signed', 'struct']);

/** Reads the initial state, `{ x=1; int y; 0:X1=x; int z[2]={1,2}; }`, of which everything is optional. Costs one pass. */
export function readInit(tokens: Tokens, builder: TestBuilder, dialect: Dialect): void {
  tokens.expect('{');
  while (!tokens.accept('}')) {
    if (tokens.accept(';') || tokens.accept(',')) continue;
    if (tokens.atEnd) throw tokens.error("'}' at the end of the initial state");
    readEntry(tokens, builder, dialect);
    if (!tokens.is('}') && !tokens.is(',')) tokens.expect(';');
  }
}

function readEntry(tokens: Tokens, builder: TestBuilder, dialect: Dialect): void {
  const type = readType(tokens);
  const size = type ?? dialect.elementSize;
  if (tokens.kind === 'number') {
    const thread = tokens.integer('the number of a thread');
    tokens.expect(':');
    const at = tokens.start;
    const name = tokens.name('a register');
    const register = dialect.register(name);
    if (register === undefined) throw tokens.fail(at, `${dialect.arch} has no register '${name}'`);
    builder.initialRegisters(thread).set(register, tokens.accept('=') ? readValue(tokens, builder) : 0);
    return;
  }
  const bracket = tokens.accept('[');
  if (!bracket) tokens.accept('*');
  let name = tokens.name('a location, or a register of a thread, such as 0:X1');
  // What was read was the name of a type.
  if (!bracket && type === undefined && tokens.kind === 'name') name = tokens.next();
  const base = builder.location(name);
  if (type !== undefined) builder.setElementSize(name, size);
  if (bracket) tokens.expect(']');
  const isArray = tokens.accept('[');
  if (isArray) {
    const index = tokens.is(']') ? 0 : tokens.integer('a length');
    tokens.expect(']');
    if (tokens.accept('=')) {
      if (tokens.accept('{')) {
        for (let i = 0; !tokens.accept('}'); i++) {
          builder.memory.set(addressOf(locationOf(base), i * size), readValue(tokens, builder));
          tokens.accept(',');
        }
      } else builder.memory.set(addressOf(locationOf(base), index * size), readValue(tokens, builder));
    }
    return;
  }
  builder.memory.set(base, tokens.accept('=') ? readValue(tokens, builder) : 0);
}

/** A type before a name, if there is one: its size. */
function readType(tokens: Tokens): number | undefined {
  let size: number | undefined;
  while (tokens.kind === 'name') {
    if (QUALIFIERS.has(tokens.text)) tokens.next();
    else if (Object.hasOwn(TYPE_SIZES, tokens.text)) size = TYPE_SIZES[tokens.next()];
    else break;
  }
  while (size !== undefined && tokens.accept('*')) size = POINTER_SIZE;
  return size;
}

export const POINTER_SIZE = 8;

function readValue(tokens: Tokens, builder: TestBuilder): Value {
  if (tokens.is('-') || tokens.kind === 'number') return tokens.integer('a number');
  if (tokens.accept('(')) {
    const value = readValue(tokens, builder);
    tokens.expect(')');
    return value;
  }
  tokens.accept('&');
  const at = tokens.start;
  const name = tokens.name('a value: a number or a location');
  if (name === 'ATOMIC_VAR_INIT' || name === 'ATOMIC_INIT') return readValue(tokens, builder);
  const base = builder.location(name);
  if (tokens.is(':')) throw tokens.fail(at, 'labels as values are not supported');
  if (!tokens.accept('[')) return base;
  const index = tokens.integer('the number of an element');
  tokens.expect(']');
  return base + index * (builder.elementSize(name) ?? TYPE_SIZES['int']!);
}
