import { HEAD } from './columns.ts';
import { Tokens, type Source } from './tokens.ts';

/** Where the threads end, and the condition begins: at the beginning of a line, since statements may have such names. */
const AFTER_PROGRAM = /^[ \t]*(?:locations\b|filter\b|exists\b|forall\b|~[ \t]*exists\b|final\b)/gm;
const BRACKETS: Readonly<Record<string, number>> = { '(': 1, '[': 1, ')': -1, ']': -1 };
const NOTE = /\(\*[^]*?\*\)|\/\*[^]*?\*\/|\/\/[^\n]*/g;

/**
 * The text of each thread of columns, cell after cell, each in its own place: whatever is not of the thread is blank. A `||`, and a `|` or `;`
 * within brackets, or within braces that close in the same line, belongs to a statement. Costs the length of the text for each thread.
 */
export function threadsOfColumns(source: Source, from: number): { readonly threads: readonly Tokens[]; readonly rest: number } {
  AFTER_PROGRAM.lastIndex = from;
  const rest = AFTER_PROGRAM.exec(source.text)?.index ?? source.text.length;
  const text = source.text.slice(0, rest).replaceAll(NOTE, blank);
  const cells: (readonly [from: number, to: number])[][] = [];
  let heads: number | undefined;
  for (const row of rowsOf(text, from)) {
    if (text.slice(row[0]![0], row.at(-1)![1]).trim() === '') continue;
    if (text[row.at(-1)![1]] !== ';') throw new Tokens(source, row.at(-1)![1], rest).error("';' at the end of the row");
    if (heads === undefined) {
      for (const [number, [begin, end]] of row.entries()) {
        const head = HEAD.exec(text.slice(begin, end));
        if (head === null || Number(head[1]) !== number) throw new Tokens(source, begin, end).error(`'P${number}', which names the thread`);
        cells.push([]);
      }
      heads = row.length;
      continue;
    }
    for (const [column, cell] of row.entries()) {
      if (text.slice(...cell).trim() === '') continue;
      if (column >= heads) throw new Tokens(source, ...cell).error(`no more than ${heads} columns`);
      cells[column]!.push(cell);
    }
  }
  const threads = cells.map((own) => {
    let kept = '';
    for (const [begin, end] of own) kept += text.slice(kept.length, begin).replaceAll(/[^\n]/g, ' ') + text.slice(begin, end);
    return new Tokens({ ...source, text: kept }, Math.min(from, kept.length));
  });
  return { threads, rest };
}

/** The cells of each row. */
function rowsOf(text: string, from: number): readonly (readonly (readonly [from: number, to: number])[])[] {
  const rows: (readonly [number, number])[][] = [];
  let row: (readonly [number, number])[] = [];
  let begin = from;
  let depth = 0;
  for (let at = from; at <= text.length; at++) {
    const sign = text[at];
    if (sign === '{') {
      const close = closing(text, at);
      if (close !== undefined) at = close;
    } else if (sign !== undefined && Object.hasOwn(BRACKETS, sign)) depth = Math.max(0, depth + BRACKETS[sign]!);
    else if (text.startsWith('||', at)) at++;
    else if (depth === 0 && (sign === '|' || sign === ';' || sign === undefined)) {
      row.push([begin, at]);
      begin = at + 1;
      if (sign === '|') continue;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

/** Where the brace at `at` closes, if that is in the same line. */
function closing(text: string, at: number): number | undefined {
  let depth = 0;
  for (let i = at; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return undefined;
}

const blank = (note: string): string => note.replaceAll(/[^\n]/g, ' ');
