import type { Element } from './elements.ts';
import type { NativeArray } from './views.ts';

/** More views of one kind in one run are made anew each time. A guess. */
const MOST_KEPT = 8;

/**
 * The views of all of a memory that each set-up of the program makes anew: the next one of some kind is the one that was made at that point the last time, unless it was changed.
 * Programs are set up thousands of times a second, and a proxy costs more than the rest of a short set-up.
 */
export class WholeViews {
  readonly #kinds = new Map<Element, { next: number; readonly views: NativeArray[] }>();

  /** The program is set up again. */
  rewind(): void {
    for (const kind of this.#kinds.values()) kind.next = 0;
  }

  take(element: Element): NativeArray | undefined {
    const kind = this.#kinds.get(element);
    return kind?.views[kind.next++];
  }

  /** Keeps what was made because there was none to take. */
  keep(element: Element, view: NativeArray): void {
    const kind = this.#kinds.get(element);
    if (kind === undefined) this.#kinds.set(element, { next: 1, views: [view] });
    else if (kind.views.length < MOST_KEPT) kind.views.push(view);
  }

  /** It is not as a new one is any more. */
  drop(element: Element, view: NativeArray): void {
    const views = this.#kinds.get(element)?.views ?? [];
    const place = views.indexOf(view);
    if (place >= 0) views.splice(place);
  }
}
