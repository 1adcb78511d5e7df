// eslint-disable-next-line import/no-unassigned-import -- installs the realm, which a region needs
import '../../realm/index.ts';
import { time } from '../../../bench/harness/quick.ts';
import { regionOf } from '../region.ts';
import { withoutCodeGeneration } from './code-generation.ts';
import { array, f64, struct, u32 } from './index.ts';

/**
 * What `balance += 1.5; id += 1` costs through a view, a plain object and a `DataView`: one of 64 records in turn, so that no load waits for the
 * store just before it. Run it with `node src/memory/layout/layout.bench.ts`, or with bun.
 */
const RECORDS = 64;
const BYTES = 16;
const region = regionOf(new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 }));
const account = () => struct({ id: u32, balance: f64 });

const objects = Array.from({ length: RECORDS }, () => ({ id: 0, balance: 0.5 }));
time('plain object', (steps) => {
  for (let i = 0; i < steps; i++) {
    const record = objects[i % RECORDS]!;
    record.balance += 1.5;
    record.id = (record.id + 1) >>> 0;
  }
});

const data = new DataView(region.u8.buffer);
time('DataView', (steps) => {
  for (let i = 0; i < steps; i++) {
    const address = (i % RECORDS) * BYTES;
    data.setFloat64(address + 8, data.getFloat64(address + 8, true) + 1.5, true);
    data.setUint32(address, data.getUint32(address, true) + 1, true);
  }
});

const generated = account();
time('view, made at each access', (steps) => {
  for (let i = 0; i < steps; i++) {
    const record = generated.get(region, (i % RECORDS) * BYTES);
    record.balance += 1.5;
    record.id += 1;
  }
});

const views = Array.from({ length: RECORDS }, (_, i) => generated.get(region, i * BYTES));
time('view, kept', (steps) => {
  for (let i = 0; i < steps; i++) {
    const record = views[i % RECORDS]!;
    record.balance += 1.5;
    record.id += 1;
  }
});

const closures = withoutCodeGeneration(account);
time('view, made at each access, by closures', (steps) => {
  for (let i = 0; i < steps; i++) {
    const record = closures.get(region, (i % RECORDS) * BYTES);
    record.balance += 1.5;
    record.id += 1;
  }
});

const numbers = array(f64, RECORDS).get(region, 0);
time('array view: get(i)', (steps) => {
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += numbers.get(i % RECORDS);
  return sum;
});

const typed = numbers.typed;
time('array view: typed[i]', (steps) => {
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += typed[i % RECORDS]!;
  return sum;
});
