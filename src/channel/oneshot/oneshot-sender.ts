import { endGone, noReceiver } from '../channel-error.ts';
import type { Core } from '../core.ts';
import { SENT } from '../core.ts';
import { End, MINE } from '../end.ts';
import { discard } from '../slots.ts';

/**
 * The sending end of a channel for one message. It belongs to one thread, and travels to another in the arguments of `spawn` or through a channel. Sending costs some 50 ns and never waits.
 *
 * Disposed of without having sent, it lets the receiver know that no message will come.
 */
export class OneshotSender<T> extends End {
  #isUsed = false;

  /** @internal Use {@link oneshot}. */
  constructor(core: Core) {
    super('Sender', core, false, false);
  }

  /**
   * Sends the message, and disposes of this end.
   *
   * @throws {ChannelError} `ALREADY_SENT` the second time; `CLOSED`, with the value, if nobody can receive it any more
   * @throws {NotSendableError} if the value cannot travel; {@link MemoryError} if it is none of the layout
   */
  send(value: T): void {
    if (this.#isUsed) throw endGone(this, 'send', 'used');
    if (this.state !== MINE) this.adopt('send');
    const { core } = this;
    const prepared = core.slots.prepare(value);
    const offered = core.offer(prepared);
    this.#isUsed = true;
    this.close();
    if (offered === SENT) return;
    discard(prepared);
    throw noReceiver(this, value);
  }
}
