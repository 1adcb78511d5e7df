/** The file that the supervisor's worker runs. */
import '../../realm/host.ts';
import { SUPERVISOR_IS_UP } from '../../memory/header.ts';
import { heapRegion, joinHeap } from '../../memory/heap.ts';
import type { Start } from '../messages.ts';
import { Supervisor } from '../supervisor.ts';
import { host } from './host.ts';
import './make-worker.ts';

const { start, line } = await host.inside();
const { memory, block } = start as Start;
joinHeap(memory, block);
new Supervisor(host, line, memory);
// From here on whoever made it may block: it has all that it needs to make workers.
heapRegion().ops.store32(SUPERVISOR_IS_UP * 4, 1, 'release');
