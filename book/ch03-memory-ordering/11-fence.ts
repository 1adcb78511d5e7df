/**
 * Ten flags are looked at with relaxed loads; only if one is up, a single `acquire` fence makes all their data visible. In Rust that
 * spares nine acquires; in JavaScript a fence is an exchange, and spares nothing but shows the idea.
 */
import { AtomicBool, fence } from 'lockwright/atomic';
import { scope, sleep } from 'lockwright/thread';

const THREADS = 10;

export function compute(data: Int32Array, ready: readonly AtomicBool[], n: number, ms: number): void {
  sleep(ms);
  data[n] = 123;
  ready[n]!.store(true, 'release');
}

/** The data of those that are ready. */
export function readReady(data: Int32Array, ready: readonly AtomicBool[]): readonly string[] {
  const isReady = ready.map((one) => one.load('relaxed'));
  if (!isReady.includes(true)) return [];
  fence('acquire');
  return isReady.flatMap((is, n) => (is ? [`data ${n} = ${data[n]}`] : []));
}

if (import.meta.main) {
  const data = new Int32Array(new SharedArrayBuffer(THREADS * Int32Array.BYTES_PER_ELEMENT));
  const ready = Array.from({ length: THREADS }, () => new AtomicBool(false));
  scope((s) => {
    for (let n = 0; n < THREADS; n++) s.spawn(import.meta, compute, data, ready, n, 4 + (n % 3));
    sleep(10);
    for (const line of readReady(data, ready)) console.log(line);
  });
  console.log('done!');
}
