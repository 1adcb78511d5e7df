import { u32 } from '../../memory/index.ts';
import { timeKind } from '../test-bench.ts';
import { mpmc } from './mpmc.ts';

/** What a number costs through a queue for any number of threads, here one on each side. Run it with `node src/channel/mpmc/mpmc.bench.ts`, or with bun. */
const CAPACITY = 4096;

timeKind('mpmc(u32)', () => mpmc(CAPACITY, u32), { oneByOne: 'mpmc', inOne: 'mpmc-one-thread' });
