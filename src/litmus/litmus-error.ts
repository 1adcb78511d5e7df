/** The line and the column of a place in a text, which count from 1. Costs a search for line ends. */
export function placeIn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** An error in a text of the lab, a test or a model, at a line and a column of it. Costs a search for line ends, when it is made. */
export class LitmusError extends Error {
  override readonly name = 'LitmusError';
  readonly line: number;
  readonly column: number;
  readonly file: string;

  constructor(file: string, text: string, offset: number, message: string) {
    const { line, column } = placeIn(text, offset);
    super(`${file}:${line}:${column}: ${message}`);
    this.line = line;
    this.column = column;
    this.file = file;
  }
}
