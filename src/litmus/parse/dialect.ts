import { signExtend, truncate } from '../integers.ts';
import type { JsProgram } from '../js/program.ts';
import type { Arch, Literal, Place, Thread, Value } from '../program.ts';
import type { TestBuilder } from './locations-builder.ts';
import type { Tokens } from './tokens.ts';

/** What differs between the languages of tests. Costs nothing. */
export interface Dialect {
  readonly arch: Arch;
  /** The one name of a register that tests may write in several ways; undefined if there is no such register. */
  register(name: string): string | undefined;
  /** The order in which states name registers. */
  compare(a: string, b: string): number;
  /** How far apart the elements of an array are, in bytes, where it has no type. */
  readonly elementSize: number;
  /** How many bytes registers have: states show no more. By default 8. */
  readonly wordSize?: number;
  /** What memory holds at first for a value, of so many bytes if the test says it: as what instructions write. */
  fit?(value: Value, size?: number): Value;
  /** Whether `program` reads the initial state too, which is not as in the other languages. */
  readonly readsInit?: boolean;
  /** A value in a condition, where it is more than a number; undefined if what comes is the number of a thread. */
  literal?(tokens: Tokens): Literal | undefined;
  /** Reads the threads, and says where they end. */
  program(tokens: Tokens, builder: TestBuilder): ProgramText;
}

/** As machines of 64 bits write words and parts of them: without a sign. What is no word stays whole, where nothing says that it is one. */
export function fitWord(value: Value, size?: number): Value {
  if (size !== undefined) return truncate(value, size);
  return value < 0 && signExtend(value, WORD) === value ? truncate(value, WORD) : value;
}

const WORD = 4;

export interface ProgramText {
  readonly threads: readonly Thread[];
  readonly rest: number;
  /** In JS, what is more than the names of registers, once it is known which memory the condition speaks of. */
  readonly js?: (places: readonly Place[]) => JsProgram;
}

/** Registers whose order is that of a list; others come last. */
export function byList(names: readonly string[]): (a: string, b: string) => number {
  const place = (name: string): number => (names.includes(name) ? names.indexOf(name) : names.length);
  return (a, b) => place(a) - place(b) || byName(a, b);
}

/** Registers whose order is that of their names. */
export const byName = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
