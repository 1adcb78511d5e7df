import { time } from '../../../bench/harness/quick.ts';
import { u32 } from '../../memory/index.ts';
import { Arc } from '../index.ts';

/** What Arc and Weak cost in one thread. Run it with `node src/shared/arc/arc.bench.ts`, or with bun; `npm run bench -- --only arc,weak` has Rust's beside it. */
const arc = new Arc(u32, 1);
const weak = arc.downgrade();
let total = 0;

time('clone and dispose', (steps) => {
  for (let i = 0; i < steps; i++) arc.clone().dispose();
});

time('using a clone', (steps) => {
  for (let i = 0; i < steps; i++) {
    using clone = arc.clone();
    total += clone.value;
  }
});

time('upgrade and dispose', (steps) => {
  for (let i = 0; i < steps; i++) weak.upgrade()!.dispose();
});

time('value', (steps) => {
  for (let i = 0; i < steps; i++) total += arc.value;
});

time('new Arc(u32) and dispose', (steps) => {
  for (let i = 0; i < steps; i++) new Arc(u32, 1).dispose();
});

console.log(`${total} was read`);
