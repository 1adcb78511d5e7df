import { CHANNEL_BYTES, CLOSED, CLOSING, OF_KIND } from '../../memory/channel-words.ts';
import { heapRegion } from '../../memory/heap.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import type { Region } from '../../memory/region.ts';
import { type Core, FULL, GONE, type Offered, SENT } from '../core.ts';
import { EMPTY } from '../empty.ts';
import { freeChannel, knowChannel, newChannel } from '../new-channel.ts';
import { discard, type Slots, slotsOf } from '../slots.ts';

/**
 * | `STATE`            | meaning                                             | who changes it, to what                       |
 * |--------------------|-----------------------------------------------------|-----------------------------------------------|
 * | 0                  | nothing was sent; the content is the sender's       | the sender: to `READY`                        |
 * | `READY`            | the message is there; the content is the receiver's | the receiver: to `READY` + `TAKEN`            |
 * | + `CLOSED`         | one of the two is gone                              | who goes, or the undertaker of its thread     |
 */
const STATE: number = OF_KIND;
const READY = 2;
const TAKEN = 4;
/** The message lies behind the words of the channel, whose size no layout's alignment exceeds but that of padded ones. */
const contentOf = (alignment: number): number => Math.max(CHANNEL_BYTES, alignment);

/** What reports of the checker call it. */
const NAMES = { [STATE]: 'state' };

/** Room for one message that is sent once. An exchange and a load for each side, and 80 bytes of the heap or so. */
export class Cell implements Core {
  readonly kind = 'oneshot';
  readonly region: Region = heapRegion();
  readonly address: number;
  readonly capacity = 1;
  readonly layout: AnyLayout | undefined;
  readonly slots: Slots;
  readonly isShared = false;
  readonly #content: number;

  /** A new cell; or with `address` the one that is there. */
  constructor(layout: AnyLayout | undefined, address?: number) {
    this.layout = layout;
    this.slots = slotsOf(layout);
    const { bytes, alignment } = this.slots;
    const content = contentOf(alignment);
    this.address = address ?? newChannel(content + bytes, content, CHANNEL_BYTES, this);
    if (address === undefined) this.region.i32[(this.address + CLOSING) >>> 2] = STATE;
    this.#content = this.address + content;
    knowChannel(this.region, this.address, 'oneshot', NAMES);
    this.region.check(this.address, content + bytes, content, 'oneshot channel');
  }

  offer(prepared: unknown): Offered {
    const { region, address } = this;
    const { ops } = region;
    const state = ops.load32(address + STATE, 'relaxed');
    if ((state & READY) !== 0) return FULL;
    this.slots.put(region, this.#content, prepared);
    // release: pairs with the load of the receiver. The sender disposes of itself next, which rings.
    return ops.cas32(address + STATE, 0, READY, 'release', 'relaxed') === 0 ? SENT : GONE;
  }

  poll(): unknown {
    const { region, address } = this;
    const state = region.ops.load32(address + STATE, 'acquire'); // pairs with the exchange of the sender
    if ((state & (READY | TAKEN)) !== READY) return EMPTY;
    const message = this.slots.take(region, this.#content);
    region.ops.or32(address + STATE, TAKEN, 'relaxed');
    return message;
  }

  isReady(): boolean {
    return (this.region.ops.load32(this.address + STATE, 'acquire') & READY) !== 0 || this.isEnded();
  }

  isEnded(): boolean {
    const state = this.region.ops.load32(this.address + STATE, 'relaxed');
    return (state & TAKEN) !== 0 || (state & (READY | CLOSED)) === CLOSED;
  }

  free(): void {
    discard(this.poll());
    freeChannel(this.region, this.address);
  }
}
