import type { Explanation } from './explain.ts';
import { causeOf, does } from './words.ts';

/** How large things are, in pixels. Guesses that look right at the size of a page. */
const BOX = { width: 168, height: 40 };
const GAP = { x: 92, y: 46 };
const MARGIN = 28;
const HEAD = 62;
/** How far an edge of one thread bends to the side, and one between threads. */
const BEND = 46;
const LABEL_SIZE = 12;
const CHARACTER = 6.6;

/** What is drawn of an edge. */
interface Line {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** `po`, `rf`, `co`, `fr` or `other`: its colour. */
  readonly kind: string;
  readonly isPart: boolean;
}

/** An explanation as a picture: a column for each thread, an arrow for each relation, the cycle in bold. Costs nothing. */
export function svgOf(explanation: Explanation, title: string): string {
  const { events, state, kind, axiom } = explanation;
  const threads = [...new Set(events.filter(({ thread }) => thread >= 0).map(({ thread }) => thread))].toSorted((a, b) => a - b);
  const places = placesOf(explanation, threads);
  const lines = linesOf(explanation).filter(({ from, to }) => places.has(from) && places.has(to));
  const widest = (isWithin: boolean): number =>
    Math.max(0, ...lines.filter((line) => isWithin === (places.get(line.from)!.column === places.get(line.to)!.column)).map(widthOf));
  const gap = Math.max(GAP.x, widest(false) + 2 * LABEL_SIZE);
  const side = Math.max(BEND, widest(true));
  const rows = Math.max(1, ...[...places.values()].map(({ row }) => row + 1));
  const width = Math.max(
    2 * MARGIN + threads.length * BOX.width + (threads.length - 1) * gap + 2 * side,
    MARGIN + title.length * CHARACTER,
  );
  const height = HEAD + rows * (BOX.height + GAP.y) + MARGIN;
  const x = (column: number): number => MARGIN + side + column * (BOX.width + gap);
  const y = (row: number): number => HEAD + row * (BOX.height + GAP.y);
  const verdict =
    kind === 'forbidden'
      ? `${state} forbidden by ${axiom!.name}`
      : kind === 'undefined'
        ? `${state} undefined, since it has a ${causeOf(axiom!.name)}`
        : `${state} allowed`;
  const boxes = [...places].map(([i, { column, row }]) => {
    const event = events[i]!;
    const text = event.thread === -1 ? `${event.location}=${event.written} at first` : `${event.letter}: ${does(event)}`;
    const shown = text.length * CHARACTER > BOX.width ? `${text.slice(0, Math.floor(BOX.width / CHARACTER) - 1)}…` : text;
    return `<g class="event${event.thread === -1 ? ' first' : ''}"><title>${escaped(event.source || text)}</title><rect x="${x(column)}" y="${y(row)}" width="${BOX.width}" height="${BOX.height}" rx="6"/><text x="${x(column) + BOX.width / 2}" y="${y(row) + BOX.height / 2 + 4}">${escaped(shown)}</text></g>`;
  });
  const heads = threads.map(
    (thread, column) => `<text class="head" x="${x(column) + BOX.width / 2}" y="${HEAD - 12}">thread ${thread}</text>`,
  );
  const arrows = lines.map((line, n) => arrow(line, places, { x, y, last: threads.length - 1 }, n));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(`${title}: ${verdict}`)}">
