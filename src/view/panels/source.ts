import { shortPlace, wholePath } from '../../check/report/places.ts';
import type { Place, Trace } from '../../check/report/trace.ts';
import { fill, h, type Child } from '../dom.ts';
import type { Panel } from '../state.ts';

/** Lines shown above and below, where the trace remembers them. */
const CONTEXT = 4;

/** The source where the selected step was taken, with its line marked; and who called that, each of whom can be looked at. */
export function sourcePanel(trace: Trace): Panel {
  const title = h('h3', {}, 'Source');
  const code = h('div', { class: 'code', role: 'group', 'aria-label': 'Lines of source', tabindex: 0 });
  const frames = h('ul', { class: 'frames', 'aria-label': 'Stack' });
  let shown = -1;
  const look = (places: readonly Place[], at: number) => {
    const place = places[at]!;
    fill(title, 'Source ', h('span', { class: 'path', title: wholePath(place.file) }, shortPlace(place)));
    fill(code, ...linesOf(trace, place));
    showMark(code);
    fill(
      frames,
      ...(places.length < 2
        ? []
        : places.map((frame, i) =>
            h(
              'li',
              {},
              h(
                'button',
                {
                  type: 'button',
                  class: 'frame',
                  'aria-pressed': String(i === at),
                  onclick: () => refocus(frames, i, () => look(places, i)),
                },
                shortPlace(frame),
                frame.function === undefined ? undefined : h('span', { class: 'function' }, ` in ${frame.function}`),
              ),
            ),
          )),
    );
  };
  return {
    element: h('section', { class: 'source', 'aria-label': 'Source' }, title, code, frames),
    show({ cursor }) {
      if (cursor === shown) return;
      shown = cursor;
      const { place, stack = [] } = trace.steps[cursor - 1] ?? {};
      const places = stack.length > 0 ? stack : place === undefined ? [] : [place];
      if (places.length > 0)
        return look(
          places,
          Math.max(
            0,
            places.findIndex((frame) => frame.file === place?.file && frame.line === place.line),
          ),
        );
      fill(title, 'Source');
      fill(frames);
      fill(code, h('p', { class: 'none' }, cursor === 0 ? 'No step has been taken.' : 'Where this step was taken is not known.'));
    },
  };
}

/** The button that was pressed is made anew: the focus goes to the new one. */
function refocus(list: HTMLElement, index: number, change: () => void): void {
  change();
  list.querySelectorAll('button')[index]?.focus();
}

/** Of a line that is too long, the part that matters. */
function showMark(code: HTMLElement): void {
  const mark = code.querySelector('mark');
  if (mark === null) return;
  const end = mark.getBoundingClientRect().right - code.getBoundingClientRect().left + code.scrollLeft;
  code.scrollLeft = end > code.clientWidth ? end - code.clientWidth * SHOWN_AT : 0;
}
/** Where on the width of the box the mark then stands. */
const SHOWN_AT = 0.6;

function linesOf({ sources }: Trace, { file, line, column }: Place): Child[] {
  const texts = sources?.[file] ?? {};
  const numbers = Object.keys(texts)
    .map(Number)
    .filter((number) => Math.abs(number - line) <= CONTEXT)
    .toSorted((a, b) => a - b);
  if (!numbers.includes(line)) return [h('p', { class: 'none' }, 'The trace does not remember this line.')];
  const indentation = Math.min(
    ...numbers
      .map((number) => texts[number]!)
      .filter((text) => text.trim() !== '')
      .map((text) => /^\s*/.exec(text)![0].length),
  );
  return numbers.map((number) => {
    const text = texts[number]!.slice(indentation);
    const here = number === line;
    return h(
      'div',
      { class: here ? 'line here' : 'line', ...(here ? { 'aria-current': 'true' } : {}) },
      h('span', { class: 'line-number' }, String(number)),
      h('code', {}, ...(here ? pointed(text, column - 1 - indentation) : [text])),
    );
  });
}

/** The text, with what begins at the column marked: a call, or an operator. */
function pointed(text: string, column: number): Child[] {
  const [token] = /^(?:[\w$.#]+|\S)/.exec(text.slice(column)) ?? [];
  if (token === undefined || column < 0) return [text];
  return [text.slice(0, column), h('mark', {}, token), text.slice(column + token.length)];
}
