import { headline } from '../check/report/headline.ts';
import { lanes } from '../check/report/lanes.ts';
import { nameOf } from '../check/report/ends.ts';
import { shortPlace, rawSource, sourceOf, type SourceLine } from '../check/report/places.ts';
import { describeStep, stepNumber } from '../check/report/step-text.ts';
import { cut, paint as paintIf } from '../check/report/text.ts';
import type { Place, Trace } from '../check/report/trace.ts';
import { wordsTable } from '../check/report/words-table.ts';

export interface ViewOptions {
  readonly width: number;
  /** Lines that fit; the lanes take what the rest leaves. */
  readonly height: number;
  readonly color: boolean;
  readonly sourceLine: SourceLine;
}

/** Lanes of fewer lines than this tell no story. */
const LEAST_LANES = 8;
/** Lines of source above and below the one of the step. */
const CONTEXT = 2;

/**
 * A trace after its first `count` steps: the lanes around the last of them, what it did, its lines of source, and the words before and after. The same view serves a
 * terminal, a pipe and a test.
 */
export function view(trace: Trace, count: number, { width, height, color, sourceLine }: ViewOptions): string[] {
  const paint = paintIf(color);
  const step = trace.steps[count - 1];
  const title = `${paint.bold(trace.check)}  ${trace.model}  step ${count} of ${trace.steps.length}`;
  const now =
    step === undefined
      ? ['before the first step']
      : [
          paint.thread(step.thread, `${nameOf(trace, step.thread)}: ${describeStep(trace, step)}`),
          ...sourceAround(trace, step.place, { width, color, sourceLine }),
        ];
  const words = wordsTable(trace, count, paint, step?.id);
  const last = count === trace.steps.length ? ['', ...headline(trace, { width, paint, sourceLine })] : [];
  const rest = now.length + words.length + last.length + 4;
  const table = lanes(trace, { width, paint, sourceLine, base: process.cwd(), ...(step === undefined ? {} : { cursor: step.id }) });
  return [title, '', ...windowAround(table, Math.max(LEAST_LANES, height - rest)), '', ...now, '', ...words, ...last];
}

/** The part of the lines that has the cursor in its middle, under the heads of the lanes. */
function windowAround(lines: readonly string[], height: number): string[] {
  if (lines.length <= height) return [...lines];
  const head = lines.findIndex((line) => line.includes('│'));
  const body = lines.slice(head);
  const room = height - head;
  const cursor = Math.max(
    0,
    body.findIndex((line) => line.includes('▶')),
  );
  const from = Math.max(0, Math.min(cursor - Math.floor(room / 2), body.length - room));
  return [...lines.slice(0, head), ...body.slice(from, from + room)];
}

function sourceAround(trace: Trace, place: Place | undefined, { width, color, sourceLine }: Omit<ViewOptions, 'height'>): string[] {
  if (place === undefined) return [];
  const paint = paintIf(color);
  const digits = String(place.line + CONTEXT).length;
  const lines: string[] = [paint.dim(`  ${shortPlace(place)}`)];
  for (let line = Math.max(1, place.line - CONTEXT); line <= place.line + CONTEXT; line++) {
    const here = line === place.line;
    const text = rawSource(trace, { ...place, line }, sourceLine);
    if (text.trim() === '') continue;
    const shown = cut(`${here ? '>' : ' '} ${String(line).padStart(digits)}  ${text}`, width - CONTEXT);
    lines.push(`  ${here ? paint.bold(shown) : paint.dim(shown)}`);
  }
  return lines;
}

/** The whole trace, for a pipe: the state after each step. */
export function everyStep(trace: Trace, options: ViewOptions): string[] {
  const paint = paintIf(options.color);
  const lines = [`${paint.bold(trace.check)}  ${trace.model}  ${trace.steps.length} steps`];
  for (const step of trace.steps) {
    const head = `step ${stepNumber(step.id)}  ${nameOf(trace, step.thread)}: ${describeStep(trace, step)}`;
    const where =
      step.place === undefined ? [] : [paint.dim(`  ${shortPlace(step.place)}  ${sourceOf(trace, step.place, options.sourceLine)}`)];
    lines.push('', paint.thread(step.thread, head), ...where, ...wordsTable(trace, step.id + 1, paint, step.id));
  }
  return [...lines.map((line) => line.trimEnd()), '', ...headline(trace, { width: options.width, paint, sourceLine: options.sourceLine })];
}
