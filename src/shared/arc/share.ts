import * as counted from '../../memory/counted.ts';
import * as heldList from '../../memory/held-list.ts';
import '../../memory/settle-held.ts';
import type { AnyLayout } from '../../memory/layout/layout.ts';
import * as realmModule from '../../realm/realm.ts';
import { realm } from '../../realm/realm.ts';
import type { ArcView } from './arc-view.ts';
import { endInPlace, giveValue, UNREAD, valueAddress } from './content.ts';
import { type Claim, unwatch, watch } from './net.ts';

const { era, HELD_STRONG, HELD_WEAK, pushHeld } = heldList;
const { run } = realmModule;

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
  /** What stands for it in the net, once it is there. */
  declare claim: Claim | undefined;

  constructor(address: number, layout: AnyLayout | undefined) {
    this.address = address;
    this.layout = layout;
    this.handles = 1;
    this.era = era.now;
    this.claim = undefined;
    if (run.isChecked !== true) watch(this);
    else if (realm.checked?.notes === undefined) this.era = NOBODYS;
  }

  /** As what this thread notes it: of the kinds of the list of what it holds. */
  abstract readonly kind: number;
  /** Counts one more, who is not this thread. */
  abstract add(): void;
  abstract hasRoom(): boolean;
  protected abstract end(): void;

  /** Whether more handles may count in it, and not for themselves: those of a thread may. In a checked run what the set-up makes is for threads that are yet to come, each handle for another one. */
  get isOfThread(): boolean {
    return run.isChecked !== true || this.era !== NOBODYS;
  }

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
    if (this.handles > 1) this.handles--;
    else this.leaveAsLast();
  }

  private leaveAsLast(): void {
    this.handles = 0;
    if (!this.isLive) return;
    unwatch(this);
    this.end();
  }

  /** One handle less, whose count a message has from now on. */
  moveAway(): void {
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
  /** What `getMut` gave, as long as it is good. With more than one handle there is none. */
  declare lent: ArcView<any, any> | undefined;
  /** Whether nobody else ever had anything of the block: then nobody has, and it ends without an atomic operation. */
  declare isOnlyOne: boolean;

  constructor(address: number, layout: AnyLayout | undefined, isOnlyOne = false) {
    super(address, layout);
    this.isOnlyOne = isOnlyOne;
    this.decoded = UNREAD;
    this.lent = undefined;
    this.valueAddress = layout === undefined ? 0 : valueAddress(address, layout);
  }

  get kind(): number {
    return HELD_STRONG;
  }

  /** For one more handle. */
  again(): StrongShare {
    if (this.lent !== undefined) this.lent = undefined;
    if (run.isChecked === true && !this.isOfThread) return this.another();
    this.handles++;
    return this;
  }

  /** For a handle, after all had gone and the thread has counted itself again. */
  beginAgain(): StrongShare {
    this.handles = 1;
    if (run.isChecked !== true) watch(this);
    return this;
  }

  private another(): StrongShare {
    this.add();
    return new StrongShare(this.address, this.layout).arrive();
  }

  hasRoom(): boolean {
    return counted.strongHasRoom(this.address);
  }

  add(): void {
    this.isOnlyOne = false;
    counted.addStrong(this.address);
  }

  override moveAway(): void {
    this.lent = undefined;
    this.isOnlyOne = false;
    super.moveAway();
  }

  protected end(): void {
    this.lent = undefined;
    if (!this.isOnlyOne || !endInPlace(this.address)) giveValue(this.address, this.decoded);
  }
}

/** A share of the memory. */
export class WeakShare extends Share {
  /** A share of the value, while the code that runs now is not done: see at-hand.ts. */
  declare strong: StrongShare | undefined;

  constructor(address: number, layout: AnyLayout | undefined) {
    super(address, layout);
    this.strong = undefined;
  }

  get kind(): number {
    return HELD_WEAK;
  }

  again(): WeakShare {
    if (run.isChecked === true && !this.isOfThread) return this.another();
    this.handles++;
    return this;
  }

  private another(): WeakShare {
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
