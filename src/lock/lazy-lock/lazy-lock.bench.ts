import { time } from '../../../bench/harness/quick.ts';
import { u32 } from '../../memory/index.ts';
import { LazyLock } from '../index.ts';

/** What it costs to ask for a value that is made, by far the most frequent call. Run it with `node src/lock/lazy-lock/lazy-lock.bench.ts`, or with bun. */
const lazy = new LazyLock(u32, () => 1);
let sum = 0;

time(
  'get, made: a number',
  (steps) => {
    let all = 0;
    for (let i = 0; i < steps; i++) all += lazy.get();
    sum += all;
  },
  'lazy-lock-get',
);

time('peek, made', (steps) => {
  for (let i = 0; i < steps; i++) sum += lazy.peek()!;
});

console.log(`the sum is ${sum}`);
