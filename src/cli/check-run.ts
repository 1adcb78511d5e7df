import type { Message } from './check-messages.ts';
import type { Request } from './check-options.ts';
import type { Session } from './check-session.ts';
import { Watch } from './check-watch.ts';
import { UsageError } from './usage-error.ts';

/** What came of one run of all checks. */
export interface RunResult {
  readonly code: number;
  /** Files with something that is not as it should be. */
  readonly failed: ReadonlySet<string>;
}

/** One run of the checks of some files, in workers. */
export class CheckRun {
  readonly #watch: Watch;
  readonly #session: Promise<Session>;
  readonly #result: Promise<RunResult>;
  #dropped = false;

  constructor(request: Request, onMessage: (message: Message) => void = () => {}) {
    // What shows the results is loaded while the worker starts. Calls reach it in their order.
    this.#session = openSession(request);
    this.#watch = new Watch(
      {
        onMessage: (message) => {
          onMessage(message);
          void this.#tell((session) => session.onMessage(message));
        },
        onHalt: (halt, during) => void this.#tell((session) => session.onHalt(halt, during)),
      },
      request.watchdogMs,
    );
    this.#result = this.#run(request);
  }

  get result(): Promise<RunResult> {
    return this.#result;
  }

  async #run(request: Request): Promise<RunResult> {
    const done = this.#watch.run(request);
    const session = await this.#session.catch(async (error: unknown) => {
      await this.#watch.stop();
      throw error;
    });
    await done;
    return { code: this.#dropped ? 0 : session.end(), failed: session.failedFiles };
  }

  async #tell(what: (session: Session) => void): Promise<void> {
    try {
      const session = await this.#session;
      if (!this.#dropped) what(session);
    } catch (error) {
      // Where there is no session, the result says why.
      if (!(error instanceof UsageError)) throw error;
    }
  }

  /** Ends it, and says what is known of the check that runs. */
  interrupt(): void {
    void this.#tell((session) => session.interrupted());
    void this.#watch.stop();
  }

  /** Ends it without a word: its results are of no use any more. */
  async drop(): Promise<void> {
    this.#dropped = true;
    await this.#watch.stop();
  }
}

async function openSession(request: Request): Promise<Session> {
  const [{ Session: Opened }, { makeReporters }] = await Promise.all([
    import('./check-session.ts'),
    import('./reporters/make-reporters.ts'),
  ]);
  return new Opened(request, await makeReporters(request.reporters, request.color));
}
