const BAR_WIDTH = 30;
const DRAW_EVERY_MS = 80;

/** A progress bar on the terminal; silent where the output is a file or a pipe. */
export class ProgressBar {
  readonly #label: string;
  readonly #total: number;
  readonly #started = performance.now();
  #drawn = 0;

  constructor(label: string, total: number) {
    this.#label = label;
    this.#total = total;
  }

  /** Draws, but not too often. */
  update(files: number, kilobytes: number): void {
    if (!process.stderr.isTTY || performance.now() - this.#drawn < DRAW_EVERY_MS) return;
    this.#drawn = performance.now();
    const seconds = (performance.now() - this.#started) / 1000;
    const share = files / this.#total;
    const filled = Math.round(share * BAR_WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    const rate = (kilobytes / 1024 / seconds).toFixed(0);
    const left = share > 0 ? (seconds / share - seconds).toFixed(1) : '?';
    process.stderr.write(`\r${this.#label} ${bar} ${files}/${this.#total} files  ${rate} MB/s  ${left} s left\x1b[K`);
  }

  /** Removes the bar. */
  clear(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}
