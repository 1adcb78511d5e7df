/** What threads own together, and structures without a lock: what they have in memory ends with the last that has it. */
import '../realm/host.ts';
import './travel.ts';

export { Arc, type ToRead } from './arc/arc.ts';
export type { ArcView } from './arc/arc-view.ts';
export { Weak } from './arc/weak.ts';
export { Epoch } from './epoch/epoch.ts';
export type { Pin } from './epoch/pin.ts';
export { HarrisList } from './harris-list/harris-list.ts';
export { HashMap } from './hash-map/hash-map.ts';
export { MsQueue } from './ms-queue/ms-queue.ts';
export type { StructureOptions } from './on-epoch.ts';
export { RcuCell } from './rcu-cell/rcu-cell.ts';
export { reportForgotten } from './forgotten.ts';
export { SharedError } from './shared-error.ts';
export { TreiberStack } from './treiber-stack/treiber-stack.ts';
export { WorkStealingDeque } from './work-stealing-deque/work-stealing-deque.ts';
