import { nameOf } from '../../check/report/ends.ts';
import { titleOf } from '../../check/report/headline.ts';
import { rawSource, shortPlace } from '../../check/report/places.ts';
import { describeStep, stepNumber } from '../../check/report/step-text.ts';
import type { Step, Trace } from '../../check/report/trace.ts';
import { latestWriters } from '../../check/report/words.ts';
import { h } from '../dom.ts';
import { HappensBefore } from '../happens-before.ts';
import { isVisible, threadsOf, type Actions, type Panel, type ViewState } from '../state.ts';
import { threadClass, threadMark } from '../thread-mark.ts';
import { edgesLayer } from './edges.ts';
import { errorSteps, stepText } from './timeline.ts';

/** The steps in lanes: a row for each, in order, a column for each thread; over them the edges. A list box, of which the selected step is the selected option. */
export function lanes(trace: Trace, actions: Actions): Panel {
  const order = new HappensBefore(trace);
  const wrong = new Set(errorSteps(trace));
  const latest = latestWriters(trace);
  const cards = trace.steps.map((step) => card(trace, step, { isWrong: wrong.has(step.id), latest: latest[step.id], actions }));
  const heads = threadsOf(trace).map((thread) =>
    h('div', { class: `lane-head ${threadClass(thread)}` }, threadMark(thread), nameOf(trace, thread)),
  );
  const grid = h(
    'div',
    { class: 'grid', role: 'listbox', tabindex: 0, 'aria-label': 'Steps' },
    h('div', { class: 'heads', 'aria-hidden': 'true', role: 'presentation' }, ...heads),
  );
  const end =
    trace.error === undefined
      ? undefined
      : h(
          'div',
          { class: 'end', role: 'presentation', 'aria-hidden': 'true' },
          h('span', {}, `✗ ${titleOf(trace)}${wrong.size === 0 ? `: ${trace.error.message.split('\n')[0]}` : ''}`),
        );
  const none = h('p', { class: 'none' }, 'No step is left: another thread or another word would show some.');
  const edges = edgesLayer(trace, cards);
  const element = h('section', { class: 'lanes', 'aria-label': 'Lanes' }, grid, edges.element, none);
  let shown = '';
  return {
    element,
    show(state) {
      const visible = trace.steps.filter(({ id }) => isVisible(state, id));
      const threads = threadsOf(trace).filter((thread) => !state.hidden.has(thread));
      const key = `${threads.join()} ${state.word}`;
      if (key !== shown) {
        shown = key;
        grid.style.setProperty('--lanes', String(Math.max(1, threads.length)));
        for (const [i, head] of heads.entries()) head.hidden = state.hidden.has(threadsOf(trace)[i]!);
        for (const { thread, id } of visible) cards[id]!.style.gridColumn = String(threads.indexOf(thread) + 2);
        grid.replaceChildren(
          grid.firstChild!,
          ...visible.flatMap(({ id }, row) => [number(id, row), place(cards[id]!, row)]),
          ...(end === undefined ? [] : [place(end, visible.length)]),
        );
        none.hidden = visible.length > 0;
      }
      const selected = state.cursor - 1;
      for (const { id } of visible) mark(cards[id]!, id, selected, state, order);
      const current = cards[selected];
      if (current === undefined || !isVisible(state, selected)) grid.removeAttribute('aria-activedescendant');
      else {
        grid.setAttribute('aria-activedescendant', current.id);
        scrollIntoSight(element, current);
      }
      edges.show(state);
    },
  };
}

interface CardOptions {
  readonly isWrong: boolean;
  readonly latest: number | undefined;
  readonly actions: Actions;
}

function card(trace: Trace, step: Step, { isWrong, latest, actions }: CardOptions): HTMLElement {
  const where =
    step.place === undefined
      ? []
      : [
          h('span', { class: 'place' }, shortPlace(step.place)),
          // Of a litmus test the call is the instruction as it stands there.
          ...(trace.outcome === undefined
            ? [' ', h('code', {}, excerpt(rawSource(trace, step.place, undefined), step.place.column - 1))]
            : []),
        ];
  return h(
    'div',
    {
      id: `step-${step.id}`,
      role: 'option',
      class: `card ${threadClass(step.thread)}${isWrong ? ' wrong' : ''}`,
      'aria-selected': 'false',
      'aria-label': stepText(trace, step.id) + (isWrong ? '. The error is about this step' : ''),
      onclick: () => actions.select(step.id),
    },
    h(
      'div',
      { class: 'what' },
      isWrong ? h('b', { class: 'error-sign', 'aria-hidden': 'true' }, '✗') : undefined,
      shortCall(describeStep(trace, step, latest)),
    ),
    h('div', { class: 'where' }, ...where),
  );
}

/** Cards are narrow, and nearly all calls are of `Atomics`. */
const shortCall = (text: string): string => text.replace(/^Atomics\./, '');

/** The part of a line in which a column lies: a card has room for little more. */
function excerpt(line: string, column: number): string {
  const text = line.trim();
  const at = column - (line.length - line.trimStart().length);
  return at < MOST_BEFORE ? text : `…${text.slice(at - SHOWN_BEFORE)}`;
}
const MOST_BEFORE = 16;
const SHOWN_BEFORE = 10;

function number(id: number, row: number): HTMLElement {
  return h('div', { class: 'number', 'aria-hidden': 'true', role: 'presentation', style: `grid-row: ${row + 2}` }, String(stepNumber(id)));
}

function place(it: HTMLElement, row: number): HTMLElement {
  it.style.gridRow = String(row + 2);
  return it;
}

/** How the step stands to the selected one. */
function mark(it: HTMLElement, id: number, selected: number, { relations, cursor }: ViewState, order: HappensBefore): void {
  it.setAttribute('aria-selected', String(id === selected));
  it.classList.toggle('later', id >= cursor);
  const shows = relations.has('hb') && selected >= 0 && id !== selected;
  const isBefore = shows && order.isBefore(id, selected);
  const isAfter = shows && order.isBefore(selected, id);
  it.classList.toggle('before', isBefore);
  it.classList.toggle('after', isAfter);
  it.classList.toggle('unordered', shows && !isBefore && !isAfter);
}

/** Scrolls the lanes only, not the page that they are in. */
function scrollIntoSight(area: HTMLElement, it: HTMLElement): void {
  const [outer, inner] = [area.getBoundingClientRect(), it.getBoundingClientRect()];
  const before = inner.left - outer.left - ROOM;
  const behind = inner.right - outer.right + ROOM;
  if (before < 0) area.scrollLeft += before;
  else if (behind > 0) area.scrollLeft += behind;
  const above = inner.top - outer.top - ROOM;
  const below = inner.bottom - outer.bottom + ROOM;
  if (above < 0) area.scrollTop += above;
  else if (below > 0) area.scrollTop += below;
}
/** Pixels that stay free around it: above are the heads of the lanes, below is the next step, beside it are edges. */
const ROOM = 56;
