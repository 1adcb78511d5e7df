import { nameOf } from '../../check/report/ends.ts';
import { describeStep, stepNumber } from '../../check/report/step-text.ts';
import type { Trace } from '../../check/report/trace.ts';
import { latestWriters } from '../../check/report/words.ts';
import { fill, h } from '../dom.ts';
import { HappensBefore } from '../happens-before.ts';
import { edgesOf, VERBS, type Edge } from '../relations.ts';
import { threadMark } from '../thread-mark.ts';
import type { Actions, Panel } from '../state.ts';

/** What the selected step did, in words: and each of its edges as a sentence with a button that leads to its other end. */
export function stepPanel(trace: Trace, actions: Actions): Panel {
  const edges = edgesOf(trace).filter(({ relation }) => relation !== 'hb');
  const order = new HappensBefore(trace);
  const latest = latestWriters(trace);
  const title = h('h3', {}, '');
  const body = h('div', { class: 'body' });
  return {
    element: h('section', { class: 'step', 'aria-label': 'Selected step' }, title, body),
    show({ cursor }) {
      const step = trace.steps[cursor - 1];
      if (step === undefined) {
        fill(title, 'Before the first step');
        return fill(body, h('p', {}, 'The words hold what the set-up left in them. The next step is the first.'));
      }
      fill(title, `Step ${stepNumber(step.id)} `, threadMark(step.thread), nameOf(trace, step.thread));
      fill(
        body,
        h(
          'p',
          { class: 'what' },
          h('code', {}, describeStep(trace, step, latest[step.id])),
          step.order === undefined ? undefined : h('span', { class: 'order' }, step.order),
        ),
        h('ul', { class: 'relations' }, ...edges.flatMap((edge) => sentence(trace, edge, step.id, actions) ?? [])),
        h('p', { class: 'order-text' }, trace.outcome === undefined ? orderText(trace, step.id, order) : ''),
      );
    },
  };
}

function sentence(trace: Trace, { relation, from, to }: Edge, id: number, actions: Actions): HTMLElement | undefined {
  if (from !== id && to !== id) return undefined;
  const other = from === id ? to : from;
  const [forward, backward] = VERBS[relation];
  return h(
    'li',
    {},
    h('span', { class: `tag ${relation}` }, relation),
    ` ${from === id ? forward : backward} `,
    h('button', { type: 'button', class: 'jump', onclick: () => actions.select(other) }, `step ${stepNumber(other)}`),
    ` of ${nameOf(trace, trace.steps[other]!.thread)}`,
  );
}

/** More numbers than this are counted. */
const MOST_NUMBERS = 8;

/** Which steps of other threads are ordered against it, and which are not. */
function orderText(trace: Trace, id: number, order: HappensBefore): string {
  const { thread } = trace.steps[id]!;
  const others = trace.steps.filter((step) => step.thread !== thread).map((step) => step.id);
  const before = others.filter((other) => order.isBefore(other, id));
  const after = others.filter((other) => order.isBefore(id, other));
  const unordered = others.filter((other) => !before.includes(other) && !after.includes(other));
  const parts = [
    ...(before.length === 0 ? [] : [`happens after ${listText(before)}`]),
    ...(after.length === 0 ? [] : [`happens before ${listText(after)}`]),
    ...(unordered.length === 0 ? [] : [`is not ordered with ${listText(unordered)}`]),
  ];
  return parts.length === 0 ? '' : `Of other threads, it ${parts.join('; ')}.`;
}

function listText(ids: readonly number[]): string {
  if (ids.length > MOST_NUMBERS) return `${ids.length} steps`;
  return `step${ids.length === 1 ? '' : 's'} ${ids.map(stepNumber).join(', ')}`;
}
