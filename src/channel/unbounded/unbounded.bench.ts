import { u32 } from '../../memory/index.ts';
import { timeKind } from '../test-bench.ts';
import { unbounded } from './unbounded.ts';

/** What a number costs through a channel without a bound, beside std's. Run it with `node src/channel/unbounded/unbounded.bench.ts`, or with bun. */
timeKind('unbounded(u32)', () => unbounded(u32), { oneByOne: 'std-channel', inOne: 'std-channel-one-thread' });
