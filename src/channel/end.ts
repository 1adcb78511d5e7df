import type { DeathNote } from '../realm/checked.ts';
import {
  closeSide,
  HANDLES,
  HAS_END,
  LEAVES_END,
  RECEIVERS,
  RECEIVERS_BELL,
  RECEIVES,
  SENDERS,
  SENDERS_BELL,
} from '../memory/channel-words.ts';
import { Handle } from '../memory/handle.ts';
import { HELD_DELTA, HELD_END, kindWord, pushHeld } from '../memory/held-list.ts';
import type { Region } from '../memory/region.ts';
import '../memory/settle-held.ts';
import { exchangeWithNotes, forgetShare, forgetWith, noteWith, takeNoting } from '../memory/share.ts';
import { realm } from '../realm/realm.ts';
import { beforeEnd, runsSpawned } from '../thread/before-end.ts';
import { endGone, goneWhileWaiting, notShared, tooManyHandles } from './channel-error.ts';
import type { Core } from './core.ts';
import type { Patience } from './patience.ts';

/** This thread has not noted yet that it has it. */
const FRESH = 0;
export const MINE = 1;
const CLOSED = 2;
const MOVED = 3;

/** The most handles of one side. A guess at what nobody needs more of. */
const MOST_HANDLES = 2 ** 20;

/** What a spawned thread has. Closed when it returns or throws: only who can still run can give the memory of a channel back. */
const mine = new Set<End>();

beforeEnd(() => {
  for (const end of mine) end.closeWithThread();
  mine.clear();
});

/** The wait of a promise, which the end of its handle ends. */
export interface PendingWait {
  /** @param why what it is rejected with; undefined if its thread is over, and nobody would catch that: then it never settles */
  end(why: Error | undefined): void;
}

/** What keeps the waits of promises, to end them with itself. */
export interface AwaitedEnd {
  beginWait(wait: PendingWait): void;
  endWait(wait: PendingWait): void;
}

/**
 * What handles of both sides have in common: one thread has a handle, and when it disposes of it, or dies, it counts no more. When the last of a side is gone, the channel is closed. Costs a comparison for each use.
 */
export abstract class End extends Handle {
  /** What errors call it: `Sender` or `Receiver`. */
  readonly kind: string;
  /** @internal */
  readonly core: Core;
  readonly region: Region;
  /** @internal The bell at which this end waits. */
  readonly bell: number;
  /** @internal */
  state: number = FRESH;
  /** @internal Of its waits. */
  patience: Patience | undefined = undefined;
  /** @internal Waits of promises. They end when the handle goes: its memory may go with it. */
  #pending: Set<PendingWait> | undefined = undefined;
  readonly #count: number;
  readonly #has: number;
  readonly #leaves: number;

  /** @param isNoted whether this thread has noted already that it has it */
  constructor(kind: string, core: Core, receives: boolean, isNoted: boolean) {
    super();
    this.kind = kind;
    this.core = core;
    this.region = core.region;
    this.bell = core.address + (receives ? RECEIVERS_BELL : SENDERS_BELL);
    this.#count = core.address + (receives ? RECEIVERS : SENDERS);
    this.#has = HAS_END + (receives ? RECEIVES : 0);
    this.#leaves = LEAVES_END + (receives ? RECEIVES : 0);
    const { checked } = realm;
    if (isNoted && (checked === undefined || checked.notes !== undefined)) this.#becomeMine();
    // At once, so that it is closed even if this thread dies before it uses it. A simulated thread first shows itself when it does.
    else if (checked === undefined) this.adopt('new');
  }

  /** The byte offset of the channel's words in the heap. */
  get address(): number {
    return this.core.address;
  }

  /** How many messages the channel takes before one is received. */
  get capacity(): number {
    return this.core.capacity;
  }

