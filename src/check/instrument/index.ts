import { type InstrumentHost, setHost } from './buffers.ts';
import { applyPatches, removePatches } from './patches.ts';
import './atomics.ts';
import './byte-consumers.ts';
import './clocks.ts';
import './cloning.ts';
import './data-views.ts';
import './refusals.ts';
import './shared-buffers.ts';
import './timers.ts';
import './typed-array-making.ts';
import './typed-array-reading.ts';
import './typed-array-writing.ts';
import './typed-arrays.ts';
import './web-assembly.ts';

export { cloneForThread } from './cloning.ts';
export { adoptBuffer, simBufferOf, type InstrumentHost } from './buffers.ts';

/** Of the installations that are on. */
const hosts: InstrumentHost[] = [];

/**
 * Puts the instrumented globals in the place of the native ones, and returns what ends that; installations may lie in each other, and the last one holds. Shared memory that the
 * program makes meanwhile is simulated: while its threads run (`machine` is defined), every access goes to the machine, through typed arrays, `DataView` and `Atomics`; while it is
 * set up, they act on ordinary memory. Costs some 20 µs.
 *
 * Not seen are plain accesses (`view[0]`) through arrays and DataViews that were made before, though `Atomics` on such arrays is; so too what classes make that were taken from the
 * globals before (`class X extends Int32Array` at the top of a module). Functions that were taken before, and those of the host that take bytes, refuse a simulated array, since it
 * is a proxy; copy with `slice()` first. So do the getters of %TypedArray%.prototype if they are called as functions.
 */
export function installGlobals(host: InstrumentHost): () => void {
  hosts.push(host);
  setHost(host);
  if (hosts.length === 1) applyPatches();
  let isOn = true;
  return () => {
    if (!isOn) return;
    isOn = false;
    hosts.splice(hosts.lastIndexOf(host), 1);
    setHost(hosts.at(-1));
    if (hosts.length === 0) removePatches();
  };
}
