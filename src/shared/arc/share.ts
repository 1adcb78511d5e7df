import * as counted from '../../memory/counted.ts';
import { era, HELD_STRONG, HELD_WEAK, pushHeld } from '../../memory/held-list.ts';
import '../../memory/settle-held.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import { realm } from '../../realm/realm.ts';
import { endValue, UNREAD, valueAddress } from './content.ts';
import { type Claim, unwatch, watch } from './net.ts';

/** In a checked run: of no thread yet, since the program is being set up, or it is on its way. Whoever uses it first has it. */
const NOBODYS = -1;

/**
 * What this thread has of a counted block, however many handles it has for it: one count, one note. So to clone a handle and to dispose of a clone is to count in this object, without an atomic operation; and the
 * handles of a thread that all were forgotten are one object to be collected (see net.ts).
 */
export abstract class Share {
  declare readonly address: number;
  declare readonly layout: AnyLayout | undefined;
  /** Handles that were not disposed of. */
  declare handles: number;
  /** The time for which it is good: see {@link era}. */
  declare era: number;
  /** Goes up with all that ends what `getMut` gave. */
  declare turn: number;
  /** What stands for it in the net, once it is there. */
  declare claim: Claim | undefined;

  constructor(address: number, layout: AnyLayout | undefined) {
    this.address = address;
    this.layout = layout;
    this.handles = 1;
    this.era = era.now;
    this.turn = 0;
    this.claim = undefined;
    if (realm.checked === undefined) watch(this);
    else if (realm.checked.notes === undefined) this.era = NOBODYS;
  }

  /** As what this thread notes it: of the kinds of the list of what it holds. */
  abstract readonly kind: number;
  /** Counts one more, who is not this thread. */
  abstract add(): void;
  abstract hasRoom(): boolean;
  protected abstract end(): void;

  /** Whether this thread still has it. */
  get isLive(): boolean {
    return this.era === era.now || this.adopt();
  }

  private adopt(): boolean {
    if (this.era !== NOBODYS) return false;
    if (realm.checked?.notes === undefined) return true; // the program is still being set up, or its threads cannot die
    this.era = era.now;
    pushHeld(this.address, this.kind);
    return true;
  }

  /** Notes that this thread has what it was sent. */
  arrive(): this {
    if (this.era !== NOBODYS) pushHeld(this.address, this.kind);
    return this;
  }

  /** Is in a message, and of whoever receives it. For checked runs. */
  onItsWay(): this {
    this.era = NOBODYS;
    return this;
  }

  /** One handle less. The last one gives back what the thread has. */
  leave(): void {
    if (this.handles > 1 || !this.isLive) {
      this.handles--;
      return;
    }
    this.handles = 0;
    unwatch(this);
    this.end();
  }

  /** One handle less, whose count a message has from now on. */
  moveAway(): void {
    this.turn++;
    if (--this.handles > 0) {
      this.add();
      return;
    }
    unwatch(this);
    counted.forgetCounted(this.address, this.kind);
  }
}

/** A share of the value. */
export class StrongShare extends Share {
  /** The value as it was decoded in this thread; {@link UNREAD} before. */
  declare decoded: unknown;
  /** Where the value lies, if it does so in place. */
  declare readonly valueAddress: number;

  constructor(address: number, layout: AnyLayout | undefined) {
    super(address, layout);
    this.decoded = UNREAD;
    this.valueAddress = layout === undefined ? 0 : valueAddress(address, layout);
  }

  get kind(): number {
    return HELD_STRONG;
  }

  /** For one more handle. In a checked run it is one of its own, which any thread may use: there, what threads have in JavaScript is nothing that the checker knows of. */
  again(): StrongShare {
    this.turn++;
    if (realm.checked === undefined) {
      this.handles++;
      return this;
    }
    this.add();
    return new StrongShare(this.address, this.layout).arrive();
  }

  hasRoom(): boolean {
    return counted.strongHasRoom(this.address);
  }

  add(): void {
    counted.addStrong(this.address);
  }

  protected end(): void {
    if (counted.giveStrong(this.address) === true) endValue(this.address, this.decoded);
  }
}

/** A share of the memory. */
export class WeakShare extends Share {
  get kind(): number {
    return HELD_WEAK;
  }

  again(): WeakShare {
    if (realm.checked === undefined) {
      this.handles++;
      return this;
    }
    this.add();
    return new WeakShare(this.address, this.layout).arrive();
  }

  hasRoom(): boolean {
    return counted.weakHasRoom(this.address);
  }

  add(): void {
    counted.addWeak(this.address);
  }

  protected end(): void {
    counted.giveWeak(this.address);
  }
}
