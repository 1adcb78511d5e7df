import { time } from '../../../bench/harness/quick.ts';
import { allocate } from '../../memory/index.ts';
import { Epoch } from '../index.ts';

/** What an epoch costs in one thread. Run it with `node src/shared/epoch/epoch.bench.ts`, or with bun. */
const epoch = new Epoch();
let total = 0;

const bump = (): void => {
  total++;
};

time('withPin', (steps) => {
  for (let i = 0; i < steps; i++) epoch.withPin(bump);
});

time('pin and dispose', (steps) => {
  for (let i = 0; i < steps; i++) epoch.pin()[Symbol.dispose]();
});

time('allocate and retire', (steps) => {
  for (let i = 0; i < steps; i++) epoch.withPin((pin) => pin.retire(allocate(16)));
});

console.log(`${total} sections were run`);
