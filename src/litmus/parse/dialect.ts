import type { JsProgram } from '../js/program.ts';
import type { Arch, Literal, Place, Thread } from '../program.ts';
import type { TestBuilder } from './builder.ts';
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
  /** Whether `program` reads the initial state too, which is not as in the other languages. */
  readonly readsInit?: boolean;
  /** A value in a condition, where it is more than a number; undefined if what comes is the number of a thread. */
  literal?(tokens: Tokens): Literal | undefined;
  /** Reads the threads, and says where they end. */
  program(tokens: Tokens, builder: TestBuilder): ProgramText;
}

export interface ProgramText {
  readonly threads: readonly Thread[];
  readonly rest: number;
  /** In JS, what is more than the names of registers, once it is known which memory the condition speaks of. */
  readonly js?: (places: readonly Place[]) => JsProgram;
}

/** Registers whose order is that of a list. */
export const byList =
  (names: readonly string[]) =>
  (a: string, b: string): number =>
    names.indexOf(a) - names.indexOf(b) || (a < b ? -1 : Number(a > b));

/** Registers whose order is that of their names. */
export const byName = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
