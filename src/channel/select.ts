import type { TimedAsyncOptions, UntimedAsyncOptions } from '../lock/wait-for-word.ts';
import { checkTimeout } from '../lock/lock-errors.ts';
import { checkWait } from './wait.ts';
import { Selection } from './selection.ts';
import { waitForSelection, waitForSelectionAsync } from './wait-for-selection.ts';
import type { Receiver } from './receiver.ts';
import type { Sender } from './sender.ts';

/** One thing to do: receive from there, or send that value there. */
export type SelectCase = { readonly receive: Receiver<any> } | { readonly send: Sender<any>; readonly value: unknown };

/** What was done: which case, by its place in the list, and what came of it. `closed`: none can come there, or nobody can receive there. */
export type Selected =
  | { readonly index: number; readonly outcome: 'received'; readonly value: any }
  | { readonly index: number; readonly outcome: 'sent' }
  | { readonly index: number; readonly outcome: 'closed' };

/**
 * Does one of several things: the first that can be done. Waits as long as it takes, or at most `ms` milliseconds: then it returns undefined, and nothing was done. Costs as much as the operation where one can be
 * done at once; else a sleep of the operating system, for any number of channels.
 *
 * ```ts
 * const done = select([{ receive: jobs }, { receive: commands }, { send: results, value }], 1000);
 * if (done?.index === 0 && done.outcome === 'received') run(done.value);
 * ```
 *
 * Where several can be done, each has its turn: the search begins with another case each time. A channel that is closed is a case that can be done, again and again: leave it out from then on. The ends must not be used by anything
 * else meanwhile. There can be one case with a `rendezvous` channel, since who waits there might be met in two at once.
 *
 * @throws {ChannelError} `BAD_CASE` for what is no case, and for a second `rendezvous`
 * @throws {NotSendableError} if a value cannot travel
 * @throws {CannotBlockError} where it would have to wait on a page's main thread: use {@link selectAsync}
 */
export function select(cases: readonly SelectCase[]): Selected;
export function select(cases: readonly SelectCase[], ms?: number): Selected | undefined;
export function select(cases: readonly SelectCase[], ms: number = Infinity): Selected | undefined {
  checkTimeout('select', ms);
  const selection = new Selection(cases, 'select');
  try {
    return selection.attempt() ?? waitForSelection(selection, ms);
  } finally {
    selection.end();
  }
}

/** Does one of several things if one can be done now, else returns undefined. Never waits. See {@link select}. */
export function trySelect(cases: readonly SelectCase[]): Selected | undefined {
  const selection = new Selection(cases, 'trySelect');
  try {
    return selection.attemptNow();
  } finally {
    selection.end();
  }
}

/** {@link select} without blocking; resolves to undefined after `timeoutMs`. Keeps the event loop alive meanwhile. */
export function selectAsync(cases: readonly SelectCase[], options?: UntimedAsyncOptions): Promise<Selected>;
export function selectAsync(cases: readonly SelectCase[], options: TimedAsyncOptions | undefined): Promise<Selected | undefined>;
export async function selectAsync(cases: readonly SelectCase[], options?: TimedAsyncOptions): Promise<Selected | undefined> {
  if (options !== undefined) checkWait('selectAsync', options);
  const selection = new Selection(cases, 'selectAsync');
  try {
    return await waitForSelectionAsync(selection, options);
  } finally {
    selection.end();
  }
}
