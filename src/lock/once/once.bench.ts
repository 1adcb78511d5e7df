import { time } from '../../../bench/harness/quick.ts';
import { Once } from '../index.ts';

/** What it costs to ask for what was done before, by far the most frequent call. Run it with `node src/lock/once/once.bench.ts`, or with bun. */
const once = new Once();
const own = Once.at(new SharedArrayBuffer(64), 16);
const nothing = (): void => {};

time(
  'call, done',
  (steps) => {
    for (let i = 0; i < steps; i++) once.call(nothing);
  },
  'once-call',
);

time('call, done, in a SharedArrayBuffer of one’s own', (steps) => {
  for (let i = 0; i < steps; i++) own.call(nothing);
});

time('new Once, call, free', (steps) => {
  for (let i = 0; i < steps; i++) {
    const fresh = new Once();
    fresh.call(nothing);
    fresh.free();
  }
});
