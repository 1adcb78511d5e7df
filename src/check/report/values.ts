import type { Word } from './trace.ts';

/** A number of more digits says nothing to a reader where its meaning is known: the owner of a lock is an address. */
const MOST_DIGITS = 5;

/** A value of a word as reports show it: `1 (locked)` where its meaning is known, and that alone where the number says nothing. */
export function valueText(word: Pick<Word, 'states'> | undefined, value: string): string {
  const meaning = word?.states?.[value];
  if (meaning === undefined) return value;
  return value.length > MOST_DIGITS ? meaning : `${value} (${meaning})`;
}
