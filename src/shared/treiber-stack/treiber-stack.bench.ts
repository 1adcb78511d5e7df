import { time } from '../../../bench/harness/quick.ts';
import { Mutex } from '../../lock/index.ts';
import { u32 } from '../../memory/index.ts';
import { TreiberStack } from '../index.ts';
import { beside, pushAndPop } from '../test-bench-work.ts';

/** What the stack costs, beside `Mutex<Vec>` in Rust and an array of one's own under our Mutex. Run it with `node src/shared/treiber-stack/treiber-stack.bench.ts`, or with bun. */
const stack = new TreiberStack(u32);
let total = 0;

function push(steps: number): void {
  for (let i = 0; i < steps; i++) {
    stack.push(i);
    total += stack.pop() ?? 0;
  }
}

time('push and pop', push, 'stack-push-pop');

const mutex = new Mutex();
const slots = new Int32Array(new SharedArrayBuffer(64));
time('push and pop of an array under a Mutex', (steps) => {
  for (let i = 0; i < steps; i++) {
    mutex.withLock(() => void (slots[++slots[0]!] = i));
    total += mutex.withLock(() => slots[slots[0]!--]!);
  }
});

await beside(pushAndPop, [stack], () => time('push and pop while another thread does the same', push));
stack.free();
console.log(`${total} was popped`);