  /** @internal What a thread notes that has the handle. */
  get notes(): readonly DeathNote[] {
    return [
      [this.#has, HELD_DELTA],
      [this.#count, kindWord(this.region, HELD_END)],
    ];
  }

  /** Says that this thread has the handle from here on. */
  #becomeMine(): void {
    this.state = MINE;
    if (runsSpawned()) mine.add(this);
  }

  /** @internal Notes that this thread has the handle, or refuses. Called when it is not known to be this thread's. */
  adopt(call: string): void {
    if (this.state === MINE) return;
    if (this.state !== FRESH) throw endGone(this, call, this.state === CLOSED ? 'closed' : 'moved');
    pushHeld(this.#has, HELD_DELTA);
    pushHeld(this.#count, kindWord(this.region, HELD_END));
    this.core.start?.();
    this.#becomeMine();
  }

  /** @internal Counts one more handle of this side, and notes that this thread has it. */
  addHandle(call: string): void {
    if (this.state !== MINE) this.adopt(call);
    if (!this.core.isShared) throw notShared(this, this.core.kind);
    const { region } = this;
    const { ops } = region;
    const handles = this.address + HANDLES;
    // If it dies in between, its undertaker finds a handle that was taken off the count of its side, and has yet to be taken off the other.
    takeNoting(region, this.#count, HELD_END, this.#leaves, () => ops.add32(handles, 1, 'relaxed') > 0);
    const noted = { region, p: this.#count, held: HELD_END, before: this.#leaves, after: this.#has };
    for (;;) {
      const count = ops.load32(this.#count, 'relaxed');
      if (count >= MOST_HANDLES) {
        forgetWith(region, this.#count, HELD_END, this.#leaves, () => ops.sub32(handles, 1, 'relaxed')); // not the last: this is one
        throw tooManyHandles(this, MOST_HANDLES);
      }
      if (exchangeWithNotes(region, this.#count, count, count + 1, 'acquire', noted)) return;
    }
  }

  /** @internal Gives the handle up, for the thread that it is sent to. */
  moveAway(): void {
    this.adopt('send');
    this.#endWaits('moved');
    this.core.settle?.();
    forgetShare(this.region, this.#count, this.#has, HELD_END);
    this.state = MOVED;
    mine.delete(this);
  }

  /** @internal Has it again, since the message that it was in was not sent. */
  takeBack(): void {
    this.state = FRESH;
    this.adopt('send');
  }

  /** Disposes of this handle. When the last sender is gone, receivers get what was sent, and then the end; when the last receiver is gone, nothing can be sent any more. Nothing happens the second time, or after it was sent to another thread. */
  close(): void {
    if (this.state === CLOSED || this.state === MOVED) return;
    this.adopt('close');
    this.#endWaits('closed');
    this.core.settle?.();
    this.state = CLOSED;
    mine.delete(this);
    const { region, core } = this;
    const { ops } = region;
    // release: all that this thread has sent or received comes before; acquire: and all that others have, before what is done for the last
    const count = noteWith(region, this.#count, HELD_END, this.#has, this.#leaves, () => ops.sub32(this.#count, 1, 'acqRel'));
    if (count === 1) closeSide(region, core.address, this.bell === core.address + RECEIVERS_BELL);
    if (forgetWith(region, this.#count, HELD_END, this.#leaves, () => ops.sub32(core.address + HANDLES, 1, 'acqRel')) === 1) core.free();
  }

  /** @internal Whether this thread has disposed of it. */
  get isDisposed(): boolean {
    return this.state === CLOSED;
  }

  /** @internal */
  beginWait(wait: PendingWait): void {
    (this.#pending ??= new Set()).add(wait);
  }

  /** @internal */
  endWait(wait: PendingWait): void {
    this.#pending?.delete(wait);
  }

  /** @internal {@link close}, when the thread that has it has ended: its memory may go with it, so no promise that something of the thread left behind may look there any more. */
  closeWithThread(): void {
    this.#endWaits(undefined);
    this.close();
  }

  #endWaits(why: 'closed' | 'moved' | undefined): void {
    if (this.#pending === undefined) return;
    for (const wait of this.#pending) wait.end(why === undefined ? undefined : goneWhileWaiting(this, why));
    this.#pending.clear();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
