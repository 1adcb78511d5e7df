import { heapRegion } from '../memory/heap.ts';
import { Handle } from '../memory/handle.ts';
import { sleepOn } from '../memory/owner-word.ts';
import { LockwrightError, NotSendableError } from '../realm/errors.ts';
import { current, realm } from '../realm/realm.ts';
import { joinHook } from './join-hook.ts';
import { requireBlocking } from './blocking.ts';
import { supervisorLine } from './line.ts';
import { modulesOfOutcome, readOutcome, type Outcome } from './outcome.ts';
import * as r from './record.ts';
import { dropArguments, releaseRecord } from './record-memory.ts';
import { resultByMessage } from './results-by-message.ts';
import { LIFE_OF_A_SHORT_THREAD, SpinBudget } from './spin-budget.ts';
import { Thread } from './thread.ts';
import { closeHandle, openHandle } from './open-handles.ts';

const budget = new SpinBudget(LIFE_OF_A_SHORT_THREAD);

/**
 * What `spawn` returns: the right to the thread's result. Belongs to the thread that spawned; what others may have is {@link JoinHandle.thread}.
 *
 * `join()` blocks until the thread has ended, `await handle` does not. Both give what the thread's function returned, and throw what it threw.
 */
export class JoinHandle<R> extends Handle implements PromiseLike<R> {
  readonly #record: number;
  /** The thread, for `unpark` and `cancel`; it can be sent to others. */
  readonly thread: Thread;
  #outcome: Outcome | undefined;
  #promise: Promise<R> | undefined;
  /** Whether someone joined or awaited it, and so has had its error. */
  #asked = false;

  /** @internal */
  constructor(record: number, id: number, name: string | undefined) {
    super();
    this.#record = record;
    this.thread = new Thread(record, id, name);
    if (realm.checked === undefined) openHandle(this, id, { record, name: this.thread.toString(), owner: current.record });
  }

  /** The thread's number. */
  get id(): number {
    return this.thread.id;
  }

  /** The thread's name, if it was given one. */
  get name(): string | undefined {
    return this.thread.name;
  }

  /** Whether the thread has ended. About 5 ns; does not wait. */
  get isFinished(): boolean {
    return this.#outcome !== undefined || this.#state() === r.DONE;
  }

