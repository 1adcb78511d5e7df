/** Places in a text, as people read them. Only errors ask, so each call splits the text anew. */
export interface Place {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/;

export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split(LINE_BREAK);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** Characters of a source line that an excerpt shows: a minified function is one line of any length. */
const EXCERPT_WIDTH = 96;

/** The line of a place with a caret under `length` characters, ready to stand in an error message. */
export function excerpt(text: string, { line, column }: Place, length: number): string {
  const source = (text.split(LINE_BREAK)[line - 1] ?? '').replaceAll('\t', ' ');
  const from = source.length <= EXCERPT_WIDTH ? 0 : Math.max(0, Math.min(column - 1 - EXCERPT_WIDTH / 2, source.length - EXCERPT_WIDTH));
  const head = from > 0 ? '…' : '';
  const tail = from + EXCERPT_WIDTH < source.length ? '…' : '';
  const shown = head + source.slice(from, from + EXCERPT_WIDTH) + tail;
  const before = head.length + column - 1 - from;
  const marked = Math.max(1, Math.min(length, shown.length - before));
  const gutter = `  ${line} | `;
  return `${gutter}${shown}\n${' '.repeat(gutter.length - 2)}| ${' '.repeat(before)}${'^'.repeat(marked)}`;
}
