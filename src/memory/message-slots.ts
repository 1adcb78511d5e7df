import { CHANNEL_BYTES, OF_KIND, RECEIVERS_BELL, SENDERS_BELL, wakeAllForDead } from './channel-words.ts';
import { PUBLISHED, STEP, TAKES, TOOK, VOID } from '../realm/queue-words.ts';
import { heapRegion } from './heap.ts';
import { CACHE_LINE_BYTES } from './layout/cache-padded.ts';
import { finishInPage, slotInPages } from './message-pages.ts';
import { HELD_CLAIM } from './held-list.ts';
import type { Region } from './region.ts';
import { forgetShare } from './share.ts';
import { CELL, IS_CELL, leaveCellForDead } from './rendezvous-word.ts';

/**
 * How messages of many threads lie in a queue: each in a slot with a stamp, after Vyukov. Who sends claims the position at `TAIL`, writes the message, and says so in the stamp; who receives claims the one at `HEAD`. An
 * exchange, a store and a note for each.
 *
 * | offset in the channel | word       | meaning                                                                  | who changes it                        |
 * |-----------------------|------------|--------------------------------------------------------------------------|---------------------------------------|
 * | 32                    | `FIRST`    | the address of the first slot, or 0: the slots lie in pages              | its maker                             |
 * | 36, 40                | `STRIDE`, `SLOTS` | bytes from slot to slot, and how many there are                   | its maker                             |
 * | 44, 48                | of pages   | see message-pages.ts                                                     | see there                             |
 * | 128                   | `TAIL`     | the position of the next message to be sent, and the bit `CLOSED`        | who sends; who closes                 |
 * | 256                   | `HEAD`     | the position of the next message to be received                          | who receives                          |
 *
 * Positions go up by four and round, past the numbers that no slot of a ring belongs to. A stamp is a position and two bits:
 *
 * | stamp                  | meaning                                                                | who changes it, to what                                         |
 * |------------------------|------------------------------------------------------------------------|-----------------------------------------------------------------|
 * | position, no bits      | free for the message with that position (in a ring)                    | who has claimed it as sender: to `PUBLISHED`; its undertaker: to `VOID` |
 * | position + `PUBLISHED` | has that message                                                       | who has claimed it as receiver, or its undertaker: free for the next round |
 * | position + `VOID`      | its sender died before the message was written: receivers pass it by   | the same                                                        |
 *
 * A claim is noted together with its exchange, so a slot never stays claimed by the dead. A message whose receiver dies is that thread's.
 */
export { FREE, PUBLISHED, STEP, TAKES, TOOK, VOID } from '../realm/queue-words.ts';

export const FIRST: number = OF_KIND;
export const STRIDE: number = OF_KIND + 4;
export const SLOTS: number = OF_KIND + 8;
export const TAIL: number = CACHE_LINE_BYTES;
export const HEAD: number = 2 * CACHE_LINE_BYTES;
export const QUEUE_BYTES: number = 3 * CACHE_LINE_BYTES;

const POSITION = -STEP;
const STAMP_BYTES = 4;
if (CHANNEL_BYTES > CACHE_LINE_BYTES) throw new Error('channels: the first words do not fit into the first line');

/** What a ring of so many slots adds to a position to come round: a power of two. */
export function roundOf(slots: number): number {
  return STEP * 2 ** Math.ceil(Math.log2(slots));
}

/** The slot of a position; 0 if there is none now. */
function slotOf(region: Region, channel: number, position: number): number {
  const first = region.i32[(channel + FIRST) >>> 2]!; // plain, as the others: nobody changes them
  const stride = region.i32[(channel + STRIDE) >>> 2]!;
  if (first === 0) return slotInPages(region, channel, position, stride);
  const slots = region.i32[(channel + SLOTS) >>> 2]!;
  return first + ((position & (roundOf(slots) - STEP)) / STEP) * stride;
}

/** Gives up a claim of a thread that has died. For its undertaker. */
export function settleClaimForDead(word: number, noted: number): void {
  const region = heapRegion();
  const { ops } = region;
  if (region.i32[(word - CELL + IS_CELL) >>> 2]! !== 0) return leaveCellForDead(word, noted);
  const takes = (noted & TAKES) !== 0;
  const channel = word - (takes ? HEAD : TAIL);
  const position = noted & POSITION;
  const slot = slotOf(region, channel, position);
  const isPaged = region.i32[(channel + FIRST) >>> 2]! === 0;
  if (!takes) {
    // Only what is still free for this message: the thread may have sent it long before it died, and others may have used the slot since, or the whole page.
    const free = isPaged ? 0 : position;
    if (slot !== 0) {
      if (slot + STAMP_BYTES > region.byteLength) region.refresh();
      ops.cas32(slot, free, position | VOID, 'seqCst', 'relaxed'); // comes before the look at the bell
    }
    return wakeAllForDead(region, channel + RECEIVERS_BELL);
  }
  if (slot + STAMP_BYTES > region.byteLength) region.refresh();
  if (!isPaged) {
    const next = (position + roundOf(region.i32[(channel + SLOTS) >>> 2]!)) | 0;
    for (const stamp of [position | PUBLISHED, position | VOID]) ops.cas32(slot, stamp, next, 'seqCst', 'relaxed');
  } else if ((noted & TOOK) === 0) finishInPage(region, channel, position, slot);
  wakeAllForDead(region, channel + SENDERS_BELL);
}

/** Gives up a claim of this thread whose message could not be written, since a getter of the value threw: as its undertaker would, so that nobody waits for it. */
export function giveUpClaim(region: Region, word: number, noted: number): void {
  settleClaimForDead(word, noted);
  forgetShare(region, word, noted, HELD_CLAIM);
}