<style>${STYLE}</style>
<defs>${['po', 'rf', 'co', 'fr', 'other'].map((name) => `<marker id="to-${name}" class="${name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"/></marker>`).join('')}</defs>
<rect class="page" width="${width}" height="${height}"/>
<text class="title" x="${MARGIN}" y="24">${escaped(title)}: ${escaped(verdict)}</text>
${[...heads, ...arrows, ...boxes].join('\n')}
</svg>
`;
}

interface Spot {
  readonly column: number;
  readonly row: number;
}

/** Threads side by side; what is there at first above the first event that has to do with it. */
function placesOf({ events, edges, rf }: Explanation, threads: readonly number[]): ReadonlyMap<number, Spot> {
  const places = new Map<number, Spot>();
  const firsts = events.flatMap(({ thread, isShown }, i) => (thread === -1 && isShown ? [i] : []));
  const isReadFrom = (i: number): boolean => rf.some(([from]) => from === i) || edges.some(({ from, to }) => from === i || to === i);
  const shown = firsts.filter(isReadFrom);
  for (const [k, i] of shown.entries()) places.set(i, { column: k, row: 0 });
  const top = shown.length > 0 ? 1 : 0;
  const next = threads.map(() => top);
  for (const [i, { thread }] of events.entries()) {
    const column = threads.indexOf(thread);
    if (column !== -1) places.set(i, { column, row: next[column]!++ });
  }
  return places;
}

function linesOf({ events, edges, rf, co }: Explanation): readonly Line[] {
  const lines = new Map<string, Line>();
  const add = (from: number, to: number, relation: string, isPart: boolean, label = relation): void => {
    const kind = ['po', 'rf', 'co', 'fr'].includes(relation) ? relation : 'other';
    const key = `${from} ${to} ${relation}`;
    if (!lines.has(key)) lines.set(key, { from, to, label, kind, isPart });
  };
  for (const { from, to, relation, name } of edges)
    add(from, to, relation, true, name === undefined || name === relation ? relation : `${relation} (${name})`);
  for (const [from, to] of rf) add(from, to, 'rf', false);
  for (const [from, to] of co) if (events[from]!.thread !== -1) add(from, to, 'co', false);
  let last: number | undefined;
  for (const [i, { thread }] of events.entries()) {
    if (last !== undefined && thread >= 0 && events[last]!.thread === thread) add(last, i, 'po', false, '');
    last = thread >= 0 ? i : undefined;
  }
  return [...lines.values()];
}

function arrow(
  { from, to, label, kind, isPart }: Line,
  places: ReadonlyMap<number, Spot>,
  { x, y, last }: { readonly x: (column: number) => number; readonly y: (row: number) => number; readonly last: number },
  n: number,
): string {
  const [a, b] = [places.get(from)!, places.get(to)!];
  const [ax, ay, bx, by] = [x(a.column), y(a.row), x(b.column), y(b.row)];
  let path: string;
  let label_: readonly [number, number];
  if (a.column === b.column && kind === 'po' && b.row === a.row + 1) {
    const middle = ax + BOX.width / 2;
    path = `M${middle} ${ay + BOX.height}L${middle} ${by}`;
    label_ = [middle + LABEL_SIZE + (label.length * CHARACTER) / 2, (ay + BOX.height + by) / 2 + 4];
  } else if (a.column === b.column) {
    // Down one side, and up the other one, further out the longer they are; of the last thread down its right, where no other arrows are.
    const isLeft = b.row > a.row !== (a.column === last && last > 0);
    const side = isLeft ? ax : ax + BOX.width;
    const out = side + (isLeft ? -1 : 1) * Math.min(BEND, BEND / 2 + Math.abs(b.row - a.row) * 8);
    const [from_, to_] = [ay + BOX.height / 2, by + BOX.height / 2];
    path = `M${side} ${from_}C${out} ${from_} ${out} ${to_} ${side} ${to_}`;
    label_ = [side + (isLeft ? -1 : 1) * (LABEL_SIZE + widthOf({ label }) / 2), (from_ + to_) / 2 + (n % 2) * LABEL_SIZE];
  } else {
    const isRight = b.column > a.column;
    const [x1, x2] = isRight ? [ax + BOX.width, bx] : [ax, bx + BOX.width];
    const [y1, y2] = [ay + BOX.height / 2 + (isRight ? -6 : 6), by + BOX.height / 2 + (isRight ? -6 : 6)];
    const third = (x2 - x1) / 3;
    path = `M${x1} ${y1}C${x1 + third} ${y1} ${x2 - third} ${y2} ${x2} ${y2}`;
    // Nearer to where it comes from, so that the labels of crossing arrows do not meet.
    const near = Math.max(NEAR, (widthOf({ label }) / 2 + LABEL_SIZE / 2) / Math.abs(x2 - x1));
    label_ = [x1 + (x2 - x1) * near, y1 + (y2 - y1) * heightAt(near) - 5];
  }
  const half = (label.length * CHARACTER) / 2;
  const text =
    label === ''
      ? ''
      : `<rect class="behind" x="${label_[0] - half - 2}" y="${label_[1] - LABEL_SIZE + 2}" width="${2 * half + 4}" height="${LABEL_SIZE + 2}"/><text x="${label_[0]}" y="${label_[1]}">${escaped(label)}</text>`;
  return `<g class="edge ${kind}${isPart ? ' part' : ''}"><path d="${path}" marker-end="url(#to-${kind})"/>${text}</g>`;
}
const NEAR = 0.3;
/** How high a curve is there. */
const heightAt = (part: number): number => 3 * part ** 2 - 2 * part ** 3;

const widthOf = ({ label }: { readonly label: string }): number => label.length * CHARACTER;

const STYLE = `
svg{color-scheme:light dark;font:${LABEL_SIZE}px ui-monospace,monospace;--page:#fff;--ink:#1b1e23;--soft:#8a919c;--box:#f2f4f7;--po:#5b6470;--rf:#1a7f37;--co:#8a4b00;--fr:#b3261e;--other:#5a3fc0}
@media(prefers-color-scheme:dark){svg{--page:#15171b;--ink:#e7e9ed;--soft:#7d8590;--box:#22262c;--po:#9aa4b2;--rf:#56d364;--co:#e3a35c;--fr:#ff8a80;--other:#b39dff}}
.page,.behind{fill:var(--page)}text{fill:var(--ink);text-anchor:middle}.title{text-anchor:start;font-size:14px;font-weight:600}.head{fill:var(--soft)}
.event rect{fill:var(--box);stroke:var(--soft)}.first rect{stroke-dasharray:4 3}
.edge path{fill:none;stroke-width:1.2;opacity:.75}.edge.part path{stroke-width:2.4;opacity:1}.edge.part text{font-weight:600}
${['po', 'rf', 'co', 'fr', 'other'].map((kind) => `.${kind} path{stroke:var(--${kind})}.${kind} text{fill:var(--${kind})}marker.${kind} path{fill:var(--${kind});stroke:none}`).join('')}
`
  .trim()
  .replaceAll('\n', '');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
