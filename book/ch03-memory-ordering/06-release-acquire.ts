/** Data, then a flag with `release`; the flag with `acquire`, then the data. Who sees the flag sees all that was done before it was set. */
import { AtomicBool, AtomicU64 } from 'lockwright/atomic';
import { scope, sleep } from 'lockwright/thread';

export function write(data: AtomicU64, ready: AtomicBool): void {
  data.store(123n, 'relaxed');
  ready.store(true, 'release');
}

export function read(data: AtomicU64, ready: AtomicBool, whenNot: () => void): bigint {
  while (!ready.load('acquire')) whenNot();
  return data.load('relaxed');
}

if (import.meta.main) {
  const data = new AtomicU64(0n);
  const ready = new AtomicBool(false);
  scope((s) => {
    s.spawn(import.meta, write, data, ready);
    const value = read(data, ready, () => {
      sleep(100);
      console.log('waiting...');
    });
    console.log(value.toString());
  });
}
