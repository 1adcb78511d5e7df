import { GONE as NOBODY, RECEIVERS_BELL, ring, SENDERS_BELL } from '../../memory/channel-words.ts';
import { heapRegion } from '../../memory/heap.ts';
import { HELD_CLAIM } from '../../memory/held-list.ts';
import { CACHE_LINE_BYTES } from '../../memory/layout/cache-padded.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import type { Region } from '../../memory/region.ts';
import { giveUpClaim } from '../../memory/message-slots.ts';
import * as cell from '../../memory/rendezvous-word.ts';
import { forgetShare, takeShare } from '../../memory/share.ts';
import { realm } from '../../realm/realm.ts';
import { type Core, FULL, GONE, type Offered, SENT, type Wait } from '../core.ts';
import { EMPTY } from '../empty.ts';
import { freeChannel, knowChannel, newChannel } from '../new-channel.ts';
import { type Slots, slotsOf } from '../slots.ts';

const { ASKS, CELL, FILLED, FILLING, FILLS, IDLE, nextIdle, numberOf, OFFER, OFFERS, REQUEST, stateOf, TAKES_OFFER, TAKING, WRITING } =
  cell;

/** This wait has left nothing in the cell. */
const NOWHERE = -1;

/** One cell in which senders and receivers meet: see memory/rendezvous-word.ts. Costs 256 bytes and a message. */
export class Meeting implements Core {
  readonly kind = 'rendezvous';
  readonly region: Region = heapRegion();
  readonly address: number;
  readonly capacity = 0;
  readonly layout: AnyLayout | undefined;
  readonly slots: Slots;
  readonly isShared = true;
  readonly #content: number;

  /** A new cell; or with `address` the one that is there. */
  constructor(layout: AnyLayout | undefined, address?: number) {
    this.layout = layout;
    this.slots = slotsOf(layout);
    const { bytes, alignment } = this.slots;
    this.address = address ?? newChannel(cell.CELL_BYTES + bytes, Math.max(CACHE_LINE_BYTES, alignment), cell.CELL_BYTES, this);
    if (address === undefined) this.region.i32[(this.address + cell.IS_CELL) >>> 2] = 1;
    this.#content = this.address + cell.CELL_BYTES;
    knowChannel(this.region, this.address, 'rendezvous', {});
    realm.checked?.describe(this.region.memory, this.address + CELL, { name: 'channel.cell', meaning: cell.meaningOfCell });
    this.region.check(this.address, cell.CELL_BYTES + bytes, CACHE_LINE_BYTES, 'rendezvous channel');
  }

