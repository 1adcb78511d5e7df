import { time } from '../../../bench/harness/quick.ts';
import { u32 } from '../../memory/index.ts';
import { WorkStealingDeque } from '../index.ts';
import { beside, steal } from '../test-bench-work.ts';

/** What the deque costs its owner and a thief, beside `Mutex<Vec>` and `Mutex<VecDeque>` in Rust. Run it with `node src/shared/work-stealing-deque/work-stealing-deque.bench.ts`, or with bun. */
const deque = new WorkStealingDeque(u32, 1024);
let total = 0;

function push(steps: number): void {
  for (let i = 0; i < steps; i++) {
    deque.push(i);
    total += deque.pop() ?? 0;
  }
}

time('push and pop', push, 'stack-push-pop');
time(
  'push and steal',
  (steps) => {
    for (let i = 0; i < steps; i++) {
      deque.push(i);
      total += deque.steal()!;
    }
  },
  'queue-enqueue-dequeue',
);
await beside(steal, [deque], () => time('push and pop while another thread steals', push));
deque.free();
console.log(`${total} was taken`);
