import { awaits } from '../turns.ts';
import { host } from './buffers.ts';
import type { Method, Names } from './natives.ts';
import { patchValue } from './patches.ts';

/** What a timer would call would never run: the thread is over by then. Where a program awaits, the caller may be other code, which gets its timer. */
function refuseTimer(name: string): void {
  const native = (globalThis as unknown as Names)[name] as Method | undefined;
  if (native === undefined) return; // not in this host
  const { [name]: refusing } = {
    [name](this: unknown, ...args: unknown[]): unknown {
      if (host === undefined || awaits) return native.apply(this, args);
      throw new TypeError(
        `${name} does not work in a checked program, since its time is simulated: sleep, wait with a timeout, or start a thread instead`,
      );
    },
  };
  patchValue(globalThis, name, refusing);
}

const NativePromise = Promise;
const nativeQueue = queueMicrotask;

// As a job of a promise, so that what ends the runs of threads is not taken for an error that nobody caught.
patchValue(globalThis, 'queueMicrotask', (job: unknown): void => {
  if (typeof job === 'function' && host !== undefined) void NativePromise.resolve().then(() => (job as () => unknown)());
  else nativeQueue(job as () => void); // throws
});

for (const name of ['setTimeout', 'setInterval', 'setImmediate']) refuseTimer(name);
