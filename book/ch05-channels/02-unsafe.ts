/**
 * A place for one message, and a flag that says that it is there. No lock, but a contract: send once, and receive once, after `isReady`.
 * Rust marks both as `unsafe`; here nobody warns.
 */
import { AtomicBool } from 'lockwright/atomic';
import { current, park, scope, type Thread } from 'lockwright/thread';
import { newMessage, read, write } from './message.ts';

export class Channel {
  readonly #message: Uint8Array;
  readonly #ready: AtomicBool;

  constructor(message: Uint8Array, ready: AtomicBool) {
    this.#message = message;
    this.#ready = ready;
  }

  /** Once only. */
  send(text: string): void {
    write(this.#message, text);
    this.#ready.store(true, 'release');
  }

  isReady(): boolean {
    return this.#ready.load('acquire'); // pairs with the release of `send`: the message is there
  }

  /** Once only, and after `isReady` has said so. */
  receive(): string {
    return read(this.#message);
  }
}

export function send(message: Uint8Array, ready: AtomicBool, text: string, receiver: Thread): void {
  new Channel(message, ready).send(text);
  receiver.unpark();
}

export function run(text: string): string {
  const message = newMessage();
  const ready = new AtomicBool(false);
  return scope((s) => {
    s.spawn(import.meta, send, message, ready, text, current());
    const channel = new Channel(message, ready);
    while (!channel.isReady()) park();
    return channel.receive();
  });
}

if (import.meta.main) console.log(run('hello world!'));
