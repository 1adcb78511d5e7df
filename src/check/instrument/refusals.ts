import { knownMemory } from './buffers.ts';
import { isSimulatedDataView } from './data-views.ts';
import type { Method, Names } from './natives.ts';
import { patchValue } from './patches.ts';
import { viewOf } from './views.ts';

const isBuffer = (value: unknown): boolean => knownMemory(value as object) !== undefined;
const isSimulated = (value: unknown): boolean => viewOf(value) !== undefined || isSimulatedDataView(value) || isBuffer(value);

/** Has a function throw when it is given simulated memory, where it would read or write beside the checker. */
function refuse(target: unknown, name: string, advice: string, isRefused = isSimulated): void {
  const native = (target as Names | undefined)?.[name] as Method | undefined;
  if (native === undefined) return; // not in this host
  const { [name]: refusing } = {
    [name](this: unknown, ...args: unknown[]): unknown {
      if (isRefused(args[0])) {
        throw new TypeError(`${name} cannot work on shared memory of a checked program, since the checker would not see it: ${advice}`);
      }
      return native.apply(this, args);
    },
  };
  patchValue(target as object, name, refusing);
}

refuse(globalThis.crypto, 'getRandomValues', 'fill an array of your own, and copy it with set()');
refuse(globalThis, 'structuredClone', 'clone a slice() of a view');
// Of a view it makes a copy, element by element.
refuse((globalThis as unknown as Names)['Buffer'], 'from', 'make it of a Uint8Array of the memory, which copies', isBuffer);
