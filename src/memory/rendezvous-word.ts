import { OF_KIND, RECEIVERS_BELL, SENDERS_BELL, wakeAllForDead } from './channel-words.ts';
import { heapRegion } from './heap.ts';
import { CACHE_LINE_BYTES } from './layout/cache-padded.ts';

/**
 * The word of a channel in which sender and receiver meet: who is there first leaves an offer or a request in the one cell that it has, and who comes second completes it. An exchange and a store for each.
 *
 * Its lowest bits say how far a meeting has come; above them is its number, which goes up with each, so that who waits can tell its own.
 *
 * | state       | meaning                                                           | next, by whom                                                                  |
 * |-------------|-------------------------------------------------------------------|--------------------------------------------------------------------------------|
 * | `IDLE`      | nobody is there                                                   | `WRITING` by a sender, `REQUEST` by a receiver, both of which will wait        |
 * | `WRITING`   | a sender writes its message                                       | `OFFER` by it                                                                  |
 * | `OFFER`     | the message is there, and its sender waits                        | `TAKING` by a receiver; the next number's `IDLE` by the sender, which gives up |
 * | `TAKING`    | a receiver reads the message: it is sent                          | the next `IDLE` by it                                                          |
 * | `REQUEST`   | a receiver waits                                                  | `FILLING` by a sender; the next `IDLE` by the receiver, which gives up         |
 * | `FILLING`   | a sender writes the message for that receiver                     | `FILLED` by it; `ABANDONED` by the undertaker of the receiver                  |
 * | `FILLED`    | the message for that receiver is there: it is sent                | the next `IDLE` by the receiver                                                |
 * | `ABANDONED` | as `FILLING`, but the receiver is dead                            | the next `IDLE` by the sender, which has not sent                              |
 *
 * What a thread does here is noted, with the number. Its undertaker does the steps that are its own: it takes back what was offered or asked for, and ends what was begun.
 */
export const CELL: number = CACHE_LINE_BYTES;
export const CELL_BYTES: number = 2 * CACHE_LINE_BYTES;
/** Not 0 in a channel of this kind, which has no slots otherwise. */
export const IS_CELL: number = OF_KIND + 20;

export const IDLE = 0;
export const WRITING = 1;
export const OFFER = 2;
export const TAKING = 3;
export const REQUEST = 4;
export const FILLING = 5;
export const FILLED = 6;
const ABANDONED = 7;
const STATES = 8;
const STATE = STATES - 1;

/** What is noted, beside the number: this thread offers, takes, asks, or fills. */
export const OFFERS = 1;
export const TAKES_OFFER = 2;
export const ASKS = 3;
export const FILLS = 4;

/** The number of a meeting, as in the word. */
export const numberOf = (word: number): number => word & ~STATE;
export const stateOf = (word: number): number => word & STATE;
/** The word for the end of a meeting. */
export const nextIdle = (number: number): number => (number + STATES) | 0;

/** What a word means, for reports of the checker. */
export const meaningOfCell = (word: number): string =>
  ['idle', 'a sender writes', 'offered', 'being taken', 'asked for', 'being filled', 'filled', 'abandoned'][stateOf(word)]!;

/** Does the steps of a thread that has died at a meeting. For its undertaker. */
export function leaveCellForDead(cell: number, noted: number): void {
  const region = heapRegion();
  const { ops } = region;
  const number = numberOf(noted);
  const role = stateOf(noted);
  for (let word = ops.load32(cell, 'acquire'); numberOf(word) === number;) {
    const next = afterDeath(number, stateOf(word), role);
    if (next === undefined) break;
    const found = ops.cas32(cell, word, next, 'seqCst', 'acquire'); // comes before the looks at the bells
    if (found === word) break;
    word = found;
  }
  const channel = cell - CELL;
  wakeAllForDead(region, channel + RECEIVERS_BELL);
  wakeAllForDead(region, channel + SENDERS_BELL);
}

/** What becomes of a word that a thread with that role leaves behind; undefined if it has nothing to do with it any more. */
function afterDeath(number: number, state: number, role: number): number | undefined {
  const end = nextIdle(number);
  if (role === OFFERS) return state === WRITING || state === OFFER ? end : undefined;
  if (role === TAKES_OFFER) return state === TAKING ? end : undefined;
  if (role === FILLS) return state === FILLING ? number | REQUEST : state === ABANDONED ? end : undefined;
  if (state === FILLING) return number | ABANDONED;
  return state === REQUEST || state === FILLED ? end : undefined;
}
