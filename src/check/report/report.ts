import type { CheckError } from '../result.ts';
import { headline } from './headline.ts';
import { lanes } from './lanes.ts';
import { shortPlace, wholePlace, type SourceLine } from './places.ts';
import { paint as paintIf } from './text.ts';
import type { Trace } from './trace.ts';
import { wordsTable } from './words-table.ts';

export interface ReportOptions {
  /** Columns of the terminal. Default 100. */
  readonly width?: number | undefined;
  /** Default false. */
  readonly color?: boolean | undefined;
  /** Reads a line of source; the trace's own sources come first. */
  readonly sourceLine?: SourceLine | undefined;
  /** Places are shown from this folder on. */
  readonly base?: string | undefined;
  /** The name under which the trace was saved. */
  readonly id?: string | undefined;
  /** Shows at most so many of the last steps. Default 60. */
  readonly mostSteps?: number | undefined;
}

const DEFAULT_WIDTH = 100;
/** A table as wide as a very wide terminal is hard to follow. */
const MOST_WIDTH = 160;
const LEAST_WIDTH = 40;
/** What fits on two or three screens. */
const DEFAULT_STEPS = 60;

/** The whole report of an error, as text for a terminal: the headline, the steps in lanes, the words of memory, and the command that replays it. Costs a few milliseconds. */
export function report(error: Pick<CheckError, 'trace' | 'places'>, options: ReportOptions = {}): string {
  return traceReport(error.trace, options, error.places);
}

export function traceReport(trace: Trace, options: ReportOptions = {}, places: CheckError['places'] = []): string {
  const width = Math.max(LEAST_WIDTH, Math.min(options.width ?? DEFAULT_WIDTH, MOST_WIDTH));
  const paint = paintIf(options.color === true);
  const { sourceLine } = options;
  const from = Math.max(0, trace.steps.length - (options.mostSteps ?? DEFAULT_STEPS));
  const sections = [headline(trace, { width, paint, sourceLine })];
  const told = sections[0]!.join('\n');
  const untold = places.filter((place) => !told.includes(shortPlace(place)));
  if (untold.length > 0) sections[0]!.push(`  at ${untold.map((place) => wholePlace(place, options.base)).join(' and ')}`);
  if (trace.steps.length > 0) {
    const note = options.id === undefined ? '' : ': replay shows them';
    const hidden = from === 0 ? [] : [paint.dim(`  … ${from} earlier step${from === 1 ? '' : 's'}${note}`)];
    sections.push(
      [...hidden, ...lanes(trace, { width, paint, sourceLine, from, base: options.base })],
      wordsTable(trace, trace.steps.length, paint),
    );
  }
  if (options.id !== undefined)
    sections.push([
      `replay:  ${paint.bold(`npx lockwright replay ${options.id}`)}`,
      `look:    ${paint.bold(`npx lockwright view ${options.id}`)}`,
    ]);
  return sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n');
}
