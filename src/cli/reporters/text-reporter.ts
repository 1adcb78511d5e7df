import type { CheckLine, ErrorLine } from '../../check/report/json.ts';
import { report } from '../../check/report/report.ts';
import { paint as paintIf, pad, cut } from '../../check/report/text.ts';
import { sourceLine } from '../../realm/source-text.ts';
import type { Terminal } from '../terminal.ts';
import { type Counts, type Ended, type Reporter, standingOf, type Write } from './reporter.ts';

const MOST_NAME_COLUMNS = 48;
const INDENT = 2;

/** For a person: a line for each check, and below it the whole report of one that is wrong. */
export class TextReporter implements Reporter {
  readonly #write: Write;
  readonly #terminal: Terminal;
  #nameWidth = 0;

  constructor(write: Write, terminal: Terminal) {
    this.#write = write;
    this.#terminal = terminal;
  }

  file(file: string, names: readonly string[], severalFiles: boolean): void {
    this.#nameWidth = Math.min(MOST_NAME_COLUMNS, Math.max(0, ...names.map((name) => name.length)));
    if (severalFiles) this.#write(paintIf(this.#terminal.color).dim(file));
  }

  ended(ended: Ended): void {
    this.#write(this.#summary(ended));
    const { error } = ended.line;
    if (ended.refusal !== undefined) this.#write(indent(ended.refusal));
    else if (error !== null && ended.disagreement !== undefined) this.#write(`\n${indent(this.#report(error, ended.id))}\n`);
  }

  #report(error: ErrorLine, id: string | undefined): string {
    const { width, color } = this.#terminal;
    return report(error, { width: width - INDENT, color, sourceLine, base: process.cwd(), id });
  }

  #summary(ended: Ended): string {
    const { line } = ended;
    const paint = paintIf(this.#terminal.color);
    const signs = { correct: paint.green('✓'), wrong: paint.red('✗'), incomplete: paint.yellow('?') };
    const name = pad(paint.bold(cut(line.name, Math.max(MOST_NAME_COLUMNS, this.#nameWidth))), this.#nameWidth);
    const counts = `${countText(line.executions, 'execution')}${line.blocked > 0 ? `, ${line.blocked.toLocaleString('en')} blocked` : ''}`;
    const remark = remarkOf(ended);
    return [
      `${signs[standingOf(ended)]} ${name}`,
      line.model.padEnd('rc11'.length),
      ...(remark === '' ? [] : [remark]),
      counts,
      paint.dim(secondsText(line.seconds)),
    ].join('  ');
  }

  /** How many checks there were, if there was more than one. */
  end(counts: Counts): void {
    const all = counts.correct + counts.wrong + counts.incomplete;
    if (all < 2) return;
    const parts = Object.entries(counts).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`]));
    this.#write(`\n${all} checks: ${parts.join(', ')}`);
  }
}

function remarkOf({ line, expect, disagreement, refusal }: Ended): string {
  if (refusal !== undefined) return 'not checked';
  if (expect !== 'correct') return disagreement ?? `wrong as expected (${line.error!.kind})`;
  return line.verdict === 'incomplete' ? incompleteText(line) : '';
}

export function incompleteText({ bound }: CheckLine): string {
  return `incomplete: ${bound ?? 'a bound was hit'}`;
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
