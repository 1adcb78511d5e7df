import { realm } from '../realm/realm.ts';
import { ABANDONED } from './header.ts';
import { heapRegion } from './heap.ts';
import type { Region } from './region.ts';
import { leaveSelectList, wakeSelects } from './select-list.ts';
import { BELL_WAITING, CLOSED } from '../realm/queue-words.ts';

/** The lowest bit of the word that {@link CLOSING} tells of: nothing can be sent any more. */
export { CLOSED };

/**
 * The first words of every channel: who has an end of it, who waits, and that a side is gone. 64 bytes of the heap. They lie in this room because the undertaker of a dead thread has to close what it had.
 *
 * | offset | word             | meaning                                                                       | who changes it                       |
 * |--------|------------------|-------------------------------------------------------------------------------|--------------------------------------|
 * | 0, 4   | `SENDERS`, `RECEIVERS` | how many handles of that side there are                                 | who clones or disposes of one; undertakers |
 * | 8      | `HANDLES`        | how many handles have not been disposed of to the end: the last frees the memory, or leaves it to others | the same  |
 * | 12, 16 | bells            | see below: receivers wait at the first, senders at the second                 | see below                            |
 * | 20, 24 | lists            | 0, or the selects that wait at the bell 8 bytes before: see select-list.ts    | who waits with `select`              |
 * | 28     | `CLOSING`        | 0, or the offset of a word that gets the bit `CLOSED` when either side is gone | its maker                           |
 * | 32 …   | of the kind      | see message-slots.ts                                                          |                                      |
 * | 56, 60 | `KIND`, `CAPACITY` | what it was made as, for who has to free it without having had a handle      | its maker                            |
 *
 * A bell is a word that threads and promises sleep on, in one of the two directions:
 *
 * | bit       | meaning                                                                  | who sets it                    | who clears it                |
 * |-----------|--------------------------------------------------------------------------|--------------------------------|------------------------------|
 * | `WAITS`   | somebody may sleep on this word                                          | who is about to sleep          | who rings, before it wakes   |
 * | `SELECTS` | a select may wait, in the list                                           | the same                       | the same                     |
 * | `GONE`    | there is nobody any more who could wait here: that side is gone for good | the last handle of that side   | nobody                       |
 * | `DIED`    | with `GONE`: a thread died that had the last handle, so it may have done more than it has let others know | its undertaker | nobody |
 * | from 16 on | how often it was rung                                                   | who rings                      |                              |
 *
 * Why nobody sleeps for ever: who waits sets its bit first, then tries once more, and sleeps only while the bit is there. The other side changes the channel first and then looks at the bell. Between the two steps of each
 * lies a fence, or they are sequentially consistent, so one of the two sees the other. All who wait are woken, so no wake-up is lost on a thread that is busy, gives up or dies; and if the thread that rings dies over it, its undertaker rings for it.
 */
export const SENDERS = 0;
export const RECEIVERS = 4;
export const HANDLES = 8;
export const RECEIVERS_BELL = 12;
export const SENDERS_BELL = 16;
/** From a bell to its list. */
export const LIST = 8;
export const CLOSING = 28;
/** Where the words of the kind begin. */
export const OF_KIND = 32;
export const KIND = 56;
export const CAPACITY = 60;
export const CHANNEL_BYTES = 64;

export const WAITS = 1;
export const SELECTS = 2;
export const GONE = 4;
export const DIED = 8;
export const WAITING: number = WAITS | SELECTS;

if (WAITING !== BELL_WAITING) throw new Error('channels: the back ends look at other bits of a bell');
/** Above the bits: how often it was rung, so that a word once seen does not come back. */
const ONE_RING = 16;

/** What a thread notes of a handle, with the address of the count of its side: it has it, or has taken it off the count and has yet to say so. Twice as much for receivers' handles. */
export const HAS_END = 1;
export const LEAVES_END = 2;
/** Added for a handle of the other side. */
export const RECEIVES = 4;

