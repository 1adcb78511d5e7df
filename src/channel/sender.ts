import { checkTimeout } from '../lock/lock-errors.ts';
import type { TimedAsyncOptions } from '../lock/wait-for-word.ts';
import { type CellArray, type CellArrayOf, checkArray } from './cells.ts';
import { noReceiver } from './channel-error.ts';
import { type Core, FULL, GONE, type Offered, SENT, type Wait } from './core.ts';
import { EMPTY } from './empty.ts';
import { End, MINE } from './end.ts';
import { discard } from './slots.ts';
import { checkWait, waitAtBell, waitAtBellAsync } from './wait.ts';

/**
 * A sending end of a channel. It belongs to one thread, and travels to another in the arguments of `spawn` or through a channel: it moves; send a clone to keep it. A message costs some 10 to 100 ns, by the kind of the channel.
 *
 * If nobody can receive any more, a call throws `CLOSED`, and the error has in `value` what was not sent.
 */
export class Sender<T> extends End {
  /** @internal Use `spsc`, `mpmc`, … */
  constructor(core: Core, isNoted = false) {
    super('Sender', core, false, isNoted);
  }

  /**
   * Sends; waits for room as long as it takes.
   *
   * @throws {ChannelError} `CLOSED`, with the value, if nobody can receive any more
   * @throws {NotSendableError} if the value cannot travel; {@link MemoryError} if it is none of the layout
   * @throws {CannotBlockError} where it would have to wait on a page's main thread: use {@link sendAsync}
   */
  send(value: T): void {
    if (this.state !== MINE) this.adopt('send');
    const { core } = this;
    const prepared = core.slots.prepare(value);
    const offered = core.offer(prepared);
    if (offered !== SENT) this.#end(this.#sendSlowly(prepared, offered, 'send()', Infinity), value);
  }

  /** Sends if there is room; returns whether it did. Never waits. Throws what {@link send} throws. */
  trySend(value: T): boolean {
    if (this.state !== MINE) this.adopt('trySend');
    const { core } = this;
    const prepared = core.slots.prepare(value);
    const offered = core.offer(prepared);
    if (offered === SENT) return true;
    discard(prepared);
    return this.#end(offered, value);
  }

  /** Sends; gives up after `ms` milliseconds without room. Returns whether it was sent. */
  sendFor(value: T, ms: number): boolean {
    if (this.state !== MINE) this.adopt('sendFor');
    checkTimeout('Sender.sendFor', ms);
    const { core } = this;
    const prepared = core.slots.prepare(value);
    const offered = core.offer(prepared);
    return offered === SENT || this.#end(this.#sendSlowly(prepared, offered, 'sendFor()', ms), value);
  }

  /** Sends without blocking; resolves to false if `timeoutMs` was not enough. Keeps the event loop alive meanwhile. */
  async sendAsync(value: T, options?: TimedAsyncOptions): Promise<boolean> {
    if (options !== undefined) checkWait('Sender.sendAsync', options);
    if (this.state !== MINE) this.adopt('sendAsync');
    const { core } = this;
    const prepared = core.slots.prepare(value);
    let offered = core.offer(prepared);
    if (offered === FULL) {
      const wait = waitToSend(core, prepared);
      try {
        const found = await waitAtBellAsync(
          this,
          () => attempt(wait),
          () => cancel(wait),
          options,
        );
        offered = found === EMPTY ? FULL : found;
      } catch (error) {
        discard(prepared);
        throw error;
      }
    }
    if (offered === SENT) return true;
    discard(prepared);
    return this.#end(offered, value);
  }

  /**
   * Sends all of them in their order, as if one by one, but faster where the channel is for two threads. Waits as long as it takes.
   *
   * Of a layout that is a number, it takes a typed array of its type, too: `Float64Array` for `f64`. Between two threads that is the fastest, at some 2 ns a message.
   *
   * @throws {ChannelError} `CLOSED`, with an array of those that were not sent; `BAD_ARRAY` if the typed array has another type or lies in shared memory
   */
  sendMany(values: readonly T[] | CellArrayOf<T>): void {
    if (this.state !== MINE) this.adopt('sendMany');
    const { core } = this;
    const cells = Array.isArray(values) ? undefined : (values as unknown as CellArray);
    if (cells !== undefined) checkArray(this, 'sendMany', cells);
    for (let next = 0; next < values.length;) {
      const sent = (cells === undefined ? core.offerMany?.(values as readonly T[], next) : core.offerCells?.(cells, next)) ?? 0;
      if (sent < 0) throw noReceiver(this, values.slice(next));
      next += sent;
      if (sent > 0) continue;
      const prepared = core.slots.prepare(values[next]);
      const offered = core.offer(prepared);
      if (offered !== SENT && this.#sendSlowly(prepared, offered, 'sendMany()', Infinity) !== SENT)
        throw noReceiver(this, values.slice(next));
      next++;
    }
  }

  /**
   * Another handle of this side, which this thread has as well, to be sent to another thread or used here. Some 50 ns.
   *
   * @throws {ChannelError} `NOT_SHARED` if the channel is for one sender
   */
  clone(): Sender<T> {
    this.addHandle('clone');
    return new Sender<T>(this.core, true);
  }

  /** What came of an offer, for the caller. */
  #end(offered: Offered, value: T): boolean {
    if (offered === GONE) throw noReceiver(this, value);
    return offered === SENT;
  }

  #sendSlowly(prepared: unknown, first: Offered, call: string, ms: number): Offered {
    let offered = first;
    if (offered === FULL) {
      const wait = waitToSend(this.core, prepared);
      try {
        const found = waitAtBell(this, () => attempt(wait), call, 'await sendAsync(value)', ms);
        offered = found === EMPTY ? wait.cancel() : found;
      } catch (error) {
        offered = wait.cancel();
        if (offered !== SENT) discard(prepared);
        if (offered !== SENT) throw error;
      }
    }
    if (offered !== SENT) discard(prepared);
    return offered;
  }
}

/** Waiting to send: where the kind has nothing of its own, offering again and again. */
export function waitToSend(core: Core, prepared: unknown): Wait<Offered> {
  return core.waitToSend?.(prepared) ?? { attempt: () => core.offer(prepared), cancel: () => FULL };
}

function attempt(wait: Wait<Offered>): Offered | typeof EMPTY {
  const offered = wait.attempt();
  return offered === FULL ? EMPTY : offered;
}

function cancel(wait: Wait<Offered>): Offered | typeof EMPTY {
  const offered = wait.cancel();
  return offered === FULL ? EMPTY : offered;
}
