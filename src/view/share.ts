import { withoutStacks } from '../check/report/sources.ts';
import { traceId } from '../check/report/trace-id.ts';
import { hashOf, pack, type Link } from './link.ts';
import type { Messages } from './messages.ts';
import { RELATIONS } from './relations.ts';
import type { ViewState } from './state.ts';

/** Longer links are cut by mail programs and chats, so they only name the trace. A guess. */
const MOST_CHARACTERS = 16_000;

/** What a link to what is shown holds, but for the trace itself. */
export function linkTo({ trace, cursor, relations, hidden, word }: ViewState): Link {
  return {
    id: traceId(trace),
    cursor,
    relations: RELATIONS.filter((relation) => relations.has(relation)),
    hidden: [...hidden].toSorted((a, b) => a - b),
    ...(word === undefined ? {} : { word }),
  };
}

/** Copies a link. It has the trace in it, if that is not too long: then any page with a viewer shows it, and so does `lockwright view`. */
export async function copyLink(state: ViewState, messages: Messages): Promise<void> {
  const base = location.href.replace(/#.*$/, '');
  const whole = base + hashOf({ ...linkTo(state), packed: await pack(withoutStacks(state.trace)) });
  const isWhole = whole.length <= MOST_CHARACTERS;
  const link = isWhole ? whole : base + hashOf(linkTo(state));
  try {
    await navigator.clipboard.writeText(link);
    messages.say(isWhole ? 'Link copied. The trace is in it.' : 'Link copied. It needs this file: the trace is too long to be in it.');
  } catch {
    messages.offer(link);
  }
}
