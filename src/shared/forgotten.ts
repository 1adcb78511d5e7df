import { callerPlace } from '../lock/debug/place.ts';
import { isToBeDebugged } from '../realm/host.ts';
import { realm } from '../realm/realm.ts';
import type { Share } from './arc/share.ts';
import type { NamedHandle } from './shared-error.ts';

/**
 * The debug mode of handles that count: says where a handle was made that was collected without having been disposed of, and counts it off. Handles cost some 10 µs each then; without it, a comparison.
 */
interface Made {
  readonly name: string;
  readonly place: string;
  readonly share: Share;
}

/** A field of a constant, absent at first: so handles look for it in the debug mode only. */
const debug: { registry?: FinalizationRegistry<Made> } = {};

/**
 * Has `report` told of each handle that this thread makes from here on and forgets to dispose of, when it is collected. `LOCKWRIGHT_DEBUG=shared` does it for all threads.
 *
 * @param report `console.warn` if left out
 */
export function reportForgotten(report: (text: string) => void = (text) => console.warn(text)): void {
  debug.registry = new FinalizationRegistry(({ name, place, share }) => {
    report(
      `${name} was collected without having been disposed of; it was made at ${place}. Its count was given back only now: declare it with using, or call dispose() when it is not used any more`,
    );
    share.leave();
  });
}

/** Called with each new handle. */
export function madeHandle(handle: NamedHandle & object, share: Share): void {
  if (debug.registry !== undefined) register(debug.registry, handle, share);
}

function register(registry: FinalizationRegistry<Made>, handle: NamedHandle & object, share: Share): void {
  if (realm.checked !== undefined) return;
  registry.register(handle, { name: `${String(handle)} of the heap`, place: callerPlace(), share }, handle);
}

/** Called when a handle has nothing any more. */
export function forgetHandle(handle: object): void {
  if (debug.registry !== undefined) debug.registry.unregister(handle);
}

if (isToBeDebugged('shared')) reportForgotten();
