/** Text for a terminal: cut, wrapped, padded and painted. Plain text is laid out first and painted last, so that widths stay right. */

/** Colours and weights; `paint(false)` has the same methods, which change nothing. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  /** The colour of a thread. */
  thread(number: number, text: string): string;
}

/** Codes of ECMA-48 (Select Graphic Rendition): what begins a style, and what ends it. */
const BOLD = [1, 22] as const;
const DIM = [2, 22] as const;
const RED = [31, 39] as const;
const GREEN = [32, 39] as const;
const YELLOW = [33, 39] as const;
/** Cyan, magenta, blue, yellow, green: readable on light and dark, and none of them is the red of errors. */
const THREADS = [36, 35, 34, 33, 32] as const;
const END_OF_COLOR = 39;

export function paint(on: boolean): Paint {
  const style = (codes: readonly [number, number]) => (text: string) =>
    on && text !== '' ? `\x1b[${codes[0]}m${text}\x1b[${codes[1]}m` : text;
  return {
    bold: style(BOLD),
    dim: style(DIM),
    red: style(RED),
    green: style(GREEN),
    yellow: style(YELLOW),
    thread: (number, text) => style([THREADS[number % THREADS.length]!, END_OF_COLOR])(text),
  };
}

// oxlint-disable-next-line no-control-regex -- escape sequences begin with one
const ESCAPES = /\x1b\[[0-9;?]*[@-~]/g;
// oxlint-disable-next-line no-control-regex -- these are what is to be found
const CONTROL = /[\x00-\x1f\x7f-\x9f]+/g;

/** In one line, without anything that moves the cursor. */
export function clean(text: string): string {
  return text.replace(ESCAPES, '').replace(CONTROL, ' ').trim();
}

/** How many columns it takes. Wide characters count as one: names in programs rarely have any. */
export function widthOf(text: string): number {
  let width = 0;
  for (const _ of text.replace(ESCAPES, '')) width++;
  return width;
}

/** Plain text of at most so many columns, with an ellipsis where something is missing. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return `${[...text].slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** Painted text, filled up with blanks. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Plain text in lines of at most so many columns, broken between words; words that are too long are broken too. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = '';
    }
    while (widthOf(word) > width) {
      const characters = [...word];
      lines.push(characters.slice(0, width).join(''));
      word = characters.slice(width).join('');
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Rows of painted cells as lines with aligned columns, two blanks apart; the last column is cut at the width, if it is plain. */
export function columns(rows: readonly (readonly string[])[], gap = 2): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, widthOf(cell));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : pad(cell, widths[i]! + gap)))
      .join('')
      .trimEnd(),
  );
}
