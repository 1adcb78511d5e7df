/** How the book says what its listings print: a text, or a pattern where threads print in any order. Costs nothing. */

/** By the name of the listing. */
export type Outputs = Readonly<Record<string, RegExp>>;

const quoted = (text: string | number): string => `${RegExp.escape(String(text))}\\n`;

/** These lines, in this order. */
export function lines(...all: readonly (string | number)[]): RegExp {
  return new RegExp(`^${all.map(quoted).join('')}$`);
}

/** These different lines, in any order. */
export function anyOrder(...all: readonly (string | number)[]): RegExp {
  const each = all.map((line) => `(?=(?:.*\\n)*${quoted(line)})`);
  return new RegExp(`^${each.join('')}(?:.*\\n){${all.length}}$`);
}
