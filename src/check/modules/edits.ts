/** A text with parts replaced. Lines stay where they are, so that stacks name the right ones. */
export class Edits {
  readonly #text: string;
  readonly #edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text });
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  /** Removes all but the ends of lines. */
  remove(start: number, end: number): void {
    this.replace(start, end, this.#text.slice(start, end).replace(/[^\r\n]+/g, ' '));
  }

  toString(): string {
    return this.part(0, this.#text.length);
  }

  /** A part of the text, with the edits in it. */
  part(from: number, to: number): string {
    let result = '';
    let at = from;
    // Of several at one place, the first that was asked for comes first.
    for (const { start, end, text } of this.#edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
      if (start < from || end > to) continue;
      result += this.#text.slice(at, start) + text;
      at = end;
    }
    return result + this.#text.slice(at, to);
  }
}
