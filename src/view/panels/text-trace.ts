import { nameOf } from '../../check/report/ends.ts';
import { shortPlace, sourceOf } from '../../check/report/places.ts';
import { describeStep, stepNumber } from '../../check/report/step-text.ts';
import type { Trace } from '../../check/report/trace.ts';
import { latestWriters } from '../../check/report/words.ts';
import { h } from '../dom.ts';

/** The whole trace as a table, to be read in one go, searched and copied. Made when it is opened first. */
export function textTrace(trace: Trace): HTMLElement {
  const details = h('details', { class: 'text-trace', ontoggle: () => fillOnce() }, h('summary', {}, 'All steps as text'));
  const fillOnce = () => {
    if (details.childElementCount === 1)
      details.append(h('div', { class: 'scroll', role: 'group', 'aria-label': 'All steps', tabindex: 0 }, tableOf(trace)));
  };
  return details;
}

function tableOf(trace: Trace): HTMLElement {
  const latest = latestWriters(trace);
  const head = ['Step', 'Thread', 'What', 'Where', 'Source'].map((title) => h('th', { scope: 'col' }, title));
  const rows = trace.steps.map((step) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, String(stepNumber(step.id))),
      h('td', {}, nameOf(trace, step.thread)),
      h('td', {}, describeStep(trace, step, latest[step.id])),
      h('td', {}, step.place === undefined ? '' : shortPlace(step.place)),
      h('td', {}, h('code', {}, step.place === undefined ? '' : sourceOf(trace, step.place, undefined))),
    ),
  );
  return h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows));
}
