import { readColumns } from './columns.ts';
import { byName, type Dialect, fitWord } from './dialect.ts';
import { AArch64Reader } from './aarch64-reader.ts';

/** The name by which states call a register: X5 for both W5 and X5. */
function registerOf(name: string): string | undefined {
  const found = /^[XW](\d+)$/i.exec(name);
  if (found !== null && Number(found[1]) <= LAST_REGISTER) return `X${Number(found[1])}`;
  if (/^[xw]zr$/i.test(name)) return ZERO;
  return /^sp$/i.test(name) ? 'SP' : undefined;
}

const LAST_REGISTER = 30;
const ZERO = 'XZR';
const FIRST: ReadonlyMap<string, number> = new Map([[ZERO, -1], ['SP', LAST_REGISTER + 1]]); // prettier-ignore
/** Those that the test has named come last. */
const numberOf = (name: string): number => FIRST.get(name) ?? (name.startsWith('%') ? LAST_REGISTER + 2 : Number(name.slice(1)));

/** AArch64. Costs one pass. */
export const aarch64: Dialect = {
  arch: 'AArch64',
  register: registerOf,
  compare: (a, b) => numberOf(a) - numberOf(b) || byName(a, b),
  elementSize: 4,
  fit: fitWord,
  program: (tokens, builder) => readColumns(tokens.start, builder, (cell, thread) => new AArch64Reader(cell, thread, registerOf).read()),
};
