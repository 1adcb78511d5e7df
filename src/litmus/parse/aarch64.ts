import { readColumns } from './columns.ts';
import type { Dialect } from './dialect.ts';
import { AArch64Reader } from './aarch64-reader.ts';

/** The name by which states call a register: X5 for both W5 and X5. */
function registerOf(name: string): string | undefined {
  const found = /^[XW](\d+)$/i.exec(name);
  if (found !== null && Number(found[1]) <= LAST_REGISTER) return `X${Number(found[1])}`;
  return /^sp$/i.test(name) ? 'SP' : undefined;
}

const LAST_REGISTER = 30;
const numberOf = (name: string): number => (name === 'SP' ? LAST_REGISTER + 1 : Number(name.slice(1)));

/** AArch64. Costs one pass. */
export const aarch64: Dialect = {
  arch: 'AArch64',
  register: registerOf,
  compare: (a, b) => numberOf(a) - numberOf(b),
  elementSize: 4,
  program: (tokens, builder) => readColumns(tokens.start, builder, (cell, thread) => new AArch64Reader(cell, thread, registerOf).read()),
};
