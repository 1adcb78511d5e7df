import { u32 } from '../../memory/index.ts';
import { timeKind } from '../test-bench.ts';
import { spsc } from './spsc.ts';

/** What a number costs through a ring for two threads. Run it with `node src/channel/spsc/spsc.bench.ts`, or with bun. */
const CAPACITY = 4096;
const rust = { oneByOne: 'spsc', inBatches: 'spsc-batch', inOne: 'spsc-one-thread' };

timeKind('spsc(u32)', () => spsc(CAPACITY, u32), { ...rust, inArrays: 'spsc-batch' });
timeKind('spsc of any value, a number', () => spsc<number>(CAPACITY), rust);
