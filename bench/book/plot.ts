import { formatTime } from '../harness/report.ts';
import { summaryOf } from './figures.ts';
import { type BookRecord, type Measured, type Row, type Runner, RUNNERS } from './record.ts';

/** docs/chapter-9.svg: the same record as a picture. A line for each lock, a mark for each who ran it, on a logarithmic scale of time. */
export const PLOT = new URL('../../docs/chapter-9.svg', import.meta.url);

const WIDTH = 960;
const LABELS = 230;
const RIGHT = 24;
const TOP = 64;
const ROW = 20;
const GROUP_TITLE = 34;
const GROUP_GAP = 10;
const BOTTOM = 40;
const MARK = 4.5;
const AXIS_EVERY = 10;

/** Colours that the colour-blind can tell apart too; the shapes say it as well. */
const COLORS: Readonly<Record<Runner, string>> = { rust: '#d55e00', node: '#009e73', bun: '#0072b2' };
const NAMES: Readonly<Record<Runner, string>> = { rust: 'Rust', node: 'Node', bun: 'Bun' };

export function plotOf({ measurements, date, machine }: BookRecord): string {
  const [least, most] = decades(measurements);
  const x = (ns: number): number => LABELS + ((WIDTH - LABELS - RIGHT) * Math.log10(ns / least)) / Math.log10(most / least);
  const groups: string[] = [];
  let y = TOP;
  for (const measured of measurements) {
    groups.push(text(12, y + 22, `${measured.title}`, 'title'));
    y += GROUP_TITLE;
    for (const row of measured.rows) {
      groups.push(...rowOf(row, y + ROW / 2, x));
      y += ROW;
    }
    y += GROUP_GAP;
  }
  const height = y + BOTTOM;
  const grid: string[] = [];
  for (let ns = least; ns <= most * 1.001; ns *= AXIS_EVERY) {
    grid.push(`<line class="grid" x1="${px(x(ns))}" y1="${TOP}" x2="${px(x(ns))}" y2="${y}"/>`);
    grid.push(text(x(ns), y + 18, tick(ns), 'tick'), text(x(ns), TOP - 6, tick(ns), 'tick'));
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>Chapter 9, measured: the time of one operation, ${date}, ${machine.cpu}, ${machine.cores} cores</title>
<style>
  text { font: 13px system-ui, sans-serif; fill: #1b1f24; }
  .title { font-weight: 600; }
  .tick { font-size: 11px; text-anchor: middle; fill: #57606a; }
  .label { text-anchor: end; }
  .grid { stroke: #d0d7de; }
  .row { stroke: #eaeef2; }
  .range { stroke-width: 1.5; opacity: 0.55; }
</style>
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
${legend()}
${grid.join('\n')}
${groups.join('\n')}
</svg>
`;
}

/** The powers of ten around all samples. */
function decades(measurements: readonly Measured[]): [number, number] {
  const all = measurements.flatMap(({ rows }) => rows.flatMap(({ figures }) => figures.flatMap(({ samples }) => samples)));
  const least = all.reduce((found, value) => Math.min(found, value), Infinity);
  const most = all.reduce((found, value) => Math.max(found, value), 0);
  return [AXIS_EVERY ** Math.floor(Math.log10(least)), AXIS_EVERY ** Math.ceil(Math.log10(most))];
}

function rowOf(row: Row, y: number, x: (ns: number) => number): string[] {
  const parts = [
    `<line class="row" x1="${LABELS}" y1="${y}" x2="${WIDTH - RIGHT}" y2="${y}"/>`,
    text(LABELS - 12, y + 4.5, row.label.replaceAll('`', ''), 'label'),
  ];
  RUNNERS.forEach((by, i) => {
    const summary = summaryOf(row, by);
    if (summary === undefined) return;
    const samples = row.figures.find((figure) => figure.by === by)!.samples;
    const at = y + (i - 1) * 3;
    const [from, to] = [x(summary.min), x(Math.max(...samples))];
    parts.push(`<line class="range" stroke="${COLORS[by]}" x1="${px(from)}" y1="${at}" x2="${px(to)}" y2="${at}"/>`);
    parts.push(mark(by, x(summary.median), at, `${NAMES[by]}: ${formatTime(summary.median)}`));
  });
  return parts;
}

/** A circle, a square, or a diamond. */
function mark(by: Runner, x: number, y: number, title: string): string {
  const fill = `fill="${COLORS[by]}" stroke="#ffffff" stroke-width="0.7"`;
  const inside = `<title>${title}</title>`;
  if (by === 'rust') return `<circle ${fill} cx="${px(x)}" cy="${px(y)}" r="${MARK}">${inside}</circle>`;
  const half = MARK * 0.9;
  const turn = by === 'bun' ? ` transform="rotate(45 ${px(x)} ${px(y)})"` : '';
  return `<rect ${fill} x="${px(x - half)}" y="${px(y - half)}" width="${px(2 * half)}" height="${px(2 * half)}"${turn}>${inside}</rect>`;
}

function legend(): string {
  const parts = [text(12, 26, 'Time of one operation: median, and from the least sample to the greatest', 'title')];
  RUNNERS.forEach((by, i) => {
    const x = WIDTH - RIGHT - 200 + i * 72;
    parts.push(mark(by, x, 21.5, NAMES[by]), text(x + 10, 26, NAMES[by], 'name'));
  });
  return parts.join('\n');
}

function tick(ns: number): string {
  return formatTime(ns).replace(/\.0+(?= )/, '');
}

function text(x: number, y: number, content: string, style: string): string {
  return `<text class="${style}" x="${px(x)}" y="${px(y)}">${content}</text>`;
}

function px(value: number): string {
  return String(Number(value.toFixed(2)));
}
