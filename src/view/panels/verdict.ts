import { describeEnd, describeLastChanges } from '../../check/report/ends.ts';
import { titleOf } from '../../check/report/headline.ts';
import { describeStep, stepNumber } from '../../check/report/step-text.ts';
import type { Trace, TraceSet } from '../../check/report/trace.ts';
import { h } from '../dom.ts';
import { threadMark } from '../thread-mark.ts';
import type { Actions } from '../state.ts';

/** Lines of a message that are shown; stacks are in the JSON. Of a litmus test each step of the cycle is one. */
const MOST_LINES = 24;

export interface PageActions extends Actions {
  copyLink(): void;
  help(): void;
}

/** What the check is, and what came out: the kind of error, the message, why each thread stands where it does, the last change of what is waited for. */
export function verdict(trace: Trace, set: TraceSet | undefined, actions: PageActions): HTMLElement {
  const { error, execution, steps } = trace;
  const where =
    execution === undefined || execution === 0
      ? []
      : [`execution ${execution}${set === undefined ? '' : ` of ${set.executions + set.blocked}`}`];
  const summary = [trace.model, ...where, `${steps.length} step${steps.length === 1 ? '' : 's'}`];
  const isOfSet = set !== undefined && error === undefined && trace.outcome === undefined;
  const title = isOfSet ? titleOfSet(set) : titleOf(trace);
  const kind = error !== undefined ? 'wrong' : isOfSet && set.verdict !== 'correct' ? 'unsure' : 'right';
  return h(
    'header',
    { class: 'verdict' },
    h(
      'div',
      { class: 'title' },
      h('h2', {}, trace.check),
      h('button', { type: 'button', onclick: () => actions.copyLink() }, 'Copy link'),
      h('button', { type: 'button', 'aria-label': 'Keys and edges', title: 'Keys and edges', onclick: () => actions.help() }, '?'),
    ),
    h(
      'p',
      { class: 'summary' },
      h('strong', { class: `outcome ${kind}` }, `${{ wrong: '✗', unsure: '?', right: '✓' }[kind]} ${title}`),
      h('span', { class: 'facts' }, summary.join(' · ')),
    ),
    h('ul', { class: 'story' }, ...storyOf(trace, actions)),
  );
}

function titleOfSet({ verdict: outcome, executions, blocked, bound }: TraceSet): string {
  if (outcome === 'wrong') return 'nothing wrong in this execution, but in another';
  const count = `${executions} execution${executions === 1 ? '' : 's'}${blocked > 0 ? ` and ${blocked} that stop on the way` : ''}`;
  return bound === undefined ? `nothing wrong in all ${count}` : `nothing wrong in ${count}; ${bound}`;
}

function storyOf(trace: Trace, actions: Actions): HTMLElement[] {
  const { error } = trace;
  const racing = error?.kind === 'dataRace' ? error.steps.flatMap((id) => trace.steps[id] ?? []) : [];
  if (racing.length >= 2) {
    const accesses = racing.map((step) =>
      h(
        'li',
        {},
        threadMark(step.thread),
        h('button', { type: 'button', class: 'jump', onclick: () => actions.select(step.id) }, `step ${stepNumber(step.id)}`),
        ` ${describeStep(trace, step)}`,
      ),
    );
    return [...accesses, h('li', { class: 'plain' }, 'nothing orders one before the other')];
  }
  const isSelfEvident = error === undefined || (error.kind === 'deadlock' && trace.threads.length > 0);
  const lines = isSelfEvident ? [] : error.message.split('\n').filter((line) => !/^\s+at /.test(line) && line.trim() !== '');
  return [
    ...lines.slice(0, MOST_LINES).map((line) => h('li', { class: 'message' }, line)),
    ...(lines.length > MOST_LINES ? [h('li', { class: 'plain' }, `… and ${lines.length - MOST_LINES} more lines`)] : []),
    ...(trace.outcome === undefined ? endsOf(trace) : []),
    ...describeLastChanges(trace).map((line) => h('li', { class: 'plain' }, line)),
  ];
}

/** Where the threads stand: those that ended without a result in one line, since there is nothing to tell of them. */
function endsOf(trace: Trace): HTMLElement[] {
  const silent = trace.threads.filter(({ state, result }) => state === 'finished' && (result === undefined || result === 'undefined'));
  const rest = trace.threads.filter((end) => !silent.includes(end));
  const together = silent.length < 2 ? silent : [];
  return [
    ...trace.threads
      .filter((end) => rest.includes(end) || together.includes(end))
      .map((end) => h('li', {}, threadMark(end.thread), describeEnd(trace, end))),
    ...(silent.length < 2
      ? []
      : [
          h(
            'li',
            {},
            ...silent.map(({ thread }) => threadMark(thread)),
            `${rest.length === 0 ? 'all threads' : silent.map(({ name }) => name).join(', ')} finished`,
          ),
        ]),
  ];
}