  /** Fills the request of a receiver that waits, if one does. */
  offer(prepared: unknown): Offered {
    const { region } = this;
    const { ops } = region;
    const at = this.address + CELL;
    for (;;) {
      const word = ops.load32(at, 'acquire');
      if (stateOf(word) !== REQUEST) return this.#isGone(RECEIVERS_BELL) ? GONE : FULL;
      const number = numberOf(word);
      if (!this.#begin(word, number | FILLING, number | FILLS)) continue;
      this.#write(prepared, number | FILLS);
      const isFilled = ops.cas32(at, number | FILLING, number | FILLED, 'seqCst', 'relaxed') === (number | FILLING);
      if (!isFilled) ops.store32(at, nextIdle(number), 'seqCst'); // it was abandoned: the receiver is dead
      this.#ringBoth();
      this.#end(number | FILLS);
      if (isFilled) return SENT;
    }
  }

  /** Takes the offer of a sender that waits, if one does. */
  poll(): unknown {
    for (;;) {
      const word = this.region.ops.load32(this.address + CELL, 'acquire');
      if (stateOf(word) !== OFFER) return EMPTY;
      const number = numberOf(word);
      if (this.#begin(word, number | TAKING, number | TAKES_OFFER)) return this.#take(number, number | TAKES_OFFER);
    }
  }

  isReady(receives: boolean): boolean {
    const state = stateOf(this.region.ops.load32(this.address + CELL, 'acquire'));
    return state === (receives ? OFFER : REQUEST) || this.#isGone(receives ? SENDERS_BELL : RECEIVERS_BELL);
  }

  isEnded(): boolean {
    return this.#isGone(SENDERS_BELL);
  }

  waitToSend(prepared: unknown): Wait<Offered> {
    let mine = NOWHERE;
    const at = this.address + CELL;
    const { ops } = this.region;
    const attempt = (): Offered => {
      if (mine !== NOWHERE) {
        if (ops.load32(at, 'acquire') !== (mine | OFFER)) return sent();
        return this.#isGone(RECEIVERS_BELL) ? (cancel() === SENT ? SENT : GONE) : FULL;
      }
      const offered = this.offer(prepared);
      if (offered !== FULL) return offered;
      const word = ops.load32(at, 'acquire');
      const number = numberOf(word);
      if (stateOf(word) === REQUEST) return attempt();
      if (stateOf(word) !== IDLE || !this.#begin(word, number | WRITING, number | OFFERS)) return FULL;
      this.#write(prepared, number | OFFERS);
      ops.store32(at, number | OFFER, 'seqCst'); // pairs with the load of who takes it; and comes before the look at the bell
      mine = number;
      ring(this.region, this.address + RECEIVERS_BELL);
      return FULL;
    };
    const sent = (): Offered => {
      this.#end(mine | OFFERS);
      mine = NOWHERE;
      return SENT;
    };
    const cancel = (): Offered => {
      if (mine === NOWHERE) return FULL;
      if (!this.#giveUp(mine | OFFER, mine)) return sent();
      this.#end(mine | OFFERS);
      mine = NOWHERE;
      return FULL;
    };
    return { attempt, cancel };
  }

  waitToReceive(): Wait<unknown> {
    let mine = NOWHERE;
    const at = this.address + CELL;
    const { ops } = this.region;
    const attempt = (): unknown => {
      if (mine !== NOWHERE) return ops.load32(at, 'acquire') === (mine | FILLED) ? filled() : EMPTY;
      const found = this.poll();
      if (found !== EMPTY) return found;
      const word = ops.load32(at, 'acquire');
      const number = numberOf(word);
      if (stateOf(word) === OFFER) return attempt();
      if (stateOf(word) !== IDLE || !this.#begin(word, number | REQUEST, number | ASKS)) return EMPTY;
      mine = number;
      realm.fence('seqCst'); // between the request and the look at the bell
      ring(this.region, this.address + SENDERS_BELL);
      return EMPTY;
    };
    const filled = (): unknown => {
      const number = mine;
      mine = NOWHERE;
      return this.#take(number, number | ASKS);
    };
    const cancel = (): unknown => {
      if (mine === NOWHERE) return EMPTY;
      while (!this.#giveUp(mine | REQUEST, mine)) {
        // A sender writes the message for this thread, which takes nanoseconds; or it dies, and its undertaker puts the request back.
        if (ops.load32(at, 'acquire') === (mine | FILLED)) return filled();
        realm.pause();
      }
      this.#end(mine | ASKS);
      mine = NOWHERE;
      return EMPTY;
    };
    return { attempt, cancel };
  }

  free(): void {
    freeChannel(this.region, this.address);
  }

  /** Begins a part in a meeting, and notes it. */
  #begin(word: number, next: number, noted: number): boolean {
    return takeShare(this.region, this.address + CELL, word, next, noted, HELD_CLAIM);
  }

  /** Writes the message in a part that was begun, or gives that up if a getter of the value throws. */
  #write(prepared: unknown, noted: number): void {
    try {
      this.slots.put(this.region, this.#content, prepared);
    } catch (error) {
      giveUpClaim(this.region, this.address + CELL, noted);
      throw error;
    }
  }

  #end(noted: number): void {
    forgetShare(this.region, this.address + CELL, noted, HELD_CLAIM);
  }

  /** Reads the message, which makes the cell free for the next meeting. */
  #take(number: number, noted: number): unknown {
    const message = this.slots.take(this.region, this.#content);
    this.region.ops.store32(this.address + CELL, nextIdle(number), 'seqCst'); // what was read comes before it; and it before the look at the bells
    this.#ringBoth();
    this.#end(noted);
    return message;
  }

  /** Takes back what this thread had left in the cell, if it is still there. */
  #giveUp(word: number, number: number): boolean {
    if (this.region.ops.cas32(this.address + CELL, word, nextIdle(number), 'seqCst', 'relaxed') !== word) return false;
    this.#ringBoth();
    return true;
  }

  /** Both sides wait for the cell to be free. */
  #ringBoth(): void {
    ring(this.region, this.address + RECEIVERS_BELL);
    ring(this.region, this.address + SENDERS_BELL);
  }

  #isGone(bell: number): boolean {
    return (this.region.ops.load32(this.address + bell, 'acquire') & NOBODY) !== 0;
  }
}
