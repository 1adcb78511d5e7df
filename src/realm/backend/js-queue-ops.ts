import {
  CLAIM_AWAITED,
  CLAIM_CLOSED,
  CLAIM_LAST_OF_PAGE,
  CLAIM_NONE,
  CLAIM_NOT_LAST,
  CLAIM_QUIET,
  CLAIM_SLOW,
  CLAIM_VOID,
  type Ops,
} from '../ops.ts';
import { HELD_BASE, HELD_CLAIM, HELD_DELTA, HELD_LIMIT, HELD_TOP, SHARE_BYTES } from '../block-words.ts';
import { BELL_WAITING, CLOSED, FREE, PAGE_SHIFT, POSITION_SHIFT, STEP, TABLE_SHIFT, TOOK, VOID } from '../queue-words.ts';
import type { Int32View } from './views.ts';

const PAGE_MASK = 2 ** PAGE_SHIFT - 1;
const TABLE_MASK = 2 ** TABLE_SHIFT - 1;

/**
 * The whole operations of {@link JsOps} on queues of messages. The same steps are in ops.wat, and in check/realm/checked-queue.ts, where a test compares all three.
 */
export abstract class JsQueueOps implements Pick<Ops, 'claimInRing' | 'claimInPages' | 'lastClaim' | 'publishClaimed' | 'countClaimed'> {
  declare protected i32: Int32View;

  claimInRing(p: number, first: number, stride: number, round: number, end: number, bits: number, me: number): number {
    const words = this.i32;
    const block = me >>> 2;
    const top = words[block + HELD_TOP]!;
    if (top + SHARE_BYTES > words[block + HELD_LIMIT]!) return CLAIM_SLOW; // no room, nothing claimed
    for (let word = words[p >>> 2]!; ;) {
      // A plain look the first time, as a guess that only the exchange confirms.
      if ((word & CLOSED) !== 0) return CLAIM_CLOSED;
      const index = word & (round - STEP);
      let slot = first + (index >>> POSITION_SHIFT) * stride;
      const stamp = Atomics.load(words, slot >>> 2); // who had the slot before has published it, or read it
      if (stamp !== (word | bits)) {
        if (bits === FREE || stamp !== (word | VOID)) {
          const found = Atomics.load(words, p >>> 2);
          if (found === word) return CLAIM_NONE;
          word = found;
          continue;
        }
        slot |= CLAIM_VOID;
      }
      writeClaim(words, top, p, word | (bits >>> 1));
      const next = index + STEP < end ? word + STEP : word - index + round;
      const found = Atomics.compareExchange(words, p >>> 2, word, next);
      if (found === word) {
        words[block + HELD_TOP] = top + SHARE_BYTES; // no call and no loop between the exchange and this, so no thread ends between them
        return slot;
      }
      word = found;
    }
  }

  claimInPages(p: number, root: number, stride: number, head: number, bits: number, made: number, me: number): number {
    const words = this.i32;
    const block = me >>> 2;
    const top = words[block + HELD_TOP]!;
    if (top + SHARE_BYTES > words[block + HELD_LIMIT]!) return CLAIM_SLOW; // no room, nothing claimed
    for (let word = words[p >>> 2]!; ;) {
      if ((word & CLOSED) !== 0) return CLAIM_CLOSED;
      const index = (word >>> POSITION_SHIFT) & PAGE_MASK;
      if (bits === FREE && index === 0 && word !== made) return CLAIM_SLOW;
      // pairs with who has put the table there, and the page
      const table = Atomics.load(words, (root >>> 2) + ((word >>> (POSITION_SHIFT + PAGE_SHIFT + TABLE_SHIFT)) & TABLE_MASK));
      if ((table >>> 2) + TABLE_MASK >= words.length) return CLAIM_SLOW; // it lies where another thread has grown the memory
      const page = table === 0 ? 0 : Atomics.load(words, (table >>> 2) + ((word >>> (POSITION_SHIFT + PAGE_SHIFT)) & TABLE_MASK));
      let slot = page === 0 ? 0 : page + head + index * stride;
      if (slot >>> 2 >= words.length) return CLAIM_SLOW;
      if (bits === FREE) {
        if (slot === 0) return CLAIM_SLOW; // the page is not there, as far as this thread sees
      } else {
        const stamp = slot === 0 ? word : Atomics.load(words, slot >>> 2);
        if (stamp !== (word | bits)) {
          if (stamp !== (word | VOID)) {
            const found = Atomics.load(words, p >>> 2);
            if (found === word) return CLAIM_NONE;
            word = found;
            continue;
          }
          slot |= CLAIM_VOID;
        }
      }
      writeClaim(words, top, p, word | (bits >>> 1));
      const found = Atomics.compareExchange(words, p >>> 2, word, (word + STEP) | 0);
      if (found === word) {
        words[block + HELD_TOP] = top + SHARE_BYTES; // no call and no loop between the exchange and this
        return slot;
      }
      word = found;
    }
  }

  lastClaim(me: number): number {
    const words = this.i32;
    return words[(words[(me >>> 2) + HELD_TOP]! - SHARE_BYTES) >>> 2]!;
  }

  publishClaimed(slot: number, noted: number, change: number, bell: number, p: number, me: number): number {
    const words = this.i32;
    const block = me >>> 2;
    const address = words[block + HELD_TOP]! - SHARE_BYTES;
    if (address < words[block + HELD_BASE]! || !isClaim(words, address, p, noted)) return CLAIM_NOT_LAST;
    Atomics.store(words, slot >>> 2, (noted & -STEP) + change); // comes before the look at the bell
    if ((Atomics.load(words, bell >>> 2) & BELL_WAITING) !== 0) return CLAIM_AWAITED;
    words[block + HELD_TOP] = address;
    return CLAIM_QUIET;
  }

  countClaimed(done: number, most: number, noted: number, bell: number, p: number, me: number): number {
    const words = this.i32;
    const block = me >>> 2;
    const address = words[block + HELD_TOP]! - SHARE_BYTES;
    if (address < words[block + HELD_BASE]! || !isClaim(words, address, p, noted)) return CLAIM_NOT_LAST;
    const count = Atomics.add(words, done >>> 2, 1) + 1;
    words[address >>> 2] = noted | TOOK; // no call and no loop between the addition and this
    if (count === most) return CLAIM_LAST_OF_PAGE;
    if ((Atomics.load(words, bell >>> 2) & BELL_WAITING) !== 0) return CLAIM_AWAITED;
    words[block + HELD_TOP] = address;
    return CLAIM_QUIET;
  }
}

/** Writes the note of a claim behind those that the thread has. */
function writeClaim(words: Int32View, top: number, p: number, noted: number): void {
  const pair = top >>> 2;
  words[pair] = noted;
  words[pair + 1] = HELD_DELTA;
  words[pair + 2] = p;
  words[pair + 3] = HELD_CLAIM;
}

/** Whether that claim is noted at an address. */
function isClaim(words: Int32View, address: number, p: number, noted: number): boolean {
  const pair = address >>> 2;
  return words[pair] === noted && words[pair + 1] === HELD_DELTA && words[pair + 2] === p && words[pair + 3] === HELD_CLAIM;
}
