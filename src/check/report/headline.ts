import { describeEnd, describeLastChanges, nameOf } from './ends.ts';
import { shortPlace, sourceOf, type SourceLine } from './places.ts';
import { describeStep, stepNumber } from './step-text.ts';
import { clean, columns, cut, widthOf, wrap, type Paint } from './text.ts';
import type { Outcome, Place, Step, Trace } from './trace.ts';

/** How reports name the kinds of errors; a kind that is not here is shown as it is. */
const TITLES: Readonly<Record<string, string>> = {
  assertion: 'assertion failed',
  exception: 'exception',
  deadlock: 'deadlock',
  livelock: 'livelock',
  dataRace: 'data race',
  nondeterminism: 'not deterministic',
  useAfterFree: 'use after free',
  doubleFree: 'double free',
};

export interface HeadlineOptions {
  readonly width: number;
  readonly paint: Paint;
  readonly sourceLine?: SourceLine | undefined;
}

/** What went wrong, in a few lines: the kind and the number of steps; the message; why each thread stands where it does, or the two accesses that race; the last change of what is waited for. */
export function headline(trace: Trace, { width, paint, sourceLine }: HeadlineOptions): string[] {
  const { error } = trace;
  const steps = trace.steps.length;
  const execution = trace.execution === undefined || trace.execution === 0 ? '' : ` (execution ${trace.execution})`;
  const racing = error?.kind === 'dataRace' ? error.steps.flatMap((id) => trace.steps[id] ?? []) : [];
  const title = titleOf(trace);
  const lines = [
    `${error === undefined ? paint.green(title) : paint.bold(paint.red(title))}${steps === 0 ? '' : ` after ${steps} step${steps === 1 ? '' : 's'}`}${execution}`,
  ];
  if (error !== undefined && racing.length < 2 && !(error.kind === 'deadlock' && trace.threads.length > 0))
    lines.push(...messageLines(error.message));
  const table = (rows: readonly Row[]) => tableLines(trace, rows, { width, paint, sourceLine });
  if (racing.length >= 2) {
    lines.push(...table(racing.map((step) => accessRow(trace, step))), '  nothing orders one before the other');
  } else {
    lines.push(
      ...table(
        trace.threads.map((end) => ({
          thread: end.thread,
          text: describeEnd(trace, end),
          place: end.state === 'finished' ? undefined : end.place,
        })),
      ),
    );
  }
  lines.push(...describeLastChanges(trace).flatMap((line) => hanging(line, width)));
  return lines;
}

/** `data race on x[0]`: what went wrong, in a few words. */
export function titleOf(trace: Trace): string {
  const { error, outcome } = trace;
  if (outcome !== undefined) return titleOfOutcome(outcome);
  if (error === undefined) return 'nothing wrong';
  const racing = error.kind === 'dataRace' ? error.steps.flatMap((id) => trace.steps[id] ?? []) : [];
  return (TITLES[error.kind] ?? error.kind) + raceObject(trace, racing);
}

/** `forbidden by ‘sc’`: what the model says of the outcome of a litmus test. */
export function titleOfOutcome({ verdict, axiom }: Outcome): string {
  if (axiom === undefined) return verdict;
  return verdict === 'undefined' ? `undefined: a ${axiom.replaceAll('-', ' ')}` : `${verdict} by ‘${axiom}’`;
}

/** The word that both accesses touch. */
function raceObject(trace: Trace, [first]: readonly Step[]): string {
  const name = first?.word === undefined ? undefined : trace.words[first.word]?.name;
  return name === undefined ? '' : ` on ${name}`;
}

interface Row {
  readonly thread: number;
  readonly text: string;
  readonly place: Place | undefined;
}

function accessRow(trace: Trace, step: Step): Row {
  const how = step.order === undefined ? '' : step.order === 'plain' ? ' (plain)' : ` (${step.order})`;
  return {
    thread: step.thread,
    text: `${nameOf(trace, step.thread)}, step ${stepNumber(step.id)}: ${describeStep(trace, step)}${how}`,
    place: step.place,
  };
}

/** Columns of what, where, and the line of source. Where they are too wide, the text is broken and the rest stands below it. */
function tableLines(trace: Trace, rows: readonly Row[], { width, paint, sourceLine }: HeadlineOptions): string[] {
  const texts = rows.map(({ text }) => `  ${text}`);
  const places = rows.map(({ place }) => (place === undefined ? '' : shortPlace(place)));
  const sources = rows.map(({ place }) => (place === undefined ? '' : sourceOf(trace, place, sourceLine)));
  const textWidth = Math.max(0, ...texts.map(widthOf));
  const room = width - textWidth - Math.max(0, ...places.map(widthOf)) - 2 * GAP;
  if (room < -GAP) {
    return rows.flatMap(({ thread, text }, i) => [
      ...hanging(text, width).map((line) => paint.thread(thread, line)),
      ...(places[i] === ''
        ? []
        : [`${HANGING}${places[i]}  ${paint.dim(cut(sources[i]!, width - HANGING.length - GAP - widthOf(places[i]!)))}`.trimEnd()]),
    ]);
  }
  const withSource = room >= LEAST_SOURCE;
  return columns(
    rows.map(({ thread }, i) => [paint.thread(thread, texts[i]!), places[i]!, ...(withSource ? [paint.dim(cut(sources[i]!, room))] : [])]),
  );
}

const GAP = 2;
const HANGING = ' '.repeat(6);

/** Lines of at most so many columns, of which the first is indented less. */
function hanging(text: string, width: number): string[] {
  const [first, ...rest] = widthOf(text) + GAP <= width ? [text] : wrap(text, width - HANGING.length);
  return [`  ${first!}`, ...rest.map((line) => HANGING + line)];
}

/** A line of source that is cut to less than this tells nothing. */
const LEAST_SOURCE = 16;
const MOST_MESSAGE_LINES = 12;

/** The lines of a message, each cleaned and indented; a stack is left to the JSON. */
function messageLines(message: string): string[] {
  const lines = message.split('\n').filter((line) => !/^\s+at /.test(line) && line.trim() !== '');
  return lines.slice(0, MOST_MESSAGE_LINES).map((line) => `  ${/^\s*/.exec(line)![0].replaceAll('\t', ' ')}${clean(line)}`);
}
