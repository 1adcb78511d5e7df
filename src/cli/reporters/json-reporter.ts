import type { Ended, Reporter, Write } from './reporter.ts';

/** For programs: a line of JSON for each check, as soon as it has ended. */
export class JsonReporter implements Reporter {
  readonly #write: Write;

  constructor(write: Write) {
    this.#write = write;
  }

  ended({ line }: Ended): void {
    this.#write(JSON.stringify(line));
  }

  end(): void {}
}
