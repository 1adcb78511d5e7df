import type { DeathNotes } from '../../realm/checked.ts';
import { HELD_CLAIM, HELD_DELTA } from '../../realm/block-words.ts';
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
} from '../../realm/ops.ts';
import { BELL_WAITING, CLOSED, FREE, PAGE_SHIFT, POSITION_SHIFT, STEP, TABLE_SHIFT, TOOK, VOID } from '../../realm/queue-words.ts';

const WORD_BYTES = 4;
const PAGE_MASK = 2 ** PAGE_SHIFT - 1;
const TABLE_MASK = 2 ** TABLE_SHIFT - 1;

/**
 * The whole operations on queues of messages as a checked run does them: the same atomic steps as those of ops.wat and js-queue-ops.ts, one after the other, each with the order that it needs. That all three are the same is tested
 * in checked-queue.node.test.ts, by what each does for each answer of the memory.
 *
 * What a thread has claimed is noted in its `DeathNotes` in the place of its list. No step lies between an exchange and its note.
 */
export class CheckedQueue {
  readonly #ops: Ops;
  readonly #notes: () => DeathNotes | undefined;
  /** What the thread that runs has noted of its last claim. It looks at once, so no other thread comes between. */
  lastClaim = 0;

  constructor(ops: Ops, notes: () => DeathNotes | undefined) {
    this.#ops = ops;
    this.#notes = notes;
  }

  claimInRing(p: number, first: number, stride: number, round: number, end: number, bits: number): number {
    const ops = this.#ops;
    for (let word = ops.load32(p, 'acquire'), found = word; ; word = found) {
      if ((word & CLOSED) !== 0) return CLAIM_CLOSED;
      const index = word & (round - STEP);
      const slot = first + (index >>> POSITION_SHIFT) * stride;
      const stamp = ops.load32(slot, 'acquire'); // who had the slot before has published it, or read it
      if (stamp !== (word | bits) && (bits === FREE || stamp !== (word | VOID))) {
        found = ops.load32(p, 'relaxed');
        if (found === word) return CLAIM_NONE;
        continue;
      }
      found = ops.cas32(p, word, index + STEP < end ? word + STEP : word - index + round, 'acquire', 'relaxed');
      if (found !== word) continue;
      this.#note(p, word | (bits >>> 1));
      return stamp === (word | bits) ? slot : slot | CLAIM_VOID;
    }
  }

  claimInPages(p: number, root: number, stride: number, head: number, bits: number, made: number): number {
    const ops = this.#ops;
    for (let word = ops.load32(p, 'acquire'), found = word; ; word = found) {
      if ((word & CLOSED) !== 0) return CLAIM_CLOSED;
      const index = (word >>> POSITION_SHIFT) & PAGE_MASK;
      if (bits === FREE && index === 0 && word !== made) return CLAIM_SLOW;
      const page = this.#pageOf(word, root);
      const slot = page === 0 ? 0 : page + head + index * stride;
      const stamp = slot === 0 || bits === FREE ? word : ops.load32(slot, 'acquire');
      if (slot === 0 || (stamp !== (word | bits) && stamp !== (word | VOID))) {
        if (bits === FREE) return CLAIM_SLOW; // the page is not there, as far as this thread sees
        found = ops.load32(p, 'relaxed');
        if (found === word) return CLAIM_NONE;
        continue;
      }
      found = ops.cas32(p, word, word + STEP, 'acquire', 'relaxed');
      if (found !== word) continue;
      this.#note(p, word | (bits >>> 1));
      return stamp === (word | bits) ? slot : slot | CLAIM_VOID;
    }
  }

  /** The page of a position; 0 if it, or its table, is not there. */
  #pageOf(word: number, root: number): number {
    // acquire, both: pairs with who has put it there
    const inRoot = (word >>> (POSITION_SHIFT + PAGE_SHIFT + TABLE_SHIFT)) & TABLE_MASK;
    const table = this.#ops.load32(root + inRoot * WORD_BYTES, 'acquire');
    if (table === 0) return 0;
    return this.#ops.load32(table + ((word >>> (POSITION_SHIFT + PAGE_SHIFT)) & TABLE_MASK) * WORD_BYTES, 'acquire');
  }

  publishClaimed(slot: number, noted: number, change: number, bell: number, p: number): number {
    if (!this.#isLast(p, noted)) return CLAIM_NOT_LAST;
    this.#ops.store32(slot, (noted & -STEP) + change, 'seqCst'); // comes before the look at the bell
    if ((this.#ops.load32(bell, 'seqCst') & BELL_WAITING) !== 0) return CLAIM_AWAITED;
    this.#drop();
    return CLAIM_QUIET;
  }

  countClaimed(done: number, most: number, noted: number, bell: number, p: number): number {
    if (!this.#isLast(p, noted)) return CLAIM_NOT_LAST;
    const count = this.#ops.add32(done, 1, 'acqRel') + 1; // what others have read of this page comes before it is used again
    const held = this.#notes()?.held;
    if (held !== undefined) held[held.length - 2] = [noted | TOOK, HELD_DELTA];
    if (count === most) return CLAIM_LAST_OF_PAGE;
    if ((this.#ops.load32(bell, 'seqCst') & BELL_WAITING) !== 0) return CLAIM_AWAITED;
    this.#drop();
    return CLAIM_QUIET;
  }

  #note(p: number, noted: number): void {
    this.lastClaim = noted;
    this.#notes()?.held.push([noted, HELD_DELTA], [p, HELD_CLAIM]);
  }

  /** Whether that claim is the last that is noted. Where a thread cannot die nothing is noted, and nobody asks. */
  #isLast(p: number, noted: number): boolean {
    const held = this.#notes()?.held;
    if (held === undefined) return true;
    const [claim, word] = held.slice(-2);
    return claim?.[0] === noted && claim[1] === HELD_DELTA && word?.[0] === p && word[1] === HELD_CLAIM;
  }

  #drop(): void {
    this.#notes()?.held.splice(-2);
  }
}
