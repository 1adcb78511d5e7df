import { u32 } from '../../memory/index.ts';
import { timeKind } from '../test-bench.ts';
import { rendezvous } from './rendezvous.ts';

/** What a number costs that is handed over, where each side waits for the other, beside std's `sync_channel(0)`. Run it with `node src/channel/rendezvous/rendezvous.bench.ts`, or with bun. */
const MESSAGES = 2 ** 11;

timeKind('rendezvous(u32)', () => rendezvous(u32), { oneByOne: 'std-rendezvous' }, MESSAGES);
