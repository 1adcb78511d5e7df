/**
 * A sender and a receiver, so that each end can do only what is its own. `send` uses the sender up: the compiler refuses a second one
 * where it can follow the variable, and it throws where it cannot. The memory lives as long as either end, which Rust gets by counting and
 * JavaScript by its garbage collector; it costs an allocation for each channel.
 */
import { AtomicBool } from 'lockwright/atomic';
import { current, park, scope, type Thread } from 'lockwright/thread';
import { newMessage, read, write } from './message.ts';

/** The memory of a channel: what travels to the thread of the other end. */
export interface Parts {
  readonly message: Uint8Array;
  readonly ready: AtomicBool;
}

export const newParts = (): Parts => ({ message: newMessage(), ready: new AtomicBool(false) });

export class Sender {
  #parts: Parts | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  send(text: string): asserts this is never {
    const parts = this.#parts;
    if (parts === undefined) throw new Error('this sender has sent its message');
    this.#parts = undefined;
    write(parts.message, text);
    parts.ready.store(true, 'release');
  }
}

export class Receiver {
  #parts: Parts | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  isReady(): boolean {
    return this.#parts?.ready.load('relaxed') ?? false;
  }

  receive(): string {
    if (this.#parts?.ready.exchange(false, 'acquire') !== true)
      throw new Error('there is no message: wait until isReady(), and receive once');
    const { message } = this.#parts;
    this.#parts = undefined;
    return read(message);
  }
}

export function send(parts: Parts, text: string, thread: Thread): void {
  const sender: Sender = new Sender(parts);
  sender.send(text);
  thread.unpark();
}

export function run(text: string): string {
  const parts = newParts();
  return scope((s) => {
    s.spawn(import.meta, send, parts, text, current());
    const receiver = new Receiver(parts);
    while (!receiver.isReady()) park();
    return receiver.receive();
  });
}

if (import.meta.main) console.log(run('hello world!'));
