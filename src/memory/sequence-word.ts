import { realm } from '../realm/realm.ts';
import { dropHeld, HELD_SEQUENCE, kindWord, pushHeld } from './held-list.ts';
import type { Region } from './region.ts';

/**
 * A sequence word: lets any number of threads copy some words while one thread at a time writes them, and tells who has copied a mixture of old and new. A copy costs two loads more than
 * its words, and writes nothing; writing costs a store and an exchange more, and a note of some nanoseconds.
 *
 * | value                | meaning                                                      | who may change it                                        |
 * |----------------------|--------------------------------------------------------------|----------------------------------------------------------|
 * | even                 | the words are whole                                          | the writer, when it begins: + `WRITING`                  |
 * | + WRITING            | they are being written                                       | the writer, when it is done: to the next even one        |
 * | + WRITING + WATCHED  | and readers may sleep on this word                           | readers set the flag; the writer wakes them all          |
 * | + WRITING + DEAD     | they are a mixture: their writer died in the middle          | its undertaker; the next writer makes it even            |
 *
 * Even ones are multiples of 8. Who has read one, copied, and finds the same one again has copied what one writer left. The numbers go round: a reader would have to be held up for exactly
 * 2^29 writes to be deceived.
 *
 * That there is one writer at a time is not this word's business: the writer holds a lock. The order is that of H.-J. Boehm, *Can Seqlocks Get Along With Programming Language Memory
 * Models?* (2012): each access to the words is atomic and relaxed, between two fences.
 */
export const SEQUENCE_BYTES = 4;

export const WRITING = 1;
export const WATCHED = 2;
export const DEAD = 4;
const FLAGS = 7;
const STEP = 8;

const WORD_BYTES = 4;

/** Writes `from` to the words at `data`, as the one thread that may. */
export function writeWords(region: Region, p: number, data: number, from: Int32Array, words: number): void {
  const { ops } = region;
  const kind = kindWord(region, HELD_SEQUENCE);
  // Before the first change: if this thread dies from here on, its undertaker looks at the word.
  pushHeld(p, kind);
  const found = ops.load32(p, 'relaxed'); // nobody else makes it odd or even
  if ((found & WRITING) === 0) ops.store32(p, found | WRITING, 'relaxed');
  // Real accesses are all in one order, so that only a checked run needs the fence. Who copies one of the words below, and then looks at the sequence behind an acquire fence, sees that it was odd.
  if (realm.checked !== undefined) realm.fence('release');
  storeWords(region, data, from, words);
  // release: who finds this one sees all of the words. An exchange, since a reader may set its flag until now.
  const last = ops.exchange32(p, ((found & ~FLAGS) + STEP) | 0, 'release');
  if ((last & WATCHED) !== 0) ops.notify(p, Infinity);
  dropHeld(p, kind); // last: if the thread dies before, its undertaker wakes them
}

/**
 * Copies the words at `data` into `into`; returns whether they are whole: what one writer left.
 *
 * @param sequence what the sequence word was, loaded with `acquire` before, and even
 */
export function copyWords(region: Region, p: number, sequence: number, data: number, into: Int32Array, words: number): boolean {
  loadWords(region, data, into, words);
  if (realm.checked !== undefined) realm.fence('acquire'); // pairs with the release fence of the writer whose word was copied
  return region.ops.load32(p, 'relaxed') === sequence;
}

/** Writes the words, each by itself. */
export function storeWords({ ops }: Region, data: number, from: Int32Array, words: number): void {
  for (let i = 0; i < words; i++) ops.store32(data + i * WORD_BYTES, from[i]!, 'relaxed');
}

/** Copies the words, each by itself: a whole value only if nobody writes them meanwhile. */
export function loadWords(region: Region, data: number, into: Int32Array, words: number): void {
  for (let i = 0; i < words; i++) into[i] = region.ops.load32(data + i * WORD_BYTES, 'relaxed');
}

/** Says so if the thread has died while it was writing, and wakes who waits in any case. For its undertaker, while nobody else can be writing: before the lock is poisoned. */
export function breakSequence(region: Region, p: number): void {
  const { ops } = region;
  // release: a reader that is told finds the lock as the dead thread left it. Readers may set their flag meanwhile, so no store.
  if ((ops.load32(p, 'acquire') & WRITING) !== 0) ops.or32(p, DEAD, 'release');
  ops.notify(p, Infinity);
}

/** What a sequence word means, in a few words. For reports of the checker. */
export function meaningOfSequence(word: number): string {
  if ((word & WRITING) === 0) return 'whole';
  const watched = (word & WATCHED) === 0 ? '' : ', readers may wait';
  return ((word & DEAD) === 0 ? 'being written' : 'half-written: the writer died') + watched;
}
