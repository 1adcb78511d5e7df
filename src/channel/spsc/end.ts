import { dropHeld, HELD_PLEDGE, kindWord, pushHeld } from '../../memory/held-list.ts';
import { Handle } from '../../memory/handle.ts';
import '../../memory/settle-held.ts';
import { current } from '../../realm/realm.ts';
import { PlacedWords } from '../../lock/placed-words.ts';
import { endGone, notOwner } from '../channel-error.ts';
import { COUNT_MASK, GONE, ONE_WAITS, type Ring } from './ring.ts';

/** The word that an end waits for, as what waits want it. Costs an object for each end. */
class Awaited extends PlacedWords {
  readonly kind: string;

  constructor(kind: string, { region }: Ring, address: number) {
    super(kind, { bytes: 4, alignment: 4 }, { region, address }, []);
    this.kind = kind;
  }
}

/** Where the words of an end lie in the ring. */
export interface EndWords {
  /** The word that this end changes, and the other waits for. */
  readonly own: number;
  /** The other end's. */
  readonly awaited: number;
  readonly owner: number;
  readonly flags: number;
}

/** Not used by this thread yet. */
const FRESH = 0;
const MINE = 1;
const CLOSED = 2;
const MOVED = 3;

/**
 * What the two ends of a ring have in common: one thread owns an end, from its first use on, and its death closes it. Costs a comparison for each use.
 */
export abstract class End extends Handle {
  /** @internal */
  readonly ring: Ring;
  readonly kind: string;
  /** @internal */
  readonly awaited: Awaited;
  /** @internal How many messages this end has sent or received. */
  count = 0;
  /** @internal */
  state: number = FRESH;
  readonly #words: EndWords;

  constructor(kind: string, ring: Ring, words: EndWords) {
    super();
    this.kind = kind;
    this.ring = ring;
    this.#words = words;
    this.awaited = new Awaited(kind, ring, ring.address + words.awaited);
  }

  /** The byte offset of the channel's words in the heap. */
  get address(): number {
    return this.ring.address;
  }

  /** How many messages can be sent for sure before one is received. */
  get capacity(): number {
    return this.ring.capacity;
  }

  /** @internal Makes this thread the owner, or refuses. Called when the end is not known to be this thread's. */
  adopt(call: string): void {
    if (this.state === MINE) return;
    if (this.state !== FRESH) throw endGone(this, call, this.state === CLOSED ? 'closed' : 'moved');
    const { region, address } = this.ring;
    const owner = address + this.#words.owner;
    // acquire: pairs with the release of a thread that has sent this end on
    const found = region.ops.cas32(owner, 0, current.block, 'acquire', 'relaxed');
    if (found !== 0 && found !== current.block) throw notOwner(this, call);
    if (found === 0) pushHeld(address + this.#words.own, kindWord(region, HELD_PLEDGE));
    this.count = (region.ops.load32(address + this.#words.own, 'relaxed') >>> 1) & COUNT_MASK;
    this.state = MINE;
    this.adopted();
  }

  /** @internal Reads what this end remembers of the ring. */
  abstract adopted(): void;
  /** @internal Lets the other end know of all that was done. */
  abstract settle(): void;

  /** @internal Says that a call waits, while it does. */
  startWaiting(): void {
    this.ring.region.ops.add32(this.address + this.#words.flags, ONE_WAITS, 'seqCst');
  }

  /** @internal */
  stopWaiting(): void {
    this.ring.region.ops.sub32(this.address + this.#words.flags, ONE_WAITS, 'relaxed');
  }

  /** @internal Gives the end up, for the thread that it was sent to. */
  moveAway(): void {
    this.adopt('send');
    this.settle();
    const { region, address } = this.ring;
    region.ops.store32(address + this.#words.owner, 0, 'release');
    dropHeld(address + this.#words.own, kindWord(region, HELD_PLEDGE));
    this.state = MOVED;
  }

  /** Closes this end: the other is told when it has received what was sent, or when it sends. Nothing happens the second time, or after it was sent to another thread. */
  close(): void {
    if (this.state === CLOSED || this.state === MOVED) return;
    this.adopt('close');
    this.settle();
    this.state = CLOSED;
    const { region, address } = this.ring;
    const own = address + this.#words.own;
    if (this.#words.own !== 0) region.ops.or32(address + this.#words.flags, GONE, 'relaxed');
    region.ops.or32(own, GONE, 'release'); // pairs with the acquire of the other's look at it
    region.ops.notify(own, Infinity);
    dropHeld(own, kindWord(region, HELD_PLEDGE));
    this.ring.leave();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

export { MINE };
