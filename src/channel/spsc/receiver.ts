import { checkTimeout } from '../../lock/lock-errors.ts';
import { type TimedAsyncOptions, waitForWord, waitForWordAsync } from '../../lock/wait-for-word.ts';
import { badCount, noSender } from '../channel-error.ts';
import { EMPTY } from '../empty.ts';
import { End, MINE } from './end.ts';
import { COUNT_MASK, GONE, HEAD, ONE_WAITS, RECEIVER_FLAGS, RECEIVER_OWNER, type Ring, SENDER_FLAGS, TAIL } from './ring.ts';

const WORDS = { own: HEAD, awaited: TAIL, owner: RECEIVER_OWNER, flags: RECEIVER_FLAGS };

/**
 * The receiving end of a channel between two threads. It belongs to one thread, and travels to another in the arguments of `spawn`. A message costs some 5 to 50 ns.
 *
 * What was sent before the sender went is received first; then `CLOSED` is thrown, and iteration ends.
 */
export class SpscReceiver<T> extends End {
  /** What was last seen of the sender. */
  #tail = 0;
  /** How many messages the sender has been told were received. */
  #told = 0;

  /** @internal Use {@link spsc}. */
  constructor(ring: Ring) {
    super('Receiver', ring, WORDS);
  }

  /**
   * The next message; waits as long as it takes.
   *
   * @throws {ChannelError} `CLOSED` when all were received and no more can come
   * @throws {MissingModulesError} if it has handles of modules that are not loaded here: import them, and call again
   * @throws {CannotBlockError} where it would have to wait on a page's main thread: use {@link receiveAsync}
   */
  receive(): T {
    const value = this.#poll('receive');
    return value === EMPTY ? (this.#receiveSlowly('receive', Infinity) as T) : value;
  }

  /** The next message if there is one, else `EMPTY`. Never waits. Throws what {@link receive} throws. */
  tryReceive(): T | typeof EMPTY {
    const value = this.#poll('tryReceive');
    if (value === EMPTY && this.isClosed) throw noSender(this);
    return value;
  }

  /** The next message; `EMPTY` after `ms` milliseconds without one. */
  receiveFor(ms: number): T | typeof EMPTY {
    checkTimeout('Receiver.receiveFor', ms);
    const value = this.#poll('receiveFor');
    return value === EMPTY ? this.#receiveSlowly('receiveFor', ms) : value;
  }

  /** The next message, without blocking. `EMPTY` only after `timeoutMs`. Of several calls that wait at once, any may get the next message. */
  async receiveAsync(options?: TimedAsyncOptions): Promise<T | typeof EMPTY> {
    const value = this.#poll('receiveAsync');
    if (value !== EMPTY) return value;
    this.startWaiting();
    try {
      const poll = (): { value: T } | undefined => {
        const found = this.#poll('receiveAsync');
        if (found !== EMPTY) return { value: found };
        if (this.isClosed) throw noSender(this);
        return undefined;
      };
      const found = await waitForWordAsync(this.awaited, poll, 'receiveAsync', options);
      return found === undefined ? EMPTY : found.value;
    } finally {
      if (this.state === MINE) this.stopWaiting();
    }
  }

  /** From one to `most` messages, as many as there are; waits for the first. Throws what {@link receive} throws. */
  receiveMany(most: number): T[] {
    if (!Number.isInteger(most) || most < 1) throw badCount('Receiver.receiveMany(most)', most);
    const values = [this.receive()];
    while (values.length < most) {
      const value = this.#poll('receiveMany');
      if (value === EMPTY) break;
      values.push(value);
    }
    return values;
  }

  /** Whether no more messages can come: false as long as there are some to receive. */
  get isClosed(): boolean {
    if (this.state !== MINE) this.adopt('isClosed');
    const word = this.ring.region.ops.load32(this.address + TAIL, 'acquire');
    return (word & GONE) !== 0 && word >>> 1 === this.count;
  }

  /** Receives until the channel is closed. */
  *[Symbol.iterator](): Generator<T, void> {
    for (;;) {
      let value = this.#poll('receive');
      while (value === EMPTY) {
        this.#wait('receive', Infinity);
        value = this.#poll('receive');
        if (value === EMPTY && this.isClosed) return;
      }
      yield value;
    }
  }

  /** Receives until the channel is closed, without blocking. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      let value: T | typeof EMPTY;
      try {
        value = await this.receiveAsync();
      } catch (error) {
        if (this.isClosed) return;
        throw error;
      }
      yield value as T;
    }
  }

  /** @internal */
  adopted(): void {
    this.#tail = this.count;
    this.#told = this.count;
  }

  /** @internal */
  settle(): void {
    if (this.#told !== this.count) this.#tell();
  }

  #poll(call: string): T | typeof EMPTY {
    if (this.state !== MINE) this.adopt(call);
    const { ring, count } = this;
    const { region, slots } = ring;
    if (count === this.#tail) {
      // acquire: pairs with the sender's store: the messages are there
      this.#tail = region.ops.load32(ring.address + TAIL, 'acquire') >>> 1;
      if (count === this.#tail) return EMPTY;
    }
    const value = slots.read(region, ring.first + (count & ring.mask) * slots.bytes) as T;
    this.count = (count + 1) & COUNT_MASK;
    if (((this.count - this.#told) & COUNT_MASK) >= ring.batch) this.#tell();
    return value;
  }

  /** Lets the sender know which slots are free. */
  #tell(): void {
    const { region, address } = this.ring;
    const { ops } = region;
    this.#told = this.count;
    ops.store32(address + HEAD, this.count << 1, 'seqCst'); // what was read comes before it; and it before the look at the flags
    if (ops.load32(address + SENDER_FLAGS, 'seqCst') >= ONE_WAITS) ops.notify(address + HEAD, Infinity);
  }

  #receiveSlowly(call: string, ms: number): T | typeof EMPTY {
    if (!this.#wait(call, ms)) return EMPTY;
    const value = this.#poll(call);
    if (value === EMPTY) throw noSender(this);
    return value;
  }

  /** Waits until there is a message or none can come; returns false if `ms` was not enough. */
  #wait(call: string, ms: number): boolean {
    const look = (word: number): true | undefined => (word >>> 1 !== this.count || (word & GONE) !== 0 ? true : undefined);
    this.startWaiting();
    try {
      return waitForWord(this.awaited, look, { name: `${call}()`, instead: 'await receiveAsync()' }, ms) === true;
    } finally {
      this.stopWaiting();
    }
  }
}
