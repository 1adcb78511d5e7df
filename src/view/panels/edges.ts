import type { Trace } from '../../check/report/trace.ts';
import { s, set } from '../dom.ts';
import { edgesOf, type Edge, RELATIONS, type Relation } from '../relations.ts';
import { isVisible, type ViewState } from '../state.ts';

/** Where on the height of a card the edges of each relation begin and end, so that they do not lie on one another. */
const HEIGHTS: Readonly<Record<Relation, number>> = { sw: 0.22, rf: 0.38, hb: 0.52, co: 0.66, fr: 0.82 };
/** More labels than this only cover each other: then only those of the selected step have one. */
const MOST_LABELS = 14;
/** How far an edge within a lane swings out, in pixels: for the first row that it goes over, and for each further one up to the most. */
const SWING = 14;
const MOST_SWING = 46;

export interface EdgesLayer {
  readonly element: SVGSVGElement;
  show(state: ViewState): void;
}

/** The edges, drawn over the cards. Costs a measurement of the cards whenever they move, and a path for each edge. */
export function edgesLayer(trace: Trace, cards: readonly HTMLElement[]): EdgesLayer {
  const paths = s('g');
  const element = s('svg', { class: 'edges', 'aria-hidden': 'true' }, s('defs', {}, ...RELATIONS.map(arrowHead)), paths);
  let state: ViewState | undefined;
  let known: { key: string; edges: readonly Edge[] } | undefined;
  const draw = () => {
    if (state === undefined || !element.isConnected) return;
    const now = state;
    const key = `${[...now.hidden].join()} ${now.word}`;
    if (known?.key !== key) known = { key, edges: edgesOf(trace, (id) => isVisible(now, id)) };
    const selected = now.cursor - 1;
    const drawn = known.edges.filter(({ relation }) => now.relations.has(relation));
    const frame = element.parentElement!;
    set(element, { width: frame.clientWidth, height: 0 });
    set(element, { height: frame.scrollHeight, width: frame.scrollWidth });
    const boxes = new Map<number, Box>();
    const boxOf = (id: number): Box => {
      const box = boxes.get(id) ?? boxIn(frame, cards[id]!);
      boxes.set(id, box);
      return box;
    };
    paths.replaceChildren(
      ...drawn.flatMap((edge) => {
        const isOfSelected = edge.from === selected || edge.to === selected;
        return drawEdge(edge, boxOf(edge.from), boxOf(edge.to), isOfSelected, isOfSelected || drawn.length <= MOST_LABELS);
      }),
    );
  };
  const observer = new ResizeObserver(draw);
  for (const it of cards) observer.observe(it);
  return {
    element,
    show(next) {
      state = next;
      draw();
    },
  };
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly height: number;
}

function boxIn(frame: HTMLElement, it: HTMLElement): Box {
  const [outer, inner] = [frame.getBoundingClientRect(), it.getBoundingClientRect()];
  const left = inner.left - outer.left + frame.scrollLeft - frame.clientLeft;
  return { left, right: left + inner.width, top: inner.top - outer.top + frame.scrollTop - frame.clientTop, height: inner.height };
}

function drawEdge({ relation, from, to }: Edge, a: Box, b: Box, isOfSelected: boolean, hasLabel: boolean): SVGElement[] {
  const height = HEIGHTS[relation];
  const [y1, y2] = [a.top + a.height * height, b.top + b.height * height];
  const inOneLane = a.left === b.left;
  const toTheRight = a.left < b.left;
  const [x1, x2] = inOneLane ? [a.right, b.right] : toTheRight ? [a.right, b.left] : [a.left, b.right];
  const swing = inOneLane ? Math.min(MOST_SWING, SWING * Math.max(1, Math.abs(to - from))) : Math.max(SWING, Math.abs(x2 - x1) / 2);
  const direction = inOneLane || toTheRight ? 1 : -1;
  const [c1, c2] = [x1 + direction * swing, inOneLane ? x2 + swing : x2 - direction * swing];
  const path = `M${round(x1)},${round(y1)}C${round(c1)},${round(y1)} ${round(c2)},${round(y2)} ${round(x2)},${round(y2)}`;
  const classes = `edge ${relation}${isOfSelected ? ' of-selected' : ''}`;
  const line = s('path', { class: classes, d: path, 'marker-end': `url(#head-${relation})`, 'data-edge': `${relation} ${from} ${to}` });
  if (!hasLabel) return [line];
  const [x, y] = [onCurve([x1, c1, c2, x2], height), onCurve([y1, y1, y2, y2], height)];
  return [line, s('text', { class: classes, x: round(x), y: round(y), dy: '0.32em' }, relation)];
}

/** A point of a cubic curve, by how far along it lies. Labels of other relations lie elsewhere, as their edges begin elsewhere. */
function onCurve([a, b, c, d]: readonly [number, number, number, number], t: number): number {
  const r = 1 - t;
  return r ** 3 * a + 3 * r * r * t * b + 3 * r * t * t * c + t ** 3 * d;
}

const round = (n: number): number => Math.round(n * 10) / 10;

function arrowHead(relation: Relation): SVGElement {
  const marker = {
    id: `head-${relation}`,
    class: `head ${relation}`,
    viewBox: '0 0 8 8',
    refX: 7,
    refY: 4,
    markerWidth: 8,
    markerHeight: 8,
    markerUnits: 'userSpaceOnUse',
    orient: 'auto',
  };
  return s('marker', marker, s('path', { d: 'M0,0.5L8,4L0,7.5z' }));
}
