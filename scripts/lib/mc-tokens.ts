/** A word, number or sign of the little language. */
export interface Token {
  readonly kind: 'name' | 'number' | 'sign' | 'end';
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

const TOKEN = /\s+|;|(?<number>\d+)|(?<name>[A-Za-z_]\w*)|(?<sign>\.\.|\|\||&&|[=!<>]=|[-+*/%<>=!(){}[\],])/y;

/** Splits lines into tokens and puts an end after them; `error` makes what is thrown for a sign that there is not. */
export function tokensOf(lines: readonly string[], error: (message: string, line: number) => Error): Token[] {
  const tokens = lines.flatMap((text, i) => {
    const own: Token[] = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const at = TOKEN.lastIndex;
      const found = TOKEN.exec(text);
      if (found === null) throw error(`'${text[at]}' means nothing here`, i + 1);
      const { number, name, sign } = found.groups!;
      if (number !== undefined) own.push({ kind: 'number', text: number, line: i + 1 });
      if (name !== undefined) own.push({ kind: 'name', text: name, line: i + 1 });
      if (sign !== undefined) own.push({ kind: 'sign', text: sign, line: i + 1 });
    }
    return own;
  });
  return [...tokens, { kind: 'end', text: 'the end', line: lines.length }];
}
