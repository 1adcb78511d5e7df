import { nameOf } from '../../check/report/ends.ts';
import { titleOf, titleOfOutcome } from '../../check/report/headline.ts';
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
  const names = new Set(traces.map(testOf));
  const buttons = traces.map((trace, index) => leaf(trace, index, names.size > 1 ? `${testOf(trace)}: ` : '', () => choose(index)));
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
      h('summary', {}, summaryOf(traces)),
      h('div', { class: 'scroll' }, isTree(traces) ? branchesOf(treeOf(traces), traces, buttons) : h('div', { class: 'list' }, ...buttons)),
      note,
    ),
    show(index) {
      for (const [i, button] of buttons.entries()) button.setAttribute('aria-current', String(i === index));
      scrollTo(buttons[index]!);
    },
  };
}

/** Litmus tests have candidates, which no exploration led to. */
function isTree(traces: readonly Trace[]): boolean {
  return traces.some(({ path }) => path !== undefined);
}

function summaryOf(traces: readonly Trace[]): string {
  const outcomes = traces.flatMap(({ outcome }) => outcome ?? []);
  if (outcomes.length === 0) return `Executions (${traces.length})`;
  const parts = ['allowed', 'forbidden', 'undefined'].flatMap((verdict) => {
    const count = outcomes.filter((one) => one.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  return `Outcomes, with an execution of each (${parts.join(', ')})`;
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

/** The name of a litmus test. */
function testOf({ check, outcome }: Trace): string {
  const end = `: ${outcome?.state}`;
  return check.endsWith(end) ? check.slice(0, -end.length) : '';
}

function leaf(trace: Trace, index: number, name: string, onclick: () => void): HTMLElement {
  const { outcome } = trace;
  const isWrong = trace.error !== undefined;
  return h(
    'button',
    { type: 'button', class: isWrong ? 'execution wrong' : 'execution', 'aria-current': 'false', onclick },
    h('b', {}, `#${index + 1}`),
    ...(outcome === undefined
      ? [` ${isWrong ? `✗ ${titleOf(trace)}` : resultsOf(trace)}`]
      : [` ${name}`, h('code', {}, outcome.state), ` ${isWrong ? '✗' : '✓'} ${titleOfOutcome(outcome)}`]),
  );
}

/** What the threads returned, or why they did not. */
function resultsOf(trace: Trace): string {
  const results = trace.threads.map(({ state, result }) => (state === 'finished' ? (result ?? 'undefined') : state));
  return results.every((result) => result === 'undefined') ? 'all finished' : results.join(', ');
}

/** Scrolls the tree only, not the page. */
function scrollTo(button: HTMLElement): void {
  const area = button.closest('.scroll');
  if (area === null) return;
  const [outer, inner] = [area.getBoundingClientRect(), button.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) area.scrollTop += inner.top - outer.top - outer.height / 2;
}
