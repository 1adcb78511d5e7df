import { nameOf } from '../../check/report/ends.ts';
import { titleOf } from '../../check/report/headline.ts';
import type { Trace, TraceSet } from '../../check/report/trace.ts';
import { h } from '../dom.ts';
import { threadMark } from '../thread-mark.ts';
import { treeOf, type Branch } from '../tree.ts';

export interface ExecutionsPanel {
  readonly element: HTMLElement;
  /** Marks the execution that is shown. */
  show(index: number): void;
}

/** The executions of a check as the tree in which they were explored: where it parts, each branch says what was chosen. */
export function executionsPanel(set: TraceSet, traces: readonly Trace[], choose: (index: number) => void): ExecutionsPanel {
  const buttons = traces.map((trace, index) => leaf(trace, index, () => choose(index)));
  const missing = set.executions + set.blocked - traces.length;
  const note =
    missing > 0
      ? h(
          'p',
          { class: 'none' },
          `The first ${traces.length} of ${set.executions + set.blocked} are here. More: --most ${set.executions + set.blocked}`,
        )
      : undefined;
  return {
    element: h(
      'details',
      { class: 'executions', open: true },
      h('summary', {}, `Executions (${traces.length})`),
      h('div', { class: 'scroll' }, branchesOf(treeOf(traces), traces, buttons)),
      note,
    ),
    show(index) {
      for (const [i, button] of buttons.entries()) button.setAttribute('aria-current', String(i === index));
      scrollTo(buttons[index]!);
    },
  };
}

function branchesOf({ branches, execution }: Branch, traces: readonly Trace[], buttons: readonly HTMLElement[]): HTMLElement {
  if (execution !== undefined) return buttons[execution]!;
  return h(
    'ul',
    { class: 'tree' },
    ...branches.map((branch) => {
      const { thread = 0, text = '' } = branch.choice ?? {};
      const what =
        thread < 0 ? [text] : [threadMark(thread), h('span', {}, `${nameOf(traces[0]!, thread)}: ${text === '' ? 'goes on' : text}`)];
      return h('li', {}, h('span', { class: 'choice' }, ...what), branchesOf(branch, traces, buttons));
    }),
  );
}

function leaf(trace: Trace, index: number, onclick: () => void): HTMLElement {
  const results = trace.threads.map(({ state, result }) => (state === 'finished' ? (result ?? 'undefined') : state));
  const shown = results.every((result) => result === 'undefined') ? 'all finished' : results.join(', ');
  return h(
    'button',
    { type: 'button', class: trace.error === undefined ? 'execution' : 'execution wrong', 'aria-current': 'false', onclick },
    h('b', {}, `#${index + 1}`),
    ` ${trace.error === undefined ? shown : `✗ ${titleOf(trace)}`}`,
  );
}

/** Scrolls the tree only, not the page. */
function scrollTo(button: HTMLElement): void {
  const area = button.closest('.scroll');
  if (area === null) return;
  const [outer, inner] = [area.getBoundingClientRect(), button.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) area.scrollTop += inner.top - outer.top - outer.height / 2;
}
