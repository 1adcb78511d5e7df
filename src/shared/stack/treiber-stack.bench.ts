import { time } from '../../../bench/harness/quick.ts';
import { u32 } from '../../memory/index.ts';
import { TreiberStack } from '../index.ts';

/** What the stack costs in one thread. Run it with `node src/shared/stack/treiber-stack.bench.ts`, or with bun. */
const stack = new TreiberStack(u32);
let total = 0;

time('push and pop', (steps) => {
  for (let i = 0; i < steps; i++) {
    stack.push(i);
    total += stack.pop()!;
  }
});

console.log(`${total} was popped`);
