import type { CheckedHooks } from '../realm/checked.ts';
import type { Ops } from '../realm/ops.ts';
import { bufferOf } from '../realm/backend/views.ts';
import { realm, type SharedMemory, watchRealm } from '../realm/realm.ts';
import { MemoryError } from '../realm/errors.ts';
import { viewOnDemand } from './checked-views.ts';
import { shown } from './layout/mismatch.ts';

/**
 * One shared memory as this thread sees it: fixed-length views of each element type, and the atomic operations that belong to it.
 *
 * There is one `Region` per memory and thread (`regionOf`). When a memory grows, the views are replaced, not stretched: a
 * length-tracking view costs 20 to 90 ns an access on V8, a fixed one 0.3 ns. A thread whose views are older than an address that it
 * is handed replaces them when it first checks that address, so read views from the region at each use and never keep them.
 */
export class Region {
  /** The memory itself. */
  readonly memory: SharedMemory;
  /** Atomic operations on it, by byte address. */
  readonly ops: Ops;
  /** Bytes that the views of this thread reach now; the memory may have grown further since. */
  byteLength = 0;
  declare i8: Int8Array<SharedArrayBuffer>;
  declare u8: Uint8Array<SharedArrayBuffer>;
  declare i16: Int16Array<SharedArrayBuffer>;
  declare u16: Uint16Array<SharedArrayBuffer>;
  declare i32: Int32Array<SharedArrayBuffer>;
  declare u32: Uint32Array<SharedArrayBuffer>;
  declare i64: BigInt64Array<SharedArrayBuffer>;
  declare u64: BigUint64Array<SharedArrayBuffer>;
  declare f32: Float32Array<SharedArrayBuffer>;
  declare f64: Float64Array<SharedArrayBuffer>;

  /** A number for this memory in the notes of what threads hold: 0 for the heap, -1 until it is needed. See `memory/held-list.ts`. */
  id = -1;

  /** Called after the views were replaced. */
  onViews: (() => void) | undefined;

  /** Use {@link regionOf}, which keeps one per memory. */
  constructor(memory: SharedMemory) {
    this.memory = memory;
    this.ops = realm.opsFor(memory);
    if (realm.checked !== undefined) viewOnDemand(this);
    this.refresh();
  }

  /** Replaces the views so that they reach all of the memory as it is now. Costs about a microsecond. */
  refresh(): void {
    let buffer = bufferOf(this.memory);
    if (buffer.byteLength === this.byteLength && !(this.memory instanceof SharedArrayBuffer)) {
      // An engine tells other threads of growth at their next interrupt check, so this one may not have heard. Growing by nothing asks anew.
      this.memory.grow(0);
      buffer = bufferOf(this.memory);
    }
    const bytes = buffer.byteLength;
    if (bytes === this.byteLength) return;
    this.i8 = new Int8Array(buffer, 0, bytes);
    this.u8 = new Uint8Array(buffer, 0, bytes);
    this.i16 = new Int16Array(buffer, 0, Math.floor(bytes / 2));
    this.u16 = new Uint16Array(buffer, 0, Math.floor(bytes / 2));
    this.i32 = new Int32Array(buffer, 0, Math.floor(bytes / 4));
    this.u32 = new Uint32Array(buffer, 0, Math.floor(bytes / 4));
    this.i64 = new BigInt64Array(buffer, 0, Math.floor(bytes / 8));
    this.u64 = new BigUint64Array(buffer, 0, Math.floor(bytes / 8));
    this.f32 = new Float32Array(buffer, 0, Math.floor(bytes / 4));
    this.f64 = new Float64Array(buffer, 0, Math.floor(bytes / 8));
    this.byteLength = bytes;
    this.ops.refresh();
    this.onViews?.();
  }

  /**
   * Makes sure that `byteLength` bytes at `address` lie in this memory and that `address` is a multiple of `alignment`; brings the views
   * up to date if the memory has grown. About 1 ns.
   *
   * @param what named in the error, such as `'Mutex'` or the text of a layout
   * @throws {MemoryError} `OUT_OF_RANGE` or `MISALIGNED`, with the address, what should lie there, and the limit
   */
  check(address: number, byteLength: number, alignment: number, what: string): void {
    if ((address & (alignment - 1)) !== 0 || !(address >= 0 && address + byteLength <= this.byteLength) || !Number.isSafeInteger(address)) {
      this.checkSlow(address, byteLength, alignment, what);
    }
  }

  private checkSlow(address: number, byteLength: number, alignment: number, what: string): void {
    if (!Number.isSafeInteger(address) || address < 0) {
      throw new MemoryError('OUT_OF_RANGE', `${what}: the byte offset must be a whole number ≥ 0, but is ${shown(address)}`);
    }
    if (address % alignment !== 0) {
      throw new MemoryError(
        'MISALIGNED',
        `${what} at byte offset ${address}: must be a multiple of ${alignment}, but ${address} % ${alignment} is ${address % alignment}. ` +
          `The nearest offsets that would do are ${address - (address % alignment)} and ${address - (address % alignment) + alignment}`,
      );
    }
    if (address + byteLength > this.byteLength) this.refresh();
    if (address + byteLength > this.byteLength) {
      throw new MemoryError(
        'OUT_OF_RANGE',
        `${what} at byte offset ${address} needs ${byteLength} bytes, up to ${address + byteLength}, but the memory ends at ${this.byteLength}`,
      );
    }
  }
}

const regionsOfThreads = new WeakMap<SharedMemory, Region>();
/** Those of each check: their operations belong to it. */
const regionsOfChecks = new WeakMap<CheckedHooks, WeakMap<SharedMemory, Region>>();
/** Those of the realm in force. */
let regions = regionsOfThreads;
watchRealm(({ checked }) => {
  regions = regionsOfThreads;
  if (checked === undefined) return;
  regions = regionsOfChecks.get(checked) ?? new WeakMap();
  regionsOfChecks.set(checked, regions);
});

/**
 * The region for a memory of the user's own. Costs a map lookup after the first time.
 *
 * @param what named in the error: whose `at` was called with it
 * @throws {MemoryError} `NOT_SHARED` for an `ArrayBuffer`, a memory that is not shared, or anything else
 */
export function regionOf(memory: SharedMemory | Region, what?: string): Region {
  if (memory instanceof Region) return memory;
  const known = regions.get(memory);
  if (known !== undefined) return known;
  if (!isShared(memory)) {
    throw new MemoryError(
      'NOT_SHARED',
      `${what === undefined ? 'regionOf(memory)' : `${what}.at(memory, byteOffset)`}: expected a SharedArrayBuffer or a shared WebAssembly.Memory, but got ${shownMemory(memory)}. ` +
        'Other threads could not see it: make it with new SharedArrayBuffer(bytes) or new WebAssembly.Memory({ shared: true, initial, maximum })',
    );
  }
  const region = new Region(memory);
  regions.set(memory, region);
  return region;
}

function shownMemory(memory: unknown): string {
  if (typeof WebAssembly !== 'undefined' && memory instanceof WebAssembly.Memory) return 'a WebAssembly.Memory that is not shared';
  return ArrayBuffer.isView(memory) ? `${shown(memory)}, which is a view: pass its buffer` : shown(memory);
}

function isShared(memory: unknown): memory is SharedMemory {
  if (typeof SharedArrayBuffer === 'undefined') return false;
  if (memory instanceof SharedArrayBuffer) return true;
  return typeof WebAssembly !== 'undefined' && memory instanceof WebAssembly.Memory && memory.buffer instanceof SharedArrayBuffer;
}
