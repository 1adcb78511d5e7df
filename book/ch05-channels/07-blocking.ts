/**
 * `receive` waits: the sender knows the thread that will receive, and unparks it. So the receiver belongs to the thread that split the
 * channel; Rust's is not `Send`, this one looks which thread calls.
 */
import { AtomicBool } from 'lockwright/atomic';
import { current, park, scope, type Thread } from 'lockwright/thread';
import { newMessage, read, write } from './message.ts';

export interface Parts {
  readonly message: Uint8Array;
  readonly ready: AtomicBool;
}

export const newParts = (): Parts => ({ message: newMessage(), ready: new AtomicBool(false) });

export class Sender {
  readonly #receiver: Thread;
  #parts: Parts | undefined;

  constructor(parts: Parts, receiver: Thread) {
    this.#parts = parts;
    this.#receiver = receiver;
  }

  send(text: string): asserts this is never {
    if (this.#parts === undefined) throw new Error('this sender has sent its message');
    const { message, ready } = this.#parts;
    this.#parts = undefined;
    write(message, text);
    ready.store(true, 'release');
    this.#receiver.unpark();
  }
}

export class Receiver {
  readonly #parts: Parts;
  readonly #thread: Thread = current();
  #isUsed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The thread that a sender has to wake. */
  get thread(): Thread {
    return this.#thread;
  }

  receive(): string {
    if (current().id !== this.#thread.id)
      throw new Error('only the thread that made this receiver can receive: it is the one that is woken');
    if (this.#isUsed) throw new Error('this receiver has received its message');
    this.#isUsed = true;
    while (!this.#parts.ready.exchange(false, 'acquire')) park();
    return read(this.#parts.message);
  }
}

export function send(parts: Parts, text: string, thread: Thread): void {
  const sender: Sender = new Sender(parts, thread);
  sender.send(text);
}

export function run(text: string): string {
  const parts = newParts();
  const receiver = new Receiver(parts);
  return scope((s) => {
    s.spawn(import.meta, send, parts, text, receiver.thread);
    return receiver.receive();
  });
}

if (import.meta.main) console.log(run('hello world!'));