/** Wakes all who wait at a bell, if somebody does. An atomic load where nobody does. */
export function ring(region: Region, bell: number): void {
  const found = region.ops.load32(bell, 'seqCst'); // after what was changed: see above
  if ((found & WAITING) !== 0) wakeAll(region, bell, found);
}

/** Wakes all who wait at a bell, in which `found` was found. */
export function wakeAll(region: Region, bell: number, found: number): void {
  const { ops } = region;
  let word = found;
  // Until nobody waits: who has cleared the bits before this thread could wakes those who had set them.
  while ((word & WAITING) !== 0) {
    // acquire: pairs with the release of a select, which has entered itself in the list before
    const before = ops.cas32(bell, word, ((word & ~WAITING) + ONE_RING) | 0, 'acqRel', 'relaxed');
    if (before !== word) {
      word = before;
      continue;
    }
    if ((word & WAITS) !== 0) ops.notify(bell, Infinity);
    if ((word & SELECTS) !== 0) wakeSelects(region, bell + LIST);
    return;
  }
}

/** Says that nobody is left on a side, and lets the other know. */
export function closeSide(region: Region, channel: number, receives: boolean, how: number = GONE): void {
  const { ops } = region;
  const closing = region.i32[(channel + CLOSING) >>> 2]!; // plain: nobody changes it
  if (closing !== 0) ops.or32(channel + closing, CLOSED, 'seqCst');
  ops.or32(channel + (receives ? RECEIVERS_BELL : SENDERS_BELL), how, 'seqCst'); // comes before the look at the other bell
  ring(region, channel + (receives ? SENDERS_BELL : RECEIVERS_BELL));
}

/**
 * Disposes of a handle that a thread had which has died: takes it off the count, or does what was left to do. For its undertaker.
 *
 * @param block of the thread; 0 if it was not a thread but a message that had the handle
 */
export function leaveChannelForDead(count: number, noted: number, block: number): void {
  const region = heapRegion();
  const { ops } = region;
  const receives = noted > RECEIVES;
  const channel = count - (receives ? RECEIVERS : SENDERS);
  const hadLeft = (noted & LEAVES_END) !== 0;
  const left = hadLeft ? ops.load32(count, 'acquire') : ops.sub32(count, 1, 'acqRel') - 1;
  if (left === 0) closeSide(region, channel, receives, hadLeft || block === 0 ? GONE : GONE | DIED);
  leaveSelectList(region, channel + (receives ? RECEIVERS_BELL : SENDERS_BELL) + LIST, block);
  wakeAllForDead(region, channel + (receives ? SENDERS_BELL : RECEIVERS_BELL));
}

/**
 * Takes a handle that a thread had which has died off the count of all handles. For its undertaker, as the last that it does with the channel. If it was the last handle, what the channel has is left to whoever next
 * makes one: an undertaker cannot read messages.
 */
export function leaveHandleForDead(count: number, noted: number): void {
  const { ops } = heapRegion();
  const channel = count - (noted > RECEIVES ? RECEIVERS : SENDERS);
  if (ops.sub32(channel + HANDLES, 1, 'acqRel') !== 1 || realm.checked !== undefined) return;
  const list = ABANDONED * 4;
  for (let first = ops.load32(list, 'relaxed'); ;) {
    ops.store32(channel, first, 'relaxed'); // nobody has a handle, so the first word counts nothing any more
    const found = ops.cas32(list, first, channel, 'release', 'relaxed'); // pairs with the exchange of takeAbandoned
    if (found === first) return;
    first = found;
  }
}

/** Takes all channels that were left: the address of the first, whose first word is that of the next; 0 for none. */
export function takeAbandoned(): number {
  if (realm.checked !== undefined) return 0; // there, none is left for others
  const { ops } = heapRegion();
  return ops.load32(ABANDONED * 4, 'relaxed') === 0 ? 0 : ops.exchange32(ABANDONED * 4, 0, 'acquire');
}

/** Does for a thread that has died what it had yet to do: rings, and wakes those whose bits it may have cleared without having come to waking them. */
export function wakeAllForDead(region: Region, bell: number): void {
  ring(region, bell);
  region.ops.notify(bell, Infinity);
  wakeSelects(region, bell + LIST);
}
