import { time } from '../../../bench/harness/quick.ts';
import { u32 } from '../../memory/index.ts';
import { HashMap } from '../index.ts';
import { beside, setKeys } from '../test-bench-work.ts';

/** What the map costs with a thousand keys, beside `RwLock<HashMap>` in Rust. Run it with `node src/shared/hash-map/hash-map.bench.ts`, or with bun. */
const KEYS = 1000;
const map = new HashMap(u32, u32);
for (let key = 0; key < KEYS; key++) map.set(key, key);
let total = 0;

function get(steps: number): void {
  for (let i = 0; i < steps; i++) total += map.get(i % KEYS)!;
}

time('get', get, 'map-get');
time(
  'set of a key that is there',
  (steps) => {
    for (let i = 0; i < steps; i++) map.set(i % KEYS, i);
  },
  'map-replace',
);
time(
  'set and delete',
  (steps) => {
    for (let i = 0; i < steps; i++) {
      map.set(KEYS + (i % KEYS), i);
      total += map.delete(KEYS + (i % KEYS))!;
    }
  },
  'map-set-delete',
);
await beside(setKeys, [map, KEYS], () => time('get while another thread sets', get));
map.free();
console.log(`${total} was found`);
