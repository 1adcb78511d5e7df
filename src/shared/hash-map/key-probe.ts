import type { Layout } from '../../memory/layout/layout.ts';
import { roundUp } from '../../memory/layout/limits.ts';
import { mismatchError } from '../../memory/layout/mismatch.ts';
import type { Region } from '../../memory/region.ts';
import { scratchRegion } from '../../memory/scratch.ts';
import { hashWords, reverseBits } from './hash.ts';

/** So that each kind of view reaches all of the scratch memory. */
const SCRATCH_UNIT = 8;

/** What is looked for: where it stands in the list, and the words of a key; of a bucket it has none. */
export interface Probe {
  readonly order: number;
  readonly key: Int32Array | undefined;
}

/** The same for a key, used again and again. */
export interface KeyProbe extends Probe {
  order: number;
  hash: number;
  readonly key: Int32Array;
  readonly scratch: Region;
}

/** For keys of so many words. Costs a microsecond. */
export function newKeyProbe(words: number): KeyProbe {
  const scratch = scratchRegion(roundUp(words * 4, SCRATCH_UNIT));
  return { order: 0, hash: 0, key: scratch.i32, scratch };
}

/** Lets it look for that key. Costs the writing of the key, and its hash. */
export function lookFor<K>(probe: KeyProbe, keys: Layout<K, any>, key: K, words: number): void {
  if (keys.cell === undefined) probe.key.fill(0); // what lies between the fields, or behind a text, is a part of the key
  keys.put(probe.scratch, 0, key);
  probe.hash = hashWords(probe.key, words);
  probe.order = reverseBits(probe.hash) | 1; // odd: behind the node of its bucket, whose order is even
}

/** @throws {MemoryError} `WRONG_TYPE` and others, if the key is none of the layout */
export function checkKey<K>(keys: Layout<K, any>, key: K): void {
  const wrong = keys.mismatch(key);
  if (wrong !== undefined) throw mismatchError(keys.name, wrong);
}
