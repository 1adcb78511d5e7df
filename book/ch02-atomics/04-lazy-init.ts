/**
 * A value is computed when it is first asked for; 0 means not yet. Threads that race may both compute it, which does no harm: it is the
 * same value.
 */
import { AtomicU64 } from 'lockwright/atomic';
import { sleep } from 'lockwright/thread';

const NOT_YET = 0n;

function computeX(): bigint {
  sleep(10); // takes long
  return 123n;
}

export function getX(x: AtomicU64): bigint {
  const known = x.load('relaxed');
  if (known !== NOT_YET) return known;
  const computed = computeX();
  x.store(computed, 'relaxed');
  return computed;
}

if (import.meta.main) {
  const x = new AtomicU64(NOT_YET);
  console.log(`x: ${getX(x)}`);
  console.log(`x: ${getX(x)}`);
}
