/** What threads own together, and structures without a lock: what they have in memory ends with the last that has it. */
import '../realm/host.ts';
import './travel.ts';

export { Arc, type ArcOf, type ToRead } from './arc/arc.ts';
export type { ArcView } from './arc/arc-view.ts';
export { Weak, type WeakOf } from './arc/weak.ts';
export { Epoch } from './epoch/epoch.ts';
export type { Pin } from './epoch/pin.ts';
export { HarrisList, type HarrisListOf } from './harris-list/harris-list.ts';
export { HashMap, type HashMapOf } from './hash-map/hash-map.ts';
export { MsQueue, type MsQueueOf } from './ms-queue/ms-queue.ts';
export type { StructureOptions } from './on-epoch.ts';
export { RcuCell, type RcuCellOf } from './rcu-cell/rcu-cell.ts';
export { reportForgotten } from './forgotten.ts';
export { SharedError } from './shared-error.ts';
export { TreiberStack, type TreiberStackOf } from './treiber-stack/treiber-stack.ts';
export { WorkStealingDeque, type WorkStealingDequeOf } from './work-stealing-deque/work-stealing-deque.ts';
