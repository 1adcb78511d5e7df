import * as atomics from '../atomic/index.ts';
import type { Handle } from '../memory/handle.ts';
import type { Region } from '../memory/region.ts';
import { registerPlacedHandle } from './placed-handles.ts';

/** An atomic's class, as far as travelling goes. */
interface AtomicClass {
  new (...args: never[]): Handle & { readonly region: Region; readonly address: number };
  at(region: Region, byteOffset: number): Handle;
  readonly name: string;
}

const { AtomicBool, AtomicF64, AtomicI16, AtomicI32, AtomicI64, AtomicI8, AtomicPtr, AtomicU16, AtomicU32, AtomicU64, AtomicU8 } = atomics;

/** By name, since a bundler may rename the classes. */
const CLASSES: Readonly<Record<string, AtomicClass>> = {
  AtomicBool,
  AtomicF64,
  AtomicI16,
  AtomicI32,
  AtomicI64,
  AtomicI8,
  AtomicPtr,
  AtomicU16,
  AtomicU32,
  AtomicU64,
  AtomicU8,
};

/** Atomics travel as their place. They are registered here because their room lies below this one. */
for (const [name, atomic] of Object.entries(CLASSES)) {
  registerPlacedHandle(atomic, {
    tag: `lockwright.${name}`,
    moduleUrl: import.meta.url,
    place: (handle) => handle,
    at: (region, address) => atomic.at(region, address) as InstanceType<AtomicClass>,
  });
}