  /**
   * Blocks until the thread has ended; returns what its function returned. Can be called again.
   *
   * @throws what the function threw, with its class (for built-in ones and ours), message, stack and cause
   * @throws {ThreadError} if the thread ended otherwise: `TERMINATED`, `EXITED`, `NOT_STARTED`, `OUT_OF_MEMORY`, `CRASHED`, `MODULE_NOT_LOADED`, `NO_SUCH_EXPORT`
   * @throws {CannotBlockError} on an agent that may not block: `await` the handle there
   */
  join(): R {
    this.#asked = true;
    if (this.#outcome === undefined) {
      if (this.#state() !== r.DONE) this.#waitBlocking();
      this.#refuseUnreadable();
      this.#settle([]);
    }
    return this.#result();
  }

  /** Makes the handle awaitable: `await handle` waits without blocking, and keeps the event loop alive meanwhile. */
  // oxlint-disable-next-line unicorn/no-thenable -- being awaitable is what it is for
  then<A = R, B = never>(
    fulfilled?: ((value: R) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#asked = true;
    this.#promise ??= this.#wait();
    return this.#promise.then(fulfilled, rejected);
  }

  /** Asks the thread to stop when it next looks: see {@link Thread.cancel}. */
  cancel(): void {
    this.thread.cancel();
  }

  /**
   * Ends the thread at once, wherever it is; locks that it holds are poisoned, and `join` throws `TERMINATED`. No `finally` of it runs: prefer {@link JoinHandle.cancel}. Does
   * nothing if it has ended.
   *
   * On Deno (2.9 was measured) a worker that computes or sleeps goes on although Deno says that it has ended, and so may use what others have been given meanwhile.
   */
  terminate(): void {
    if (this.#outcome !== undefined) return;
    const { ops } = heapRegion();
    const state = r.wordOf(this.#record, r.STATE);
    if (ops.cas32(state, r.RUNNING, r.ENDING, 'acqRel', 'acquire') === r.RUNNING) {
      supervisorLine().post({ kind: 'end', record: this.#record, id: this.id });
      return;
    }
    const before = ops.cas32(state, r.WAITING, r.ENDING, 'acqRel', 'acquire');
    if (before === r.WAITING) dropArguments(this.#record); // nobody will read them
    else if (before === r.RUNNING) this.terminate(); // it began in between
  }

  /** Lets the program end although this thread runs; it is then terminated. */
  unref(): this {
    if (this.#outcome === undefined) r.unreference(this.#record);
    return this;
  }

  /** @internal Notes that the result was asked for. */
  static ask(handle: JoinHandle<unknown>): void {
    handle.#asked = true;
  }

  /** @internal Whether the result was asked for. */
  static wasAsked(handle: JoinHandle<unknown>): boolean {
    return handle.#asked;
  }

  #state(): number {
    // acquire pairs with the release of publishEnd: the outcome is visible
    return heapRegion().ops.load32(r.wordOf(this.#record, r.STATE), 'acquire');
  }

  #waitBlocking(): void {
    requireBlocking('join', '`await handle`');
    for (let left = budget.looks; left > 0; left--) {
      if (this.#state() === r.DONE) return budget.succeeded();
      realm.pause();
    }
    budget.failed();
    const woke = joinHook.waits?.(this.#record, this.thread.toString());
    const heap = heapRegion();
    for (let state = this.#state(); state !== r.DONE; state = this.#state()) {
      sleepOn(heap, r.wordOf(this.#record, r.STATE), state, Infinity);
    }
    woke?.();
  }

  async #wait(): Promise<R> {
    if (this.#outcome === undefined) {
      const release = realm.keepAlive();
      try {
        const { ops } = heapRegion();
        for (let state = this.#state(); state !== r.DONE; state = this.#state()) {
          const wait = ops.waitAsync32(r.wordOf(this.#record, r.STATE), state, Infinity);
          if (wait.async) await wait.value;
        }
        const externals = this.#comesByMessage() ? await resultByMessage(this.id) : [];
        // A join() may have come in between.
        if (this.#outcome === undefined) {
          await Promise.all(modulesOfOutcome(this.#record).map((url) => import(/* @vite-ignore */ url)));
          if (this.#outcome === undefined) this.#settle(externals);
        }
      } finally {
        release();
      }
    }
    return this.#result();
  }

  #comesByMessage(): boolean {
    return (heapRegion().ops.load32(r.wordOf(this.#record, r.FLAGS), 'acquire') & r.RESULT_BY_MESSAGE) !== 0;
  }

  #refuseUnreadable(): void {
    if (this.#comesByMessage()) {
      throw new NotSendableError(
        'RESULT_BY_MESSAGE',
        `join: the result of thread ${this.thread.toString()} has a part that travels by message (such as a port or a SharedArrayBuffer), which a blocked thread cannot receive. Use \`await handle\``,
      );
    }
    const modules = modulesOfOutcome(this.#record);
    if (modules.length > 0) {
      throw new LockwrightError(
        'MODULES_MISSING',
        `join: the result of thread ${this.thread.toString()} has handles of modules that this thread has not loaded: import ${modules.join(', ')} first, or use \`await handle\``,
      );
    }
  }

  #settle(externals: readonly unknown[]): void {
    this.#outcome = readOutcome(this.#record, this.thread.toString(), externals);
    closeHandle(this, this.id);
    releaseRecord(this.#record);
  }

  #result(): R {
    const outcome = this.#outcome!;
    if ('threw' in outcome) throw outcome.threw;
    return outcome.returned as R;
  }
}
