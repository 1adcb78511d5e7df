/** The file that the supervisor's worker runs. */
import '../../realm/host.ts';
import { joinHeap } from '../../memory/heap.ts';
import type { Start } from '../messages.ts';
import { Supervisor } from '../supervisor.ts';
import { host } from './host.ts';
import './make-worker.ts';

const { start, line } = await host.inside();
const { memory, block } = start as Start;
joinHeap(memory, block);
new Supervisor(host, line, memory);
