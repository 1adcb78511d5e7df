import { nameOf } from '../../check/report/ends.ts';
import { describeStep, stepNumber } from '../../check/report/step-text.ts';
import type { Trace } from '../../check/report/trace.ts';
import { h, s, set } from '../dom.ts';
import { isVisible, threadsOf, type Actions, type Panel } from '../state.ts';
import { threadClass } from '../thread-mark.ts';

/** Units of the drawing, which is stretched to the width of the page: of a step, of a row, and of what is left free between rows. */
const STEP = 10;
const ROW = 14;
const GAP = 3;
/** Of the mark at the end of what is wrong. */
const END = 2;

/** The whole trace at a glance: a row for each thread, a mark for each step, red where the error is. A slider, to be dragged. */
export function timeline(trace: Trace, actions: Actions): Panel {
  const threads = threadsOf(trace);
  const { steps } = trace;
  const [width, height] = [Math.max(1, steps.length) * STEP + (trace.error === undefined ? 0 : END), threads.length * ROW];
  const wrong = errorSteps(trace);
  // The end, where it is wrong.
  const end = trace.error === undefined ? [] : [s('rect', { class: 'error-end', x: steps.length * STEP, y: 0, width: END, height })];
  const bands = wrong.map((id) => s('rect', { class: 'error-band', x: id * STEP, y: 0, width: STEP, height }));
  const marks = steps.map(({ id, thread }) =>
    s('rect', {
      class: `tick ${threadClass(thread)}`,
      x: id * STEP + 1,
      y: threads.indexOf(thread) * ROW + GAP,
      width: STEP - 2,
      height: ROW - 2 * GAP,
    }),
  );
  const cursor = s('rect', { class: 'cursor', x: 0, y: 0, width: 0, height });
  const drawing = s(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true', style: `height: ${(height * 9) / 8}px` },
    ...bands,
    ...end,
    cursor,
    ...marks,
  );
  const labels = h(
    'div',
    { class: 'labels', 'aria-hidden': 'true' },
    ...threads.map((thread) => h('span', { class: threadClass(thread) }, nameOf(trace, thread))),
  );
  const slider = h(
    'div',
    {
      class: 'strip',
      role: 'slider',
      tabindex: 0,
      'aria-label': 'Timeline',
      'aria-valuemin': 0,
      'aria-valuemax': steps.length,
      'aria-orientation': 'horizontal',
    },
    drawing,
  );
  drag(slider, (part) => actions.change({ cursor: Math.max(1, Math.min(steps.length, Math.ceil(part * steps.length))) }));
  return {
    element: h('div', { class: 'timeline' }, labels, slider),
    show(state) {
      const step = steps[state.cursor - 1];
      set(slider, {
        'aria-valuenow': state.cursor,
        'aria-valuetext': step === undefined ? 'before the first step' : stepText(trace, step.id),
      });
      set(cursor, { x: (state.cursor - 1) * STEP, width: step === undefined ? 0 : STEP });
      for (const [id, mark] of marks.entries()) mark.classList.toggle('hidden', !isVisible(state, id));
    },
  };
}

/** Steps that the error is about; of a deadlock, the last ones of those who cannot go on. None, if it shows only once all is over. */
export function errorSteps({ error, steps }: Trace): readonly number[] {
  if (error === undefined || error.steps.length > 0) return error?.steps ?? [];
  if (error.kind !== 'deadlock' && error.kind !== 'livelock') return [];
  return error.threads.flatMap((thread) => steps.findLast((step) => step.thread === thread)?.id ?? []);
}

/** `step 3, thread 1: Atomics.load(x[0]) → 1`: what a reader who sees no lanes is told. */
export function stepText(trace: Trace, id: number): string {
  const step = trace.steps[id]!;
  return `step ${stepNumber(id)}, ${nameOf(trace, step.thread)}: ${describeStep(trace, step)}`;
}

function drag(element: HTMLElement, to: (part: number) => void): void {
  const follow = (event: PointerEvent) => {
    const { left, width } = element.getBoundingClientRect();
    to(Math.max(0, Math.min(1, (event.clientX - left) / width)));
  };
  element.addEventListener('pointerdown', (event) => {
    element.setPointerCapture(event.pointerId);
    follow(event);
  });
  element.addEventListener('pointermove', (event) => {
    if (element.hasPointerCapture(event.pointerId)) follow(event);
  });
}
