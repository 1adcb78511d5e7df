/** A key is made when it is first asked for. Threads that race may all make one, but only the first is put in place, and all use that. */
import { AtomicU64 } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

const NOT_YET = 0n;

/** 53 random bits, and never 0. */
export const randomKey = (): bigint => 1n + BigInt(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER));

export function getKey(key: AtomicU64, makeKey: () => bigint = randomKey): bigint {
  const known = key.load('relaxed');
  if (known !== NOT_YET) return known;
  const made = makeKey();
  const found = key.compareExchange(NOT_YET, made, 'relaxed', 'relaxed');
  return found === NOT_YET ? made : found;
}

export const getRandomKey = (key: AtomicU64): bigint => getKey(key);

if (import.meta.main) {
  const key = new AtomicU64(NOT_YET);
  const keys = scope((s) => [1, 2].map(() => s.spawn(import.meta, getRandomKey, key)).map((handle) => handle.join()));
  console.log(`all the same: ${[...keys, getKey(key)].every((one) => one === keys[0])}`);
}
