import { time } from '../../../bench/harness/quick.ts';
import { u32 } from '../../memory/index.ts';
import { HarrisList } from '../index.ts';
import { beside, setKeys } from '../test-bench-work.ts';

/** What the list costs with 64 keys, of which a call passes half, beside `RwLock<BTreeMap>` in Rust. Run it with `node src/shared/harris-list/harris-list.bench.ts`, or with bun. */
const KEYS = 64;
const list = new HarrisList(u32, u32);
for (let key = 0; key < KEYS; key++) list.set(2 * key, key);
let total = 0;

function get(steps: number): void {
  for (let i = 0; i < steps; i++) total += list.get(2 * (i % KEYS))!;
}

time('get', get, 'list-get');
time(
  'set and delete',
  (steps) => {
    for (let i = 0; i < steps; i++) {
      const key = 2 * (i % KEYS) + 1;
      list.set(key, i);
      total += list.delete(key)!;
    }
  },
  'list-set-delete',
);
await beside(setKeys, [list, KEYS], () => time('get while another thread sets', get));
list.free();
console.log(`${total} was found`);
