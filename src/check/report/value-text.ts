/** Values of the program as texts. They may be anything, and may refuse to become one: then it is said what they are. */

/** `String(value)`, of anything. */
export function safeText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return unshowable(value);
  }
}

/** What something that was thrown says: the message of an error, else the value itself. */
export function messageOf(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return thrown.message === '' ? thrown.name : String(thrown.message);
    return String((thrown as { message?: unknown } | null)?.message ?? thrown);
  } catch {
    return unshowable(thrown);
  }
}

/** What a thread returned, in a line. */
export function resultText(result: unknown): string {
  if (typeof result === 'bigint') return `${result}n`;
  try {
    return JSON.stringify(result) ?? safeText(result);
  } catch {
    return safeText(result);
  }
}

function unshowable(value: unknown): string {
  return `a value of type ${typeof value} that cannot be shown`;
}
