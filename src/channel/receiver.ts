import { checkTimeout } from '../lock/lock-errors.ts';
import type { TimedAsyncOptions, UntimedAsyncOptions } from '../lock/wait-for-word.ts';
import { type CellArray, type CellArrayOf, checkRoom, pollInto } from './cells.ts';
import { badCount, noSender } from './channel-error.ts';
import type { Core, Wait } from './core.ts';
import { EMPTY } from './empty.ts';
import { End, MINE } from './end.ts';
import { discard, InHeap } from './slots.ts';
import { checkWait, waitAtBell, waitAtBellAsync } from './wait.ts';

/** The end of a wait: no message came, and none can come. */
export const ENDED: unique symbol = Symbol('ended');

/**
 * A receiving end of a channel. It belongs to one thread, and travels to another in the arguments of `spawn` or through a channel: it moves; send a clone to keep it. A message costs some 10 to 100 ns, by the kind of the channel.
 *
 * What was sent before the senders went is received first; then `CLOSED` is thrown, and iteration ends.
 */
export class Receiver<T> extends End {
  /** Received, but not decoded: modules were missing. It comes next. */
  #kept: InHeap | undefined;

  /** @internal Use `spsc`, `mpmc`, … */
  constructor(core: Core, isNoted = false) {
    super('Receiver', core, true, isNoted);
  }

  /**
   * The next message; waits as long as it takes.
   *
   * @throws {ChannelError} `CLOSED` when all were received and no more can come
   * @throws {MissingModulesError} if it has handles of modules that are not loaded here: import them, and call again on this handle
   * @throws {CannotBlockError} where it would have to wait on a page's main thread: use {@link receiveAsync}
   */
  receive(): T {
    const value = this.#poll('receive');
    return value === EMPTY ? (this.#receiveSlowly('receive()', Infinity) as T) : value;
  }

  /** The next message if there is one, else `EMPTY`. Never waits. Throws what {@link receive} throws. */
  tryReceive(): T | typeof EMPTY {
    const value = this.#poll('tryReceive');
    // A message may have come before the end, but after the look.
    return value === EMPTY && this.core.isEnded() ? this.#last() : value;
  }

  /** The next message; `EMPTY` after `ms` milliseconds without one. */
  receiveFor(ms: number): T | typeof EMPTY {
    checkTimeout('Receiver.receiveFor', ms);
    const value = this.#poll('receiveFor');
    return value === EMPTY ? this.#receiveSlowly('receiveFor()', ms) : value;
  }

  /** The next message, without blocking. `EMPTY` only after `timeoutMs`. Of several calls that wait at once, any may get the next message. Keeps the event loop alive meanwhile. */
  receiveAsync(options?: UntimedAsyncOptions): Promise<T>;
  receiveAsync(options: TimedAsyncOptions | undefined): Promise<T | typeof EMPTY>;
  async receiveAsync(options?: TimedAsyncOptions): Promise<T | typeof EMPTY> {
    if (options !== undefined) checkWait('Receiver.receiveAsync', options);
    const value = this.#poll('receiveAsync');
    if (value !== EMPTY) return value;
    const found = await this.#nextAsync(options);
    if (found === ENDED) throw noSender(this);
    return found;
  }

  /** From one to `most` messages, as many as there are; waits for the first. Throws what {@link receive} throws. */
  receiveMany(most: number): T[] {
    if (!Number.isInteger(most) || most < 1) throw badCount('Receiver.receiveMany(most)', most);
    const values = [this.receive()];
    const { core } = this;
    if (core.pollMany !== undefined && core.layout !== undefined) {
      core.pollMany(values, most);
      return values;
    }
    while (values.length < most) {
      const value = this.#poll('receiveMany');
      if (value === EMPTY) break;
      values.push(value);
    }
    return values;
  }

  /**
   * Receives into a typed array, from its beginning on: from one message to as many as it has room for, of those that are there; waits for the first. Returns how many. For channels of a layout that is a number:
   * `Float64Array` for `f64`. Between two threads that is the fastest, at some 2 ns a message.
   *
   * @throws {ChannelError} `BAD_ARRAY` if the array has another type, no room, or lies in shared memory; and what {@link receive} throws
   */
  receiveInto(array: CellArrayOf<T>): number {
    return this.#into(array, 'receiveInto') || this.#rest(array, this.#receiveSlowly('receiveInto()', Infinity));
  }

  /** As {@link receiveInto}, but never waits: returns 0 if no message is there now. */
  tryReceiveInto(array: CellArrayOf<T>): number {
    const count = this.#into(array, 'tryReceiveInto');
    return count === 0 && this.core.isEnded() ? this.#rest(array, this.#last()) : count;
  }

  /** As {@link receiveInto}; returns 0 after `ms` milliseconds without a message. */
  receiveIntoFor(array: CellArrayOf<T>, ms: number): number {
    checkTimeout('Receiver.receiveIntoFor', ms);
    return this.#into(array, 'receiveIntoFor') || this.#rest(array, this.#receiveSlowly('receiveIntoFor()', ms));
  }

  /** As {@link receiveInto}, without blocking: the array is written when the promise is kept. 0 only after `timeoutMs`. */
  async receiveIntoAsync(array: CellArrayOf<T>, options?: TimedAsyncOptions): Promise<number> {
    const count = this.#into(array, 'receiveIntoAsync');
    if (count > 0) return count;
    const found = await this.#nextAsync(options);
    if (found === ENDED) throw noSender(this);
    return this.#rest(array, found);
  }

  /** Whether no more messages can come: false as long as there are some to receive. */
  get isClosed(): boolean {
    if (this.state !== MINE) this.adopt('isClosed');
    return this.#kept === undefined && this.core.isEnded();
  }

  /**
   * Another handle of this side, which this thread has as well, to be sent to another thread or used here. Each message goes to one of them. Some 50 ns.
   *
   * @throws {ChannelError} `NOT_SHARED` if the channel is for one receiver
   */
  clone(): Receiver<T> {
    this.addHandle('clone');
    return new Receiver<T>(this.core, true);
  }

  /** Receives until the channel is closed, or this receiver, which the body of the loop may do. */
  *[Symbol.iterator](): Generator<T, void> {
    for (;;) {
      let value: T | typeof EMPTY | typeof ENDED = this.#poll('receive');
      if (value === EMPTY) value = this.#next('receive()', Infinity);
      if (value === ENDED) return;
      yield value as T;
      if (this.isDisposed) return;
    }
  }

  /** Receives until the channel is closed, or this receiver, without blocking. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      let value: T | typeof EMPTY | typeof ENDED = this.#poll('receiveAsync');
      if (value === EMPTY) value = await this.#nextOrEnd();
      if (value === ENDED) return;
      yield value as T;
      if (this.isDisposed) return;
    }
  }

  override close(): void {
    discard(this.#kept);
    this.#kept = undefined;
    super.close();
  }

  #poll(call: string): T | typeof EMPTY {
    if (this.state !== MINE) this.adopt(call);
    if (this.#kept !== undefined) return this.#decode(this.#kept);
    const found = this.core.poll();
    return found instanceof InHeap ? this.#decode(found) : (found as T | typeof EMPTY);
  }

  /** Receives into an array what is there. */
  #into(array: CellArrayOf<T>, call: string): number {
    if (this.state !== MINE) this.adopt(call);
    checkRoom(this, call, array);
    return pollInto(this.core, array as unknown as CellArray, 0);
  }

