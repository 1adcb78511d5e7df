import type { AnyLayout } from '../memory/layout/layout.ts';
import type { Region } from '../memory/region.ts';
import type { CellArray } from './cells.ts';
import type { Slots } from './slots.ts';

/** What came of an offer. */
export const SENT = 0;
/** There is no room now. */
export const FULL = 1;
/** Nobody can receive it any more. */
export const GONE = 2;
export type Offered = typeof SENT | typeof FULL | typeof GONE;

/**
 * What makes one kind of channel different from the others: how messages go in and come out, without waiting. Sender and Receiver do the rest, alike for all. Each handle has one of its own, so a kind with one sender can
 * keep there what only that one knows.
 *
 * Whoever changes something that others wait for rings their bell: see memory/channel-words.ts.
 */
export interface Core {
  /** The name of the function that makes it. */
  readonly kind: string;
  readonly region: Region;
  /** The address of its words, which begin with those of memory/channel-words.ts. */
  readonly address: number;
  /** How many messages it takes before one is received. */
  readonly capacity: number;
  readonly layout: AnyLayout | undefined;
  readonly slots: Slots;
  /** Whether a side may have several handles. */
  readonly isShared: boolean;

  /** Puts in what was prepared, if there is room. */
  offer(prepared: unknown): Offered;
  /** The next message, as `Slots.take` gives it; `EMPTY` if there is none now. */
  poll(): unknown;
  /** Whether none can come any more. */
  isEnded(): boolean;
  /** Whether there is a message, or room, or the end: out of date as soon as it is known. */
  isReady(receives: boolean): boolean;
  /** The same as offering and polling as a step of waiting, for kinds in which who waits leaves something behind. */
  waitToSend?(prepared: unknown): Wait<Offered>;
  waitToReceive?(): Wait<unknown>;
  /** Sends of `values` those from `from` on for which there is room; returns how many, or -1 if nobody can receive them. If one is refused, those before it are sent. For kinds that are faster in batches. */
  offerMany?(values: readonly unknown[], from: number): number;

  /** Appends to `values`, until it has `most`, those messages that are there, and of a layout, so that none is left to be decoded. For kinds that are faster in batches. */
  pollMany?(values: unknown[], most: number): void;

  /** As {@link offerMany}, of an array of the type of the layout. */
  offerCells?(array: CellArray, from: number): number;

  /** Receives messages into an array of the type of the layout, from `from` on, as many as there are and as it has room for; returns how many. */
  pollCells?(array: CellArray, from: number): number;

  /** Before the handle is used for the first time in a thread, which may have come to it from another. */
  start?(): void;
  /** Lets the other side know of all that was done, before the handle is closed or sent away. */
  settle?(): void;
  /** Gives back all that is left, and the memory. Called by the last handle of all. */
  free(): void;
}

/** A wait for something that can be tried again and again. */
export interface Wait<R> {
  attempt(): R;
  /** Ends the wait: returns what came of it in the meantime, as `attempt` would. */
  cancel(): R;
}
