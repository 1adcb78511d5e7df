/**
 * Readers who never write: they read a number, the data, and the number again. If it was odd, or is another one then, somebody wrote
 * meanwhile, and what was read is thrown away. The data are atomic, for they are read while they may be written; relaxed, for the number
 * tells whether that happened. One writer at a time: others would need a lock.
 */
import { AtomicU32, fence, spinLoopHint } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

export interface Words {
  readonly sequence: AtomicU32;
  readonly a: AtomicU32;
  readonly b: AtomicU32;
}

export const newWords = (): Words => ({ sequence: new AtomicU32(0), a: new AtomicU32(0), b: new AtomicU32(0) });

const isWriting = (sequence: number): boolean => sequence % 2 === 1;

export class SequenceLock {
  readonly #words: Words;

  constructor(words: Words) {
    this.#words = words;
  }

  write(a: number, b: number): void {
    const { sequence, a: first, b: second } = this.#words;
    const before = sequence.load('relaxed');
    sequence.store(before + 1, 'relaxed');
    fence('release'); // whoever sees one of the next two sees the odd number, if it looks after an acquire
    first.store(a, 'relaxed');
    second.store(b, 'relaxed');
    sequence.store(before + 2, 'release');
  }

  read(): readonly [a: number, b: number] {
    const { sequence, a, b } = this.#words;
    for (;;) {
      const before = sequence.load('acquire');
      if (!isWriting(before)) {
        const values = [a.load('relaxed'), b.load('relaxed')] as const;
        fence('acquire'); // pairs with the fence of the writer
        if (sequence.load('relaxed') === before) return values;
      }
      spinLoopHint();
    }
  }
}

/** Whether both numbers were the same in all of so many reads. */
export function readOften(words: Words, times: number): boolean {
  const lock = new SequenceLock(words);
  let isSame = true;
  for (let i = 0; i < times; i++) {
    const [a, b] = lock.read();
    isSame &&= a === b;
  }
  return isSame;
}

if (import.meta.main) {
  const words = newWords();
  const isSame = scope((s) => {
    const reading = s.spawn(import.meta, readOften, words, 1000);
    const lock = new SequenceLock(words);
    for (let i = 1; i <= 1000; i++) lock.write(i, i);
    return reading.join();
  });
  console.log(`always the same: ${isSame}; the last: ${new SequenceLock(words).read().join(' ')}`);
}
