import { valueOf } from './elements.ts';
import type { JsPlace, JsValue } from './program.ts';

/** What a critical section of a list of waiters does. */
export type Section =
  /** Adds its agent to the list, unless the value differs. Its read is the next event. */
  | { readonly kind: 'wait'; readonly list: string; readonly ends: 'woken' | 'timed-out' | 'blocked' | 'not-equal' }
  /** After the agent was woken, or its time was up. */
  | { readonly kind: 'resume'; readonly list: string }
  /** Takes as many as there are, at most `most`, from the front of the list. */
  | { readonly kind: 'notify'; readonly list: string; readonly taken: number; readonly most: number };

/** One event of a thread: an access to a range of bytes, or a critical section. */
export interface JsEvent {
  readonly isRead: boolean;
  readonly isWrite: boolean;
  readonly block: number;
  readonly from: number;
  readonly to: number;
  /** What it reads; undefined if it reads nothing, or if nothing hangs on it but registers. */
  readonly read: readonly number[] | undefined;
  readonly written: readonly number[] | undefined;
  readonly place: JsPlace | undefined;
  readonly section: Section | undefined;
  readonly tags: readonly string[];
  readonly instruction: number;
}

/** What an event reads, or writes, when these are the bytes. */
export const readOf = (event: JsEvent, bytes: readonly number[]): JsValue =>
  valueOf(event.place!.element, bytes, event.place!.littleEndian);
