import { nameOf } from '../../check/report/ends.ts';
import type { Trace } from '../../check/report/trace.ts';
import { fill, h, set } from '../dom.ts';
import { icon, type Icon } from '../icons.ts';
import { MEANINGS, relationsOf, type Relation } from '../relations.ts';
import { moved, threadsOf, type Actions, type Move, type Panel, type ViewState } from '../state.ts';
import { threadMark } from '../thread-mark.ts';

const MOVES: readonly (readonly [move: Move, label: string])[] = [
  ['first', 'Before the first step'],
  ['previousSwitch', 'Previous thread switch'],
  ['previous', 'Previous step'],
  ['next', 'Next step'],
  ['nextSwitch', 'Next thread switch'],
  ['last', 'Last step'],
];
/** The play button stands in the middle. */
const BEFORE_PLAY = 3;

/** The buttons: moves, which edges are drawn, which threads and which word are shown. */
export function controls(trace: Trace, actions: Actions): Panel {
  const moves = MOVES.map(([move, label]) => [move, button(label, move, () => actions.move(move))] as const);
  const play = button('Play', 'play', () => actions.change({ playing: play.getAttribute('aria-pressed') !== 'true' }));
  const position = h('output', { class: 'position' });
  const edges = relationsOf(trace).map(
    (relation) => [relation, toggle(`edge ${relation}`, MEANINGS[relation], [h('i', { 'aria-hidden': 'true' }), relation])] as const,
  );
  const threads = threadsOf(trace).map(
    (thread) => [thread, toggle('thread', `Show ${nameOf(trace, thread)}`, [threadMark(thread), nameOf(trace, thread)])] as const,
  );
  const words = h(
    'select',
    {
      'aria-label': 'Show only steps that touch',
      onchange: () => actions.change({ word: words.value === '' ? undefined : Number(words.value) }),
    },
    h('option', { value: '' }, 'all words'),
    ...trace.words.map(({ name }, i) => h('option', { value: i }, name)),
  );
  const element = h(
    'div',
    { class: 'controls' },
    group(
      'Move',
      moves.slice(0, BEFORE_PLAY).map(([, it]) => it),
      play,
      moves.slice(BEFORE_PLAY).map(([, it]) => it),
      position,
    ),
    group(
      'Edges',
      edges.map(([, it]) => it),
    ),
    threads.length > 1 || trace.words.length > 1
      ? group('Filter', threads.length > 1 ? threads.map(([, it]) => it) : [], trace.words.length > 1 ? words : undefined)
      : undefined,
  );
  let state: ViewState | undefined;
  for (const [relation, it] of edges)
    it.addEventListener('click', () => actions.change({ relations: flipped<Relation>(state!.relations, relation) }));
  for (const [thread, it] of threads) it.addEventListener('click', () => actions.change({ hidden: flipped(state!.hidden, thread) }));
  return {
    element,
    show(next) {
      state = next;
      for (const [move, it] of moves) it.setAttribute('aria-disabled', String(moved(next, move) === next.cursor));
      set(play, { 'aria-pressed': String(next.playing), 'aria-label': next.playing ? 'Pause' : 'Play' });
      fill(play, icon(next.playing ? 'pause' : 'play'));
      position.textContent = `step ${next.cursor} of ${trace.steps.length}`;
      for (const [relation, it] of edges) it.setAttribute('aria-pressed', String(next.relations.has(relation)));
      for (const [thread, it] of threads) it.setAttribute('aria-pressed', String(!next.hidden.has(thread)));
      words.value = next.word === undefined ? '' : String(next.word);
    },
  };
}

/** The set with the item, or without it if it was in. */
export function flipped<T>(items: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const result = new Set(items);
  if (!result.delete(item)) result.add(item);
  return result;
}

function group(label: string, ...children: Parameters<typeof h>[2][]): HTMLElement {
  return h('div', { role: 'group', 'aria-label': label, class: 'group' }, ...children);
}

/** A button that is a sign. It stays focusable where it leads nowhere, so that the focus is not lost at the ends. */
function button(label: string, sign: Icon, onclick: () => void): HTMLButtonElement {
  return h('button', { type: 'button', class: 'sign', 'aria-label': label, title: label, onclick }, icon(sign));
}

function toggle(name: string, title: string, content: readonly (Node | string)[]): HTMLButtonElement {
  return h('button', { type: 'button', class: `toggle ${name}`, title, 'aria-pressed': 'false' }, ...content);
}
