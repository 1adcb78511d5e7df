import { knownMemory } from './buffers.ts';
import { isSimulatedDataView } from './data-views.ts';
import type { Method, Names } from './natives.ts';
import { patchValue } from './patches.ts';
import { viewOf } from './views.ts';

const isSimulated = (value: unknown): boolean =>
  viewOf(value) !== undefined || isSimulatedDataView(value) || knownMemory(value as object) !== undefined;

/** Has a function throw when it is given simulated memory, where it would read or write beside the checker. */
function refuse(target: unknown, name: string, advice: string): void {
  const native = (target as Names | undefined)?.[name] as Method | undefined;
  if (native === undefined) return; // not in this host
  const { [name]: refusing } = {
    [name](this: unknown, ...args: unknown[]): unknown {
      if (isSimulated(args[0])) {
        throw new TypeError(`${name} cannot work on shared memory of a checked program, since the checker would not see it: ${advice}`);
      }
      return native.apply(this, args);
    },
  };
  patchValue(target as object, name, refusing);
}

refuse(globalThis.crypto, 'getRandomValues', 'fill an array of your own, and copy it with set()');
refuse(globalThis, 'structuredClone', 'clone a slice() of a view');
