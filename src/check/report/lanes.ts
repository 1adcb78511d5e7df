import { nameOf } from './ends.ts';
import { rawSource, shortPlace, wholePath, type SourceLine } from './places.ts';
import { describeStep, stepNumber } from './step-text.ts';
import { cut, pad, widthOf, wrap, type Paint } from './text.ts';
import type { Step, Trace } from './trace.ts';
import { latestWriters } from './words.ts';

export interface LaneOptions {
  readonly width: number;
  readonly paint: Paint;
  readonly sourceLine?: SourceLine | undefined;
  /** Paths are shown from this folder on. */
  readonly base?: string | undefined;
  /** Shows only the steps from this one on (an id), before that one. */
  readonly from?: number;
  readonly to?: number;
  /** The step to mark. */
  readonly cursor?: number;
}

/** Lanes narrower than this break most lines; then all text goes beside narrow lanes of one dot each. */
const LEAST_LANE = 30;
const LEAST_TEXT = 12;
const GAP = 2;
/** What fits into two lines, as breaking between words leaves some of it blank. A guess. */
const TWO_LINES = 1.7;
/** Blanks around the number of a step. */
const MARGIN = 2;

/** The steps as a table: a row for each, in order, a column (lane) for each thread. A blank row where another thread goes on. */
export function lanes(trace: Trace, options: LaneOptions): string[] {
  const threads = threadsOf(trace);
  const from = options.from ?? 0;
  const shown = trace.steps.slice(from, options.to);
  const numberWidth = String(stepNumber(trace.steps.length - 1)).length + MARGIN;
  const room = options.width - numberWidth - GAP;
  const laneWidth = Math.floor(room / Math.max(1, threads.length)) - GAP;
  const latest = latestWriters(trace);
  const file = mainFile(trace);
  const layout = { trace, options, threads, numberWidth, latest, file };
  const rows = laneWidth >= LEAST_LANE ? wideRows : narrowRows;
  const { head, row, gap } = rows(layout, laneWidth, room);
  const lines = [...(file === undefined ? [] : [options.paint.dim(`  lines of ${wholePath(file, options.base)}:`)]), ...head];
  for (const [i, step] of shown.entries()) {
    if (i > 0 && shown[i - 1]!.thread !== step.thread) lines.push(gap);
    lines.push(...row(step));
  }
  return lines.map((line) => line.trimEnd());
}

interface Layout {
  readonly trace: Trace;
  readonly options: LaneOptions;
  readonly threads: readonly number[];
  readonly numberWidth: number;
  readonly latest: readonly (number | undefined)[];
  /** Whose places are shown as lines only. */
  readonly file: string | undefined;
}

interface Rows {
  readonly head: readonly string[];
  row(step: Step): string[];
  readonly gap: string;
}

/** Each lane holds the text of its steps: what was done, and below it the place and the line of source. */
function wideRows(layout: Layout, laneWidth: number): Rows {
  const { trace, options, threads, numberWidth, latest } = layout;
  const { paint } = options;
  const bar = paint.dim('│');
  const line = (number: string, lane: number, text: string) =>
    number + threads.map((_, i) => ` ${bar}${i === lane ? pad(text, laneWidth) : ' '.repeat(laneWidth)}`).join('');
  const none = ' '.repeat(numberWidth);
  const header = threads
    .map((thread) => `   ${pad(paint.thread(thread, paint.bold(cut(nameOf(trace, thread), laneWidth - 1))), laneWidth - 1)}`)
    .join('');
  return {
    head: [none + header],
    gap: line(none, -1, ''),
    row(step) {
      const lane = threads.indexOf(step.thread);
      const texts = wrap(describeStep(trace, step, latest[step.id]), laneWidth - 1).map((text) => ` ${paint.thread(step.thread, text)}`);
      for (const text of whereLines(layout, step, laneWidth - 1)) texts.push(` ${paint.dim(text)}`);
      return texts.map((text, i) => line(i === 0 ? numberText(step, numberWidth, options) : none, lane, text));
    },
  };
}

/** Each lane is a dot; the text stands to the right of all lanes. */
function narrowRows(layout: Layout, _: number, room: number): Rows {
  const { trace, options, threads, numberWidth, latest } = layout;
  const { paint } = options;
  const cell = Math.max(...threads.map((thread) => String(thread).length)) + 1;
  const dots = (lane: number) => threads.map((thread, i) => pad(i === lane ? paint.thread(thread, '●') : paint.dim('│'), cell)).join('');
  const names = Math.max(...threads.map((thread) => nameOf(trace, thread).length));
  const textWidth = Math.max(LEAST_TEXT, room - threads.length * cell - names - GAP);
  const none = ' '.repeat(numberWidth);
  return {
    head: [`${none} ${threads.map((thread) => pad(paint.thread(thread, String(thread)), cell)).join('')}`],
    gap: `${none} ${dots(-1)}`,
    row(step) {
      const lane = threads.indexOf(step.thread);
      const what = wrap(describeStep(trace, step, latest[step.id]), textWidth).map((text) => paint.thread(step.thread, text));
      const texts = [...what, ...whereLines(layout, step, textWidth).map((text) => paint.dim(text))];
      const name = pad(paint.thread(step.thread, nameOf(trace, step.thread)), names + GAP);
      return texts.map((text, i) => {
        const first = i === 0;
        return `${first ? numberText(step, numberWidth, options) : none} ${dots(first ? lane : -1)} ${first ? name : ' '.repeat(names + GAP)}${text}`;
      });
    },
  };
}

/** The place and the line of source, in two lines at most: of a long line, what is around the place. */
function whereLines({ trace, options, file }: Layout, { place }: Step, width: number): string[] {
  if (place === undefined) return [];
  const where = place.file === file ? `:${place.line}` : shortPlace(place);
  const raw = rawSource(trace, place, options.sourceLine);
  const text = raw.trim();
  const column = place.column - 1 - (raw.length - raw.trimStart().length);
  const room = Math.floor(TWO_LINES * width) - widthOf(where);
  const [first, ...rest] = wrap(`${where} ${excerpt(text, column, room)}`.trimEnd(), width);
  return rest.length === 0 ? [first!] : [first!, cut(rest.join(' '), width)];
}

/** The part of a long line around a column of it. */
function excerpt(text: string, column: number, width: number): string {
  const half = Math.floor(width / 2);
  if (text.length <= width || column <= half) return text;
  return `…${text.slice(Math.min(column - Math.floor(half / 2), text.length - width + 1))}`;
}

/** The file in which most steps were taken. */
function mainFile({ steps }: Trace): string | undefined {
  const counts = new Map<string, number>();
  for (const { place } of steps) if (place !== undefined) counts.set(place.file, (counts.get(place.file) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

function numberText({ id }: Step, width: number, { cursor, paint }: LaneOptions): string {
  const number = String(stepNumber(id)).padStart(width - 1);
  return cursor === id ? paint.bold(`▶${number}`) : paint.dim(` ${number}`);
}

/** All threads that the trace knows, also those that did nothing. */
function threadsOf(trace: Trace): number[] {
  return [...new Set([...trace.threads.map(({ thread }) => thread), ...trace.steps.map(({ thread }) => thread)])].toSorted((a, b) => a - b);
}
