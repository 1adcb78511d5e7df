import { type Division, Places } from './division.ts';

/** What is still to be tried, each three numbers: its kind, an event, and a write, read or value. */
export const READ_FROM = 0;
export const PLACE_AFTER = 1;
export const CHOOSE_VALUE = 2;
export const REVISIT = 3;
/** Below it on the stack: the read. */
export const REVISIT_AND_PLACE = 4;
/** What a revisit began is done. Below it on the stack: how long the trail was. */
export const END_OF_FRAME = 5;
const ITEM = 3;

/** What an exploration has still to try: a stack, whose items stand each for a part of the whole. To push or to take one costs a few stores. */
export class Alternatives {
  // What was taken last.
  kind = 0;
  event = 0;
  other = 0;
  #division: Division | undefined;
  #items = new Int32Array(3 * 1024);
  /** By the place of an item: the part of the whole exploration that it stands for. */
  #weights = new Float64Array(3 * 1024);
  /** The part that the execution which is being built stands for: each choice divides it evenly. */
  #weight = 1;
  /** The part that is explored, from 0 to 1. Right in the end, and a guess before: it takes all branches of a choice for equally large (Kilby and others, *Estimating Search Tree Size*, AAAI 2006). */
  part = 0;
  readonly places = new Places();
  #top = 0;

  constructor(division: Division | undefined) {
    this.#division = division;
  }

  /** From here on others explore a part of it: they have yet to begin, so all that was begun is this one's. */
  divide(division: Division): void {
    this.places.claimAll(division);
    this.#division = division;
  }

  /** What is at hand is explored. */
  done(): void {
    this.part += this.#weight;
  }

  /** An execution above where the tree is divided, which all explorers come to, and another one has counted. */
  isAnothers(): boolean {
    const { places } = this;
    if (this.#division === undefined) {
      places.noteExecution();
      return false;
    }
    if (places.depth >= this.#division.depth) return false;
    return !this.#division.claim(~places.high, places.low);
  }

  /** The part that is at hand goes to `count` items of which one is gone on with: each that is pushed is given its share by {@link Alternatives.weigh}. */
  divideBy(count: number): void {
    this.#weight /= count;
  }

  /** What was pushed last stands for as much as what is at hand, or for nothing. */
  weigh(isWhole: boolean): void {
    this.#weights[this.#top - ITEM] = isWhole ? this.#weight : 0;
  }

  /** Puts something on the stack that is to be tried. */
  push(kind: number, event: number, other: number): void {
    if (this.#top + ITEM > this.#items.length) this.#widen();
    this.places.note(this.#top);
    this.#items[this.#top] = kind;
    this.#items[this.#top + 1] = event;
    this.#items[this.#top + 2] = other;
    this.#top += ITEM;
  }

  /** Puts a number on the stack that belongs to the item which is pushed next. */
  pushRaw(value: number): void {
    if (this.#top + 1 > this.#items.length) this.#widen();
    this.#items[this.#top++] = value;
  }

  /** Takes a number off that was put below the item which was taken. */
  popRaw(): number {
    return this.#items[--this.#top]!;
  }

  /** Where the stack ends now: for {@link Alternatives.share}. */
  get top(): number {
    return this.#top;
  }

  /** Divides the part that is at hand evenly among the items from `from` on and what goes on without any of them. */
  share(from: number): void {
    if (from === this.#top) return;
    const branches = 1 + (this.#top - from) / ITEM;
    this.#weight /= branches;
    for (let at = from; at < this.#top; at += ITEM) this.#weights[at] = this.#weight;
  }

  /** Takes what is to be tried next, as `kind`, `event` and `other`; false if nothing is left. What is another explorer's is passed by. */
  take(): boolean {
    while (this.#top > 0) {
      this.#top -= ITEM;
      const kind = this.#items[this.#top]!;
      const event = this.#items[this.#top + 1]!;
      const other = this.#items[this.#top + 2]!;
      this.#weight = this.#weights[this.#top]!;
      this.kind = kind;
      this.event = event;
      this.other = other;
      if (kind === END_OF_FRAME) return true;
      const { places } = this;
      places.enter(this.#top, kind, event, other);
      if (places.depth !== this.#division?.depth || this.#division.claim(places.high, places.low)) return true;
      if (kind === REVISIT_AND_PLACE) this.#top--;
      this.part += this.#weight;
    }
    return false;
  }

  #widen(): void {
    const items = new Int32Array(2 * this.#items.length);
    items.set(this.#items);
    this.#items = items;
    const weights = new Float64Array(items.length);
    weights.set(this.#weights);
    this.#weights = weights;
  }
}
