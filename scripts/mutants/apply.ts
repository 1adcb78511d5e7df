import type { Mutant } from './mutant.ts';

/**
 * The text of the mutant's file with its faults.
 *
 * @throws {Error} if a text to be replaced is not found exactly once, or is replaced by itself
 */
export function mutate({ name, file, edits }: Pick<Mutant, 'name' | 'file' | 'edits'>, source: string): string {
  let text = source;
  for (const { find, replace } of edits) {
    const times = text.split(find).length - 1;
    if (times !== 1) throw new Error(`mutant '${name}': the text is found ${times} times in ${file}, not once:\n${find}`);
    if (find === replace) throw new Error(`mutant '${name}': it changes nothing in ${file}:\n${find}`);
    text = text.replace(find, () => replace);
  }
  return text;
}
