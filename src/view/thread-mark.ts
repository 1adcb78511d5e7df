import { h } from './dom.ts';

/** Colours that the style has for threads; the next thread takes the first again. */
const COLORS = 6;

/** The class that gives the colour of a thread. */
export const threadClass = (thread: number): string => `t${thread % COLORS}`;

/** A square in the colour of a thread, with its number: colour alone tells nobody anything. */
export function threadMark(thread: number): HTMLElement {
  return h('span', { class: `mark ${threadClass(thread)}`, 'aria-hidden': 'true' }, String(thread));
}
