/** The file that every worker for threads runs. */
import '../../realm/host.ts';
// Nobody imports this file, so it may reach up: with the locks loaded here, a thread that is handed one need not load the module of whoever sent it, which in a
// bundle would be the whole program.
import '../../lock/travel.ts';
import '../../lock/debug/index.ts';
import { joinHeap } from '../../memory/heap.ts';
import { onRegionInUse } from '../../memory/held-list.ts';
import { regionOf, type Region } from '../../memory/region.ts';
import type { Message, Start } from '../messages.ts';
import { setLine } from '../line.ts';
import { WorkerLoop } from '../worker-loop.ts';
import { host } from './host.ts';

const { start, line } = await host.inside();
const { memory, block, once } = start as Start;
joinHeap(memory, block);
setLine({ post: (message, transfer) => line.post(message, transfer) });
const regions = new Map<number, Region>();
onRegionInUse((id, used) => {
  regions.set(id, regionOf(used));
  line.post({ kind: 'region', id, memory: used } satisfies Message);
});
const name = await host.announceLife();
line.post({ kind: 'alive', name: name ?? '' } satisfies Message);
const loop = new WorkerLoop(regions, once);
host.prepareWorker((error) => {
  loop.fail(error);
  host.exit();
});
line.onMessage((message) => loop.receive(message as Message));
loop.run();
