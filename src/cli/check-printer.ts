import type { CheckLine, ErrorLine } from '../check/report/json.ts';
import { nameWords } from '../check/report/name-words.ts';
import { withSources } from '../check/report/sources.ts';
import { report } from '../check/report/report.ts';
import { paint as paintIf, pad, cut } from '../check/report/text.ts';
import type { Trace } from '../check/report/trace.ts';
import { sourceLine } from '../realm/source-text.ts';
import type { Terminal } from './terminal.ts';
import { saveTrace } from './trace-store.ts';

/** One check as it ended. */
export interface Ended {
  readonly line: CheckLine;
  /** Why it is not as expected. */
  readonly disagreement: string | undefined;
  readonly expect: string;
  /** It could not be checked at all, or was interrupted: this says so. */
  readonly refusal?: string;
}

const MOST_NAME_COLUMNS = 48;
const INDENT = 2;

/** What a person reads, or one line of JSON a check. */
export class Printer {
  readonly #json: boolean;
  readonly #terminal: Terminal;
  #nameWidth = 0;

  constructor(json: boolean, terminal: Terminal) {
    this.#json = json;
    this.#terminal = terminal;
  }

  file(file: string, names: readonly string[], severalFiles: boolean): void {
    this.#nameWidth = Math.min(MOST_NAME_COLUMNS, Math.max(0, ...names.map((name) => name.length)));
    if (severalFiles && !this.#json) console.log(paintIf(this.#terminal.color).dim(file));
  }

  ended(ended: Ended): void {
    const saved = finishTrace(ended.line);
    if (this.#json) {
      console.log(JSON.stringify(saved.line));
      return;
    }
    console.log(this.#summary(ended));
    const { error } = ended.line;
    if (ended.refusal !== undefined) console.log(indent(ended.refusal));
    else if (error !== null && ended.disagreement !== undefined) console.log(`\n${indent(this.#report(saved.line.error!, saved.id))}\n`);
  }

  #report(error: ErrorLine, id: string | undefined): string {
    const { width, color } = this.#terminal;
    return report(error, { width: width - INDENT, color, sourceLine, base: process.cwd(), id });
  }

  #summary({ line, disagreement, expect, refusal }: Ended): string {
    const paint = paintIf(this.#terminal.color);
    const unsure = refusal !== undefined || (line.verdict === 'incomplete' && expect === 'correct');
    const sign = unsure ? paint.yellow('?') : disagreement === undefined ? paint.green('✓') : paint.red('✗');
    const name = pad(paint.bold(cut(line.name, Math.max(MOST_NAME_COLUMNS, this.#nameWidth))), this.#nameWidth);
    const counts = `${countText(line.executions, 'execution')}${line.blocked > 0 ? `, ${line.blocked.toLocaleString('en')} blocked` : ''}`;
    const remark = remarkOf(line, expect, disagreement, refusal);
    return [
      `${sign} ${name}`,
      line.model.padEnd('rc11'.length),
      ...(remark === '' ? [] : [remark]),
      counts,
      paint.dim(secondsText(line.seconds)),
    ].join('  ');
  }

  /** How many checks there were, if there was more than one. */
  total(counts: { readonly correct: number; readonly wrong: number; readonly incomplete: number }): void {
    const all = counts.correct + counts.wrong + counts.incomplete;
    if (this.#json || all < 2) return;
    const parts = Object.entries(counts).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`]));
    console.log(`\n${all} checks: ${parts.join(', ')}`);
  }
}

function remarkOf(
  { verdict, error, bound }: CheckLine,
  expect: string,
  disagreement: string | undefined,
  refusal: string | undefined,
): string {
  if (refusal !== undefined) return 'not checked';
  if (expect !== 'correct') return disagreement ?? `wrong as expected (${error!.kind})`;
  return verdict === 'incomplete' ? `incomplete: ${bound ?? 'a bound was hit'}` : '';
}

/** The trace gets names for its words and its lines of source, and is kept if it has steps to look at. */
function finishTrace(line: CheckLine): { line: CheckLine; id: string | undefined } {
  const { error } = line;
  if (error === null) return { line, id: undefined };
  const { trace: named, rename } = nameWords(error.trace, sourceLine);
  const trace: Trace = withSources(named, sourceLine);
  const whole = { ...line, error: { ...error, message: rename(error.message), trace } };
  if (trace.steps.length === 0) return { line: whole, id: undefined };
  try {
    return { line: whole, id: saveTrace(trace) };
  } catch (problem) {
    console.error(`lockwright check: the trace could not be kept: ${(problem as Error).message}`);
    return { line: whole, id: undefined };
  }
}

export function countText(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

function secondsText(seconds: number): string {
  return `${seconds < 10 ? seconds.toFixed(2) : Math.round(seconds)} s`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(INDENT));
}
