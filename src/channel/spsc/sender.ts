import { checkTimeout } from '../../lock/lock-errors.ts';
import { type TimedAsyncOptions, waitForWord, waitForWordAsync } from '../../lock/wait-for-word.ts';
import { realm } from '../../realm/realm.ts';
import { noReceiver } from '../channel-error.ts';
import { End, MINE } from './end.ts';
import { COUNT_MASK, GONE, HEAD, RECEIVER_FLAGS, type Ring, SENDER_FLAGS, SENDER_OWNER, TAIL } from './ring.ts';

const WORDS = { own: TAIL, awaited: HEAD, owner: SENDER_OWNER, flags: SENDER_FLAGS };

/**
 * The sending end of a channel between two threads. It belongs to one thread, and travels to another in the arguments of `spawn`. A message costs some 10 to 50 ns, in a batch of `sendMany` a few.
 */
export class SpscSender<T> extends End {
  /** What was last seen of the receiver. */
  #head = 0;

  /** @internal Use {@link spsc}. */
  constructor(ring: Ring) {
    super('Sender', ring, WORDS);
  }

  /**
   * Sends; waits for room as long as it takes.
   *
   * @throws {ChannelError} `CLOSED`, with the value, if nobody can receive any more
   * @throws {NotSendableError} if the value cannot travel; {@link MemoryError} if it is none of the layout
   * @throws {CannotBlockError} where it would have to wait on a page's main thread: use {@link sendAsync}
   */
  send(value: T): void {
    if (!this.#offer(value, 'send')) this.#sendSlowly(value, 'send', Infinity);
  }

  /** Sends if there is room; returns whether it did. Never waits. Throws what {@link send} throws. */
  trySend(value: T): boolean {
    return this.#offer(value, 'trySend');
  }

  /** Sends; gives up after `ms` milliseconds without room. Returns whether it was sent. */
  sendFor(value: T, ms: number): boolean {
    checkTimeout('Sender.sendFor', ms);
    return this.#offer(value, 'sendFor') || this.#sendSlowly(value, 'sendFor', ms);
  }

  /** Sends without blocking; resolves to false if `timeoutMs` was not enough. */
  async sendAsync(value: T, options?: TimedAsyncOptions): Promise<boolean> {
    if (this.#offer(value, 'sendAsync')) return true;
    this.startWaiting();
    try {
      const offer = (): true | undefined => (this.#offer(value, 'sendAsync') ? true : undefined);
      return (await waitForWordAsync(this.awaited, offer, 'sendAsync', options)) === true;
    } finally {
      this.stopWaiting();
    }
  }

  /**
   * Sends all of them in their order, and tells the receiver once for as many as there is room for. Waits as long as it takes.
   *
   * @throws {ChannelError} `CLOSED`, with an array of those that were not sent
   */
  sendMany(values: readonly T[]): void {
    if (this.state !== MINE) this.adopt('sendMany');
    for (let next = 0; next < values.length;) {
      const room = this.#room(undefined, values, next);
      if (room === 0) {
        this.#waitForRoom('sendMany', Infinity);
        continue;
      }
      const { slots, region, first, mask } = this.ring;
      const end = Math.min(values.length, next + room);
      const start = next;
      let refused: { readonly error: unknown } | undefined;
      try {
        for (; next < end; next++) {
          slots.write(region, first + (this.count & mask) * slots.bytes, values[next]);
          this.count = (this.count + 1) & COUNT_MASK;
        }
      } catch (error) {
        refused = { error };
      }
      if (next > start && this.#publish()) throw noReceiver(this, values.slice(start));
      if (refused !== undefined) throw refused.error; // those before it are sent
    }
  }

  /** @internal */
  adopted(): void {
    this.#head = this.ring.region.ops.load32(this.address + HEAD, 'acquire') >>> 1;
  }

  /** @internal Each message was published when it was sent. */
  settle(): void {}

  #offer(value: T, call: string): boolean {
    if (this.state !== MINE) this.adopt(call);
    const { ring, count } = this;
    if (((count - this.#head) & COUNT_MASK) >= ring.limit && this.#room(value) === 0) return false;
    const { slots } = ring;
    slots.write(ring.region, ring.first + (count & ring.mask) * slots.bytes, value);
    this.count = (count + 1) & COUNT_MASK;
    if (this.#publish()) throw noReceiver(this, value);
    return true;
  }

  /** Lets the receiver know of what was written; returns whether it is gone for good. */
  #publish(): boolean {
    const { region, address } = this.ring;
    const { ops } = region;
    ops.store32(address + TAIL, this.count << 1, 'seqCst'); // the messages come before it; and it before the look at the flags
    const flags = ops.load32(address + RECEIVER_FLAGS, 'seqCst');
    if (flags === 0) return false;
    if (flags > GONE) ops.notify(address + TAIL, Infinity);
    return (flags & GONE) !== 0;
  }

  /** Looks at how far the receiver is; returns how many messages there is room for. */
  #room(value: unknown, values?: readonly unknown[], next = 0): number {
    const { limit, region, address } = this.ring;
    let left = limit - ((this.count - this.#head) & COUNT_MASK);
    if (left > 0) return left;
    const word = region.ops.load32(address + HEAD, 'acquire'); // pairs with the receiver's store: it has read what lies in the slots
    if ((word & GONE) !== 0) throw noReceiver(this, values === undefined ? value : values.slice(next));
    this.#head = word >>> 1;
    left = limit - ((this.count - this.#head) & COUNT_MASK);
    return left;
  }

  #sendSlowly(value: T, call: string, ms: number): boolean {
    const deadline = ms === Infinity ? Infinity : realm.now() + ms;
    while (this.#waitForRoom(call, deadline - realm.now())) if (this.#offer(value, call)) return true;
    return false;
  }

  /** Returns whether something has changed in time. */
  #waitForRoom(call: string, ms: number): boolean {
    const look = (word: number): true | undefined =>
      (word & GONE) !== 0 || ((this.count - (word >>> 1)) & COUNT_MASK) < this.ring.limit ? true : undefined;
    this.startWaiting();
    try {
      return waitForWord(this.awaited, look, { name: `${call}()`, instead: 'await sendAsync(value)' }, ms) === true;
    } finally {
      this.stopWaiting();
    }
  }
}
