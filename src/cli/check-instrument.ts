import type { Chosen } from '../check/modules/index.ts';
import type { Message } from './check-messages.ts';
import { errorText } from './error-text.ts';

type Say = (message: Message) => void;

const UNUSED = 'no file imports it, so nothing of it was checked';

/** Has the packages instrumented that the command line names, from here on. Returns what says at the end which were not used; undefined if one cannot be instrumented: nothing can be said of checks then. */
export async function instrumentPackages(names: readonly string[], say: Say): Promise<(() => void) | undefined> {
  if (names.length === 0) return () => {};
  let chosen: readonly Chosen[];
  try {
    const { hookPackages } = await import('../check/modules/index.ts');
    chosen = hookPackages(names, process.cwd());
  } catch (error) {
    say({ type: 'unusable', file: '--instrument', message: errorText(error) });
    return undefined;
  }
  return () => {
    for (const { name, isUsed } of chosen) if (!isUsed()) say({ type: 'unusable', file: '--instrument', message: `${name}: ${UNUSED}` });
  };
}
