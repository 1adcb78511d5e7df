import { time } from '../../../bench/harness/quick.ts';
import { Mutex } from '../../lock/index.ts';
import { u32 } from '../../memory/index.ts';
import { MsQueue } from '../index.ts';
import { beside, enqueueAndDequeue } from '../test-bench-work.ts';

/** What the queue costs, beside `Mutex<VecDeque>` in Rust and a ring of one's own under our Mutex. Run it with `node src/shared/ms-queue/ms-queue.bench.ts`, or with bun. */
const queue = new MsQueue(u32);
let total = 0;

function enqueue(steps: number): void {
  for (let i = 0; i < steps; i++) {
    queue.enqueue(i);
    total += queue.dequeue() ?? 0;
  }
}

time('enqueue and dequeue', enqueue, 'queue-enqueue-dequeue');

const [HEAD, TAIL, FIRST, MASK] = [0, 1, 2, 7];
const mutex = new Mutex();
const ring = new Int32Array(new SharedArrayBuffer(64));
time('enqueue and dequeue of a ring under a Mutex', (steps) => {
  for (let i = 0; i < steps; i++) {
    mutex.withLock(() => void (ring[FIRST + (ring[TAIL]!++ & MASK)] = i));
    total += mutex.withLock(() => ring[FIRST + (ring[HEAD]!++ & MASK)]!);
  }
});

await beside(enqueueAndDequeue, [queue], () => time('enqueue and dequeue while another thread does the same', enqueue));
queue.free();
console.log(`${total} was taken`);
