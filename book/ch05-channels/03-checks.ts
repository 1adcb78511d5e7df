/**
 * The same, with the contract checked when the program runs: a second flag refuses a second `send`, and `receive` takes the first flag
 * down. Misuse throws; it costs a byte and an exchange.
 */
import { AtomicBool } from 'lockwright/atomic';
import { current, park, scope, type Thread } from 'lockwright/thread';
import { newMessage, read, write } from './message.ts';

export class Channel {
  readonly #message: Uint8Array;
  readonly #inUse: AtomicBool;
  readonly #ready: AtomicBool;

  constructor(message: Uint8Array, inUse: AtomicBool, ready: AtomicBool) {
    this.#message = message;
    this.#inUse = inUse;
    this.#ready = ready;
  }

  send(text: string): void {
    if (this.#inUse.exchange(true, 'relaxed')) throw new Error('cannot send a second message: a channel carries one');
    write(this.#message, text);
    this.#ready.store(true, 'release');
  }

  /** Relaxed, for `receive` has the acquire. */
  isReady(): boolean {
    return this.#ready.load('relaxed');
  }

  receive(): string {
    if (!this.#ready.exchange(false, 'acquire')) throw new Error('there is no message: wait until isReady(), and receive once');
    return read(this.#message);
  }
}

export function send(message: Uint8Array, inUse: AtomicBool, ready: AtomicBool, text: string, receiver: Thread): void {
  new Channel(message, inUse, ready).send(text);
  receiver.unpark();
}

export function run(text: string): string {
  const message = newMessage();
  const inUse = new AtomicBool(false);
  const ready = new AtomicBool(false);
  return scope((s) => {
    s.spawn(import.meta, send, message, inUse, ready, text, current());
    const channel = new Channel(message, inUse, ready);
    while (!channel.isReady()) park();
    return channel.receive();
  });
}

if (import.meta.main) {
  console.log(run('hello world!'));
  const channel = new Channel(newMessage(), new AtomicBool(false), new AtomicBool(false));
  try {
    channel.receive();
  } catch (error) {
    console.log(String(error));
  }
}
