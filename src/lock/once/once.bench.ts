import { time } from '../../../bench/harness/quick.ts';
import { f64, struct } from '../../memory/index.ts';
import { LazyLock, Once, OnceLock } from '../index.ts';

/** What it costs to ask for what was done or made before, by far the most frequent call. Run it with `node src/lock/once/once.bench.ts`, or with bun. */
const once = new Once();
const Point = struct({ x: f64, y: f64 });
const point = new OnceLock(Point);
const lazy = new LazyLock(f64, () => 1.5);
const own = OnceLock.at(new SharedArrayBuffer(64), 16, f64);
const nothing = (): void => {};
const origin = (): { x: number; y: number } => ({ x: 1, y: 2 });
let sum = 0;

time('Once.call, done', (steps) => {
  for (let i = 0; i < steps; i++) once.call(nothing);
});

time('OnceLock.getOrInit, set: one field of its value', (steps) => {
  for (let i = 0; i < steps; i++) sum += point.getOrInit(origin).x;
});

time('OnceLock.get, set: one field of its value', (steps) => {
  for (let i = 0; i < steps; i++) sum += point.get()!.x;
});

time('LazyLock.get, made', (steps) => {
  for (let i = 0; i < steps; i++) sum += lazy.get();
});

own.set(1);
time('OnceLock.get, in a SharedArrayBuffer of one\u2019s own', (steps) => {
  for (let i = 0; i < steps; i++) sum += own.get()!;
});

time('new Once, call, free', (steps) => {
  for (let i = 0; i < steps; i++) {
    const fresh = new Once();
    fresh.call(nothing);
    fresh.free();
  }
});
