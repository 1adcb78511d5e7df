import { nameOf } from '../../check/report/ends.ts';
import { stepNumber } from '../../check/report/step-text.ts';
import type { Trace, Word } from '../../check/report/trace.ts';
import { valueText } from '../../check/report/values.ts';
import { wordsAfter } from '../../check/report/words.ts';
import { fill, h, set } from '../dom.ts';
import { threadMark } from '../thread-mark.ts';
import type { Actions, Panel, ViewState } from '../state.ts';

/** The words of memory before and after the selected step, and who wrote them last. A word is a button that leads to that write; again, to the one before it. */
export function memoryPanel(trace: Trace, actions: Actions): Panel {
  let state: ViewState | undefined;
  const rows = trace.words.map((word, index) => row(word, () => goToWriter(trace, state!, index, actions)));
  const head = ['Word', 'Before', 'After', 'Last write'].map((title) => h('th', { scope: 'col' }, title));
  const table = h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows.map(({ element }) => element)));
  const none = h('p', { class: 'none' }, 'No word of shared memory was touched.');
  return {
    element: h('section', { class: 'memory', 'aria-label': 'Memory' }, h('h3', {}, 'Memory'), trace.words.length === 0 ? none : table),
    show(next) {
      state = next;
      const before = wordsAfter(trace, Math.max(0, next.cursor - 1));
      const after = wordsAfter(trace, next.cursor);
      const step = trace.steps[next.cursor - 1];
      for (const [index, { show, element }] of rows.entries()) {
        element.hidden = next.word !== undefined && next.word !== index;
        show(before[index]!.value, after[index]!.value, {
          isTouched: step?.word === index,
          isWritten: step !== undefined && after[index]!.writer === step.id,
        });
        const writer = trace.steps[after[index]!.writer];
        fill(
          element.lastElementChild!,
          ...(writer === undefined
            ? ['nobody']
            : [
                threadMark(writer.thread),
                `step ${stepNumber(writer.id)}`,
                h('span', { class: 'hidden-text' }, ` of ${nameOf(trace, writer.thread)}`),
              ]),
        );
      }
    },
  };
}

interface Row {
  readonly element: HTMLElement;
  show(before: string, after: string, how: { readonly isTouched: boolean; readonly isWritten: boolean }): void;
}

function row(word: Word, go: () => void): Row {
  const [before, after] = [h('td', { class: 'value' }), h('td', { class: 'value' })];
  const name = h('button', { type: 'button', class: 'word', title: 'Go to its last write', onclick: go }, word.name);
  const element = h('tr', {}, h('th', { scope: 'row' }, name), before, after, h('td', { class: 'writer' }));
  return {
    element,
    show(old, now, { isTouched, isWritten }) {
      fill(before, valueText(word, old));
      fill(after, isWritten ? h('strong', {}, valueText(word, now)) : valueText(word, now));
      set(element, { class: isTouched ? (isWritten ? 'touched written' : 'touched') : '' });
    },
  };
}

/** Back to the last write of a word: of the state that is shown, or, if that is the selected step, of the one before. */
export function goToWriter(trace: Trace, { cursor }: ViewState, word: number, actions: Actions): void {
  const { writer } = wordsAfter(trace, cursor)[word]!;
  const target = writer === cursor - 1 ? wordsAfter(trace, cursor - 1)[word]!.writer : writer;
  if (target >= 0) return actions.select(target);
  const { name, initial } = trace.words[word]!;
  actions.say(`Nobody wrote ${name} before: it is ${valueText(trace.words[word], initial)} from the start.`);
}
