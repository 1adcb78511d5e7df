import type { Progress } from '../check/result.ts';

/** Checks that are quicker show none. */
const QUIET_SECONDS = 1;
const BAR_COLUMNS = 20;
/** `^C`, which the terminal adds, and one column so that nothing wraps. */
const ROOM_FOR_ECHO = 3;
const CLEAR_LINE = '\r\x1b[K';

/** One line on the terminal that is drawn anew; draws nothing where there is no terminal. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  #drawn = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  draw(name: string, progress: Progress): void {
    if (progress.seconds >= QUIET_SECONDS) this.show(progressText(name, progress));
  }

  show(text: string): void {
    if (this.#stream.isTTY !== true) return;
    this.#stream.write(CLEAR_LINE + [...text].slice(0, Math.max(1, this.#stream.columns - ROOM_FOR_ECHO)).join(''));
    this.#drawn = true;
  }

  /** Before anything else is printed. */
  clear(): void {
    if (this.#drawn) this.#stream.write(CLEAR_LINE);
    this.#drawn = false;
  }
}

/** `[█████░░░░░] 52 %  123,456 executions, 12 blocked  41,000/s  name`: the name last, since it is what may be cut. */
function progressText(name: string, { executions, blocked, seconds, part }: Progress): string {
  const rate = Math.round((executions + blocked) / Math.max(seconds, Number.EPSILON));
  const counts = `${executions.toLocaleString('en')} executions${blocked > 0 ? `, ${blocked.toLocaleString('en')} blocked` : ''}`;
  return [...(part === undefined ? [] : [barText(part)]), counts, `${rate.toLocaleString('en')}/s`, `${Math.round(seconds)} s`, name].join(
    '  ',
  );
}

/** Of long explorations the first parts are small. */
function percentText(part: number): string {
  const percent = part * 100;
  return `${percent >= 1 || percent === 0 ? Math.floor(percent) : percent.toPrecision(1)} %`;
}

function barText(part: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, part)) * BAR_COLUMNS);
  return `[${'█'.repeat(filled)}${'░'.repeat(BAR_COLUMNS - filled)}] about ${percentText(part)}`;
}
