/** The bags of a record whose thread is ended between any two of its stores. */
import { expect, test } from 'vitest';
import { BAG_ENTRIES, takeOutOfBag } from './bag.ts';

const BAG = 16;
const NONE = 0;
const isOld = (epoch: number): boolean => epoch === 1;

/** A bag of as many blocks as there are letters: an old one for `o`, a young one for `y`. Their addresses are 1, 2, 3 … */
function bagOf(letters: string): Int32Array {
  const words = [NONE, letters.length, ...[...letters].flatMap((letter, i) => [i + 1, letter === 'o' ? 1 : 2])];
  return Int32Array.from([...Array.from({ length: BAG / 4 }, () => 0), ...words]);
}

/** The same words, which end their thread at the store after so many. */
function diesAfter(stores: number, words: Int32Array): Int32Array {
  let left = stores;
  return new Proxy(words, {
    get: (target, key) => Reflect.get(target, key, target) as unknown,
    set: (target, key, value) => {
      if (left-- === 0) throw new Error('killed');
      return Reflect.set(target, key, value, target);
    },
  });
}

function contentsOf(words: Int32Array): number[] {
  return [...entriesOf(words)].map(([address]) => address);
}

function* entriesOf(words: Int32Array): Generator<readonly [address: number, epoch: number]> {
  const first = (BAG + BAG_ENTRIES) / 4;
  for (let i = 0; i < words[BAG / 4 + 1]!; i++) yield [words[first + 2 * i]!, words[first + 2 * i + 1]!];
}

test.for(['o', 'y', 'ooyy', 'yoyo', 'oyyy', 'oyoyyoyyy', 'yyyyooo', 'oooooooy'])(
  'what is old is taken out of %s, and all else stays',
  (letters) => {
    const words = bagOf(letters);
    const taken: number[] = [];
    takeOutOfBag(words, BAG, isOld, taken);
    const addresses = [...letters].map((_, i) => i + 1);
    expect(taken.toSorted((a, b) => a - b)).toEqual(addresses.filter((i) => letters[i - 1] === 'o'));
    expect(contentsOf(words).toSorted((a, b) => a - b)).toEqual(addresses.filter((i) => letters[i - 1] === 'y'));
  },
);

test.for(['ooyy', 'yoyo', 'oyyy', 'oyoyyoyyy', 'oooooooy'])(
  'a thread that is ended while it takes out of %s leaves nothing in it twice and no young block as an old one, and loses one at most',
  (letters) => {
    const young = [...letters].filter((letter) => letter === 'y').length;
    let isDone = false;
    for (let stores = 0; !isDone; stores++) {
      const words = bagOf(letters);
      try {
        takeOutOfBag(diesAfter(stores, words), BAG, isOld, []);
        isDone = true;
      } catch {}
      const left = contentsOf(words);
      expect(new Set(left).size).toBe(left.length);
      expect(left.filter((i) => letters[i - 1] === 'y').length).toBeGreaterThanOrEqual(young - 1);
      for (const [i, epoch] of entriesOf(words)) expect(letters[i - 1] === 'y' && isOld(epoch)).toBe(false);
    }
  },
);
