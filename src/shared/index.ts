/** What threads own together: it ends with the last that has it. */
import '../realm/host.ts';

export { Arc, type ToRead } from './arc/arc.ts';
export type { ArcView } from './arc/arc-view.ts';
export { Weak } from './arc/weak.ts';
export { Epoch } from './epoch/epoch.ts';
export type { Pin } from './epoch/pin.ts';
export { TreiberStack } from './stack/treiber-stack.ts';
export { reportForgotten } from './forgotten.ts';
export { SharedError } from './shared-error.ts';