  /** What is there after the first message, which was waited for. */
  #rest(array: CellArrayOf<T>, first: T | typeof EMPTY): number {
    if (first === EMPTY) return 0;
    const cells = array as unknown as CellArray;
    cells[0] = first as number;
    return 1 + pollInto(this.core, cells, 1);
  }

  #decode(message: InHeap): T {
    this.#kept = message;
    const value = message.decode() as T;
    this.#kept = undefined;
    return value;
  }

  /** When none can come any more: the last, if there is one. */
  #last(): T {
    const value = this.#poll('receive');
    if (value === EMPTY) throw noSender(this);
    return value;
  }

  #receiveSlowly(call: string, ms: number): T | typeof EMPTY {
    const found = this.#next(call, ms);
    if (found === ENDED) throw noSender(this);
    return found;
  }

  /** Waits until there is a message or none can come. */
  #next(call: string, ms: number): T | typeof EMPTY | typeof ENDED {
    const wait = waitToReceive(this.core);
    let found: unknown = EMPTY;
    try {
      found = waitAtBell(this, wait.attempt, call, 'await receiveAsync()', ms);
      found = lastOf(wait, found);
    } catch (error) {
      found = wait.cancel();
      if (found === EMPTY) throw error;
    }
    return this.opened(found);
  }

  async #nextAsync(options: TimedAsyncOptions | undefined): Promise<T | typeof EMPTY | typeof ENDED> {
    const wait = waitToReceive(this.core);
    const found = await waitAtBellAsync(this, wait.attempt, wait.cancel, options);
    return this.opened(found === ENDED ? lastOf(wait, found) : found);
  }

  /** The next message for a loop, which ends when this receiver is disposed of meanwhile. */
  async #nextOrEnd(): Promise<T | typeof EMPTY | typeof ENDED> {
    try {
      return await this.#nextAsync(undefined);
    } catch (error) {
      if (this.isDisposed) return ENDED;
      throw error;
    }
  }

  /** @internal What a select finds: a message, `EMPTY`, or `ENDED`. */
  attempt(call: string): unknown {
    const value = this.#poll(call);
    if (value !== EMPTY || !this.core.isEnded()) return value;
    const last = this.#poll(call);
    return last === EMPTY ? ENDED : last;
  }

  /** @internal What came out of the channel, decoded. */
  opened(found: unknown): T | typeof EMPTY | typeof ENDED {
    return found instanceof InHeap ? this.#decode(found) : (found as T | typeof EMPTY | typeof ENDED);
  }
}

/** Waiting to receive: where the kind has nothing of its own, polling again and again. */
export function waitToReceive(core: Core): Wait<unknown> {
  const own = core.waitToReceive?.();
  const attempt = (): unknown => {
    const found = own === undefined ? core.poll() : own.attempt();
    return found === EMPTY && core.isEnded() ? ENDED : found;
  };
  return { attempt, cancel: () => own?.cancel() ?? EMPTY };
}

/** What came of a wait that ends with `found`: a message may have come at the last moment. */
function lastOf(wait: Wait<unknown>, found: unknown): unknown {
  if (found !== EMPTY && found !== ENDED) return found;
  const last = wait.cancel();
  return last === EMPTY ? found : last;
}
