/** Which check the table in the docs names for each mutant. It is tried first where no new table is made: most of the time goes to checks that find nothing. */
import { escapeCell } from './table.ts';

const TITLE = /^## (.+)$/;
const CELLS = / *(?<!\\)\| */;
const CHECK = 5;
const MODEL = 6;

export type KnownKillers = (set: string, mutant: string) => string | undefined;

export function readKillers(table: string): KnownKillers {
  const known = new Map<string, string>();
  let set = '';
  for (const line of table.split('\n')) {
    set = TITLE.exec(line)?.[1] ?? set;
    const cells = line.split(CELLS);
    if (cells[MODEL] !== undefined) known.set(`${set}: ${cells[1]}`, `${cells[CHECK]} (${cells[MODEL]})`);
  }
  return (of, mutant) => known.get(`${of}: ${escapeCell(mutant)}`);
}
