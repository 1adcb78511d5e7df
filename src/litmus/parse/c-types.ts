import type { Tokens } from './tokens.ts';

/** A type of C, as far as tests need it: how large its values are, and what a pointer points to. Costs nothing. */
export interface CType {
  readonly size: number;
  readonly isUnsigned?: boolean;
  /** Whether it holds 0 and 1 only. */
  readonly isBool?: boolean;
  readonly to?: CType;
}

const POINTER_SIZE = 8;
/** Sizes of types that tests declare, in bytes. */
const TYPE_SIZES: Readonly<Record<string, number>> = {
  char: 1, _Bool: 1, bool: 1, atomic_bool: 1, int8_t: 1, uint8_t: 1, atomic_char: 1,
  short: 2, int16_t: 2, uint16_t: 2, atomic_short: 2,
  int: 4, int32_t: 4, uint32_t: 4, unsigned: 4, atomic_int: 4, atomic_uint: 4,  float: 4, spinlock_t: 4,
  atomic_t: 4, atomic_flag: 4, long: 8, int64_t: 8, uint64_t: 8, intptr_t: 8, uintptr_t: 8, size_t: 8, double: 8, atomic_long: 8, atomic_ulong: 8,
  atomic_llong: 8, atomic_ullong: 8, atomic_intptr_t: 8, atomic_uintptr_t: 8, atomic_size_t: 8, atomic64_t: 8, atomic_schar: 1, atomic_uchar: 1,
  atomic_ushort: 2, __int128: 16, __int128_t: 16, __uint128_t: 16,
}; // prettier-ignore

export const INT: CType = { size: 4 };
export const pointerTo = (to: CType): CType => ({ size: POINTER_SIZE, to });

const QUALIFIERS = new Set([
  'volatile', 'const', 'restrict', '_Atomic', 'struct', 'register', 'static', 'auto', 'extern', 'inline', 'signed', 'unsigned',
]); // prettier-ignore
/** Words that other words may follow: `long long int`. */
const COMPOUND = new Set(['char', 'short', 'int', 'long', 'double']);
/** Names that a test need not declare to be taken for a type, by their end. */
const TYPE_NAME = /^\w+_t$/;

const isBase = (word: string): boolean => word === 'void' || Object.hasOwn(TYPE_SIZES, word) || TYPE_NAME.test(word);
const sizeOf = (word: string): number => (Object.hasOwn(TYPE_SIZES, word) ? TYPE_SIZES[word]! : INT.size);
const isBoolean = (word: string): boolean => /^(?:_Bool|(?:atomic_)?bool)$/.test(word);
const isWithoutSign = (word: string): boolean =>
  word === 'unsigned' ||
  word === 'atomic_size_t' ||
  word === 'size_t' ||
  isBoolean(word) ||
  /^(?:atomic_)?u(?:int|char|short|long|llong)/.test(word);

/** Whether a type begins here. */
export const startsType = (tokens: Tokens): boolean => tokens.kind === 'name' && (QUALIFIERS.has(tokens.text) || isBase(tokens.text));

/** Reads a type, `volatile int*`, `_Atomic(long)` or `unsigned long`. Costs one pass. */
export const readCType = (tokens: Tokens): CType => readPointers(tokens, readBaseType(tokens));

/** Reads a type up to the stars of pointers. */
export function readBaseType(tokens: Tokens): CType {
  let type: CType | undefined;
  let isUnsigned = false;
  let isOpen = true;
  while (tokens.kind === 'name') {
    const word = tokens.text;
    if (QUALIFIERS.has(word)) {
      isUnsigned ||= isWithoutSign(word);
      if (type === undefined && (word === 'signed' || word === 'unsigned')) type = INT;
      tokens.next();
      if (word === '_Atomic' && tokens.accept('(')) {
        type = readCType(tokens);
        tokens.expect(')');
        isOpen = false;
      }
    } else if (isOpen && isBase(word) && (type === undefined || COMPOUND.has(word))) {
      isUnsigned ||= isWithoutSign(word);
      const isInt = word === 'int' && type !== undefined;
      if (!isInt) type = { size: sizeOf(word), ...(isBoolean(word) ? { isBool: true } : {}) };
      isOpen = COMPOUND.has(word);
      tokens.next();
    } else break;
  }
  if (type === undefined) throw tokens.error('a type, such as int or atomic_int*');
  return isUnsigned && type.to === undefined ? { ...type, isUnsigned } : type;
}

/** Reads the stars of pointers to a type. */
export function readPointers(tokens: Tokens, base: CType): CType {
  let type = base;
  while (tokens.accept('*')) {
    type = pointerTo(type);
    while (QUALIFIERS.has(tokens.text)) tokens.next();
  }
  return type;
}
