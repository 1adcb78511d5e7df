import { time } from '../../../bench/harness/quick.ts';
import { f64, struct, u32 } from '../../memory/index.ts';
import { OnceLock } from '../index.ts';

/** What it costs to ask for a value that is set, by far the most frequent call. Run it with `node src/lock/once-lock/once-lock.bench.ts`, or with bun. */
const number = new OnceLock(u32);
const Point = struct({ x: f64, y: f64 });
const point = new OnceLock(Point);
const origin = (): { x: number; y: number } => ({ x: 1, y: 2 });
let sum = 0;

number.set(1);
time(
  'get, set: a number',
  (steps) => {
    let all = 0;
    for (let i = 0; i < steps; i++) all += number.get()!;
    sum += all;
  },
  'once-lock-get',
);

time('getOrInit, set: one field of its value', (steps) => {
  for (let i = 0; i < steps; i++) sum += point.getOrInit(origin).x;
});

time('get, set: one field of its value', (steps) => {
  for (let i = 0; i < steps; i++) sum += point.get()!.x;
});

console.log(`the sum is ${sum}`);
