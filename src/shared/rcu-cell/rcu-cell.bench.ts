import { time } from '../../../bench/harness/quick.ts';
import { RwLock, SeqLock } from '../../lock/index.ts';
import { u32 } from '../../memory/index.ts';
import { RcuCell } from '../index.ts';
import { beside, write } from '../test-bench-work.ts';

/** What the cell costs, beside `RwLock<u32>` in Rust, our RwLock and our SeqLock. Run it with `node src/shared/rcu-cell/rcu-cell.bench.ts`, or with bun. */
const cell = new RcuCell(u32, 1);
let total = 0;

function read(steps: number): void {
  for (let i = 0; i < steps; i++) total += cell.read();
}

time('read', read, 'cell-read');
const rw = new RwLock(u32, 1);
time('read of a RwLock', (steps) => {
  for (let i = 0; i < steps; i++) total += rw.withRead((guard) => guard.value);
});
const sequence = new SeqLock(u32, 1);
time('read of a SeqLock', (steps) => {
  for (let i = 0; i < steps; i++) total += sequence.read();
});
time(
  'write',
  (steps) => {
    for (let i = 0; i < steps; i++) cell.write(i);
  },
  'cell-write',
);
await beside(write, [cell], () => time('read while another thread writes', read));
cell.free();
console.log(`${total} was read`);
