import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A running contestant, as the harness sees it: asked for a sample, it gives one. Idle, it sleeps on its standard input. */

/** Long enough for a slow start on a loaded machine; a contestant that hangs is given up after it. */
const ANSWER_TIMEOUT_MS = 120_000;
const EXIT_TIMEOUT_MS = 3_000;
const MOST_ERROR_TEXT = 2_000;

export class ContestantProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #exited: Promise<void>;
  #errors = '';

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-MOST_ERROR_TEXT);
    });
    // A write to a contestant that has died is reported by the missing answer.
    this.#child.stdin.on('error', () => {});
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#exited = promise;
    this.#child.once('close', () => resolve());
    this.#child.once('error', (error) => {
      this.#errors += error.message;
      resolve();
    });
  }

  /** Resolves when it has warmed up, to how many operations a sample of it will do. */
  async ready(): Promise<number> {
    return await this.#answer('iterations');
  }

  /** Nanoseconds per operation, of one sample. */
  async sample(): Promise<number> {
    this.#child.stdin.write('sample\n');
    return await this.#answer('nsPerOp');
  }

  /** Ends it; resolves when it is gone. */
  async close(): Promise<void> {
    this.#child.stdin.end();
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), EXIT_TIMEOUT_MS);
    await this.#exited;
    clearTimeout(kill);
  }

  async #answer(key: string): Promise<number> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      this.#child.kill('SIGKILL');
      reject(new Error(`no answer within ${ANSWER_TIMEOUT_MS / 1000} s`));
    }, ANSWER_TIMEOUT_MS);
    try {
      for (;;) {
        const line = await Promise.race([this.#lines.next(), late]);
        if (line.done === true) {
          await this.#exited;
          throw new Error(errorLine(this.#errors));
        }
        // Anything else on its standard output is not for us.
        if (!line.value.startsWith('{')) continue;
        return Number((JSON.parse(line.value) as Record<string, unknown>)[key]);
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The one line of what was written to standard error that says what went wrong. */
function errorLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const found = lines.find((line) => /^(\w*Error|error|thread '.*' panicked)\b/.test(line)) ?? lines.find((line) => line !== '');
  return found ?? 'it ended without a word';
}
