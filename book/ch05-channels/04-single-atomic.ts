/**
 * The two flags are one word with four states, so that a channel has one state at a time, and each step is one exchange from the state
 * before it.
 */
import { AtomicU8 } from 'lockwright/atomic';
import { current, park, scope, type Thread } from 'lockwright/thread';
import { newMessage, read, write } from './message.ts';

const EMPTY = 0;
const WRITING = 1;
const READY = 2;
const READING = 3;

export class Channel {
  readonly #message: Uint8Array;
  readonly #state: AtomicU8;

  constructor(message: Uint8Array, state: AtomicU8) {
    this.#message = message;
    this.#state = state;
  }

  send(text: string): void {
    if (this.#state.compareExchange(EMPTY, WRITING, 'relaxed', 'relaxed') !== EMPTY)
      throw new Error('cannot send a second message: a channel carries one');
    write(this.#message, text);
    this.#state.store(READY, 'release');
  }

  isReady(): boolean {
    return this.#state.load('relaxed') === READY;
  }

  receive(): string {
    if (this.#state.compareExchange(READY, READING, 'acquire', 'relaxed') !== READY)
      throw new Error('there is no message: wait until isReady(), and receive once');
    return read(this.#message);
  }
}

export function send(message: Uint8Array, state: AtomicU8, text: string, receiver: Thread): void {
  new Channel(message, state).send(text);
  receiver.unpark();
}

export function run(text: string): string {
  const message = newMessage();
  const state = new AtomicU8(EMPTY);
  return scope((s) => {
    s.spawn(import.meta, send, message, state, text, current());
    const channel = new Channel(message, state);
    while (!channel.isReady()) park();
    return channel.receive();
  });
}

if (import.meta.main) console.log(run('hello world!'));
