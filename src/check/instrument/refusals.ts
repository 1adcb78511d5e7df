import type { Constructor, Method, Names } from './natives.ts';
import { patchValue } from './patches.ts';
import { holdsSimulated, isSimulated, isSimulatedBuffer } from './simulated-parts.ts';

const globals = globalThis as unknown as Names;

/** Throws if there is simulated memory among the arguments of a function, which would read or write beside the checker. */
export function refuseSimulated(
  args: readonly unknown[],
  name: string,
  advice = 'give it a copy, such as slice() of a view',
  isRefused = holdsSimulated,
): void {
  if (!args.some((value) => isRefused(value))) return;
  throw new TypeError(`${name} cannot work on shared memory of a checked program, since the checker would not see it: ${advice}`);
}

function refuse(target: unknown, name: string, advice: string, isRefused: (value: unknown) => boolean): void {
  const native = (target as Names | undefined)?.[name] as Method | undefined;
  if (native === undefined) return; // not in this host
  const { [name]: refusing } = {
    [name](this: unknown, ...args: unknown[]): unknown {
      refuseSimulated(args.slice(0, 1), name, advice, isRefused);
      return native.apply(this, args);
    },
  };
  patchValue(target as object, name, refusing);
}

function refuseInConstructor(name: string, advice: string): void {
  const Native = globals[name] as Constructor | undefined;
  if (Native === undefined) return;
  const Refusing: Constructor = new Proxy(Native, {
    construct(_, args: unknown[], newTarget) {
      refuseSimulated(args, `new ${name}()`, advice);
      return Reflect.construct(Native, args, newTarget === Refusing ? Native : newTarget) as object;
    },
  });
  patchValue(globalThis, name, Refusing);
}

refuse(globalThis.crypto, 'getRandomValues', 'fill an array of your own, and copy it with set()', isSimulated);
// Of a view it makes a copy, element by element.
refuse(globals['Buffer'], 'from', 'make it of a Uint8Array of the memory, which copies', isSimulatedBuffer);
refuse(globals['Buffer'], 'concat', 'make a Uint8Array of each view first, which copies', holdsSimulated);

const MESSAGES =
  'threads of the checker get no messages: hand memory to a thread as an argument, thread(fn, ...args) of lockwright/check, and let threads talk through it';
for (const name of ['MessagePort', 'BroadcastChannel', 'Worker']) {
  const { prototype } = (globals[name] ?? {}) as { prototype?: object };
  if (prototype !== undefined && Object.hasOwn(prototype, 'postMessage')) refuse(prototype, 'postMessage', MESSAGES, holdsSimulated);
}
refuse(globalThis, 'postMessage', MESSAGES, holdsSimulated);
for (const name of ['Blob', 'File', 'Response', 'Request']) refuseInConstructor(name, 'give it a slice() of a view');
