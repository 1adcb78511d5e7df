import { h } from '../dom.ts';
import { SHORTCUTS } from '../keys.ts';
import { MEANINGS, RELATIONS } from '../relations.ts';

/** The keys, and what the edges mean. */
export function helpDialog(hasExecutions: boolean): HTMLDialogElement {
  const shortcuts = SHORTCUTS.filter(({ does }) => hasExecutions || !does.endsWith('execution'));
  const dialog = h(
    'dialog',
    { class: 'help', 'aria-label': 'Keys and edges' },
    h('h3', {}, 'Keys'),
    h(
      'dl',
      {},
      ...shortcuts.flatMap(({ shown, does }) => [
        h('dt', {}, ...shown.split(' ').flatMap((key) => [h('kbd', {}, key), ' '])),
        h('dd', {}, does),
      ]),
    ),
    h('h3', {}, 'Edges'),
    h(
      'dl',
      {},
      ...RELATIONS.flatMap((relation) => [h('dt', {}, h('span', { class: `tag ${relation}` }, relation)), h('dd', {}, MEANINGS[relation])]),
    ),
    h('button', { type: 'button', onclick: () => dialog.close() }, 'Close'),
  );
  return dialog;
}
