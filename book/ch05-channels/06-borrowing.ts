/**
 * The memory belongs to whoever made the channel, and `split` lends it to two ends: nothing is allocated for the next message. `split`
 * makes the channel new, which ends both ends of the split before: Rust's compiler sees to it that nobody has them any more, here a count
 * of the splits does.
 */
import { AtomicBool, AtomicU32 } from 'lockwright/atomic';
import { current, park, scope, type Thread } from 'lockwright/thread';
import { newMessage, read, write } from './message.ts';

export interface Parts {
  readonly message: Uint8Array;
  readonly ready: AtomicBool;
  /** How often it was split. */
  readonly splits: AtomicU32;
}

export const newParts = (): Parts => ({ message: newMessage(), ready: new AtomicBool(false), splits: new AtomicU32(0) });

/** An end is of one split, and used up by its message. */
abstract class End {
  readonly #parts: Parts;
  readonly #number: number;

  constructor(parts: Parts, number: number) {
    this.#parts = parts;
    this.#number = number;
  }

  /** Relaxed: a split comes before what is done with its ends, and after all that was done with those before. This finds mistakes; it orders nothing. */
  protected get parts(): Parts {
    if (this.#parts.splits.load('relaxed') !== this.#number) throw new Error('the channel was split again, which ended this end of it');
    return this.#parts;
  }
}

export class Sender extends End {
  #isUsed = false;

  send(text: string): asserts this is never {
    const { message, ready } = this.parts;
    if (this.#isUsed) throw new Error('this sender has sent its message');
    this.#isUsed = true;
    write(message, text);
    ready.store(true, 'release');
  }
}

export class Receiver extends End {
  isReady(): boolean {
    return this.parts.ready.load('relaxed');
  }

  receive(): string {
    const { message, ready } = this.parts;
    if (!ready.exchange(false, 'acquire')) throw new Error('there is no message: wait until isReady(), and receive once');
    return read(message);
  }
}

/** Makes the channel new, and lends it to two ends; returns the number of the split, which makes them. */
export function split({ ready, splits }: Parts): number {
  ready.store(false, 'relaxed');
  return splits.fetchAdd(1, 'relaxed') + 1;
}

export function send(parts: Parts, number: number, text: string, thread: Thread): void {
  const sender: Sender = new Sender(parts, number);
  sender.send(text);
  thread.unpark();
}

export function run(texts: readonly string[]): string[] {
  const parts = newParts();
  return texts.map((text) =>
    scope((s) => {
      const number = split(parts);
      s.spawn(import.meta, send, parts, number, text, current());
      const receiver = new Receiver(parts, number);
      while (!receiver.isReady()) park();
      return receiver.receive();
    }),
  );
}

if (import.meta.main) for (const text of run(['hello world!', 'and again'])) console.log(text);
