/** How often each word occurs. */
export type Counts = Map<string, number>;

const NON_ASCII_LETTER = /\p{L}/u;

/** A word is a run of letters, in lower case. Adds those of `text` to `counts`. */
export function countWords(text: string, counts: Counts): void {
  const lower = text.toLowerCase();
  let start = -1;
  for (let at = 0; at <= lower.length; at++) {
    if (at < lower.length && isLetter(lower, at)) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      const word = lower.slice(start, at);
      counts.set(word, (counts.get(word) ?? 0) + 1);
      start = -1;
    }
  }
}

function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) return code >= 97 && code <= 122;
  return NON_ASCII_LETTER.test(text[at]!);
}

/** How much of a file is looked at to tell whether it is text. */
const SAMPLE_BYTES = 8192;

/** Text files have no zero bytes; that is how git tells them too. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, SAMPLE_BYTES).includes(0);
}
