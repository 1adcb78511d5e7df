import { regionOf } from '../memory/region.ts';
import type { SharedMemory } from '../realm/realm.ts';
import { JsOps } from '../realm/backend/js-ops.ts';
import { realm, setRealm } from '../realm/realm.ts';
import {
  type Atomic,
  AtomicBool,
  AtomicF64,
  AtomicI16,
  AtomicI32,
  AtomicI64,
  AtomicI8,
  type AtomicInteger,
  AtomicPtr,
  AtomicU16,
  AtomicU32,
  AtomicU64,
  AtomicU8,
} from './index.ts';

/** A class of atomics, as these tests use it. */
export interface AtomicClass<A, V = never> {
  new (initial?: V): A;
  at(memory: SharedMemory, byteOffset: number): A;
  readonly name: string;
  readonly byteLength: number;
  readonly alignment: number;
}

const PAGE_BYTES = 65_536;
/** Where one is placed in memory of its own: a multiple of every alignment, and not 0. */
export const OFFSET = 64;

const wasmMemory = (): WebAssembly.Memory => new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 });

/** The ways in which an atomic can come to lie in memory; between them they use both back ends. */
export const placements: readonly { where: string; make: <A>(kind: AtomicClass<A>) => A }[] = [
  { where: 'in the heap', make: (kind) => new kind() },
  { where: 'in a WebAssembly.Memory', make: (kind) => kind.at(wasmMemory(), OFFSET) },
  { where: 'in a SharedArrayBuffer', make: (kind) => kind.at(new SharedArrayBuffer(PAGE_BYTES), OFFSET) },
  {
    where: 'in a WebAssembly.Memory, served by plain JavaScript',
    make(kind) {
      const memory = wasmMemory();
      const before = setRealm({ ...realm, opsFor: (of) => new JsOps(of) });
      try {
        regionOf(memory);
      } finally {
        setRealm(before);
      }
      return kind.at(memory, OFFSET);
    },
  },
];

/** The integer classes that hold numbers. */
export const numberClasses: readonly { kind: AtomicClass<AtomicInteger<number>, number>; bits: number; signed: boolean }[] = [
  { kind: AtomicI8, bits: 8, signed: true },
  { kind: AtomicU8, bits: 8, signed: false },
  { kind: AtomicI16, bits: 16, signed: true },
  { kind: AtomicU16, bits: 16, signed: false },
  { kind: AtomicI32, bits: 32, signed: true },
  { kind: AtomicU32, bits: 32, signed: false },
];

/** Those that hold BigInts. */
export const bigIntClasses: readonly { kind: AtomicClass<AtomicInteger<bigint>, bigint>; bits: number; signed: boolean }[] = [
  { kind: AtomicI64, bits: 64, signed: true },
  { kind: AtomicU64, bits: 64, signed: false },
];

/** Every class, seen as if it held nothing in particular. */
export const allClasses = [
  ...numberClasses.map(({ kind }) => kind),
  ...bigIntClasses.map(({ kind }) => kind),
  AtomicBool,
  AtomicF64,
  AtomicPtr,
] as unknown as readonly AtomicClass<Atomic<never>>[];
