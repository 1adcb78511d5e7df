import type { Arch, Thread } from '../program.ts';
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
  /** Reads the threads, and leaves `tokens` at what follows them. */
  program(tokens: Tokens, builder: TestBuilder): { readonly threads: readonly Thread[]; readonly rest: number };
}

/** Registers whose order is that of a list. */
export const byList =
  (names: readonly string[]) =>
  (a: string, b: string): number =>
    names.indexOf(a) - names.indexOf(b) || (a < b ? -1 : Number(a > b));

/** Registers whose order is that of their names. */
export const byName = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
