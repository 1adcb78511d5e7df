/** An error in a text of the lab, a test or a model, at a line and a column of it. Costs a search for line ends, when it is made. */
export class LitmusError extends Error {
  override readonly name = 'LitmusError';
  readonly line: number;
  readonly column: number;
  readonly file: string;

  constructor(file: string, text: string, offset: number, message: string) {
    const before = text.slice(0, offset);
    const line = before.split('\n').length;
    const column = offset - before.lastIndexOf('\n');
    super(`${file}:${line}:${column}: ${message}`);
    this.line = line;
    this.column = column;
    this.file = file;
  }
}
