import { MemoryError } from '../../realm/errors.ts';
import type { SharedMemory } from '../../realm/realm.ts';
import type { SimBuffer } from '../machine.ts';
import { alignUp, MARKED_BYTES, outOfMemory, SET_UP_BLOCKS, SET_UP_END } from './heap-map.ts';

// Taken before anything is instrumented.
const NativeBytes = Uint8Array;

/** No block, no flags of a lock, and not 0. */
const MARK = 0x0f;

/** A block that was allocated while the program was set up. */
export interface SetUpBlock {
  readonly address: number;
  readonly bytes: number;
  freed: boolean;
}

/**
 * The heap of a simulated program, before its threads start: a pointer that goes up. Made once for an exploration, and made anew for each run of the program in well under a
 * microsecond, since only what the last one used is zeroed.
 */
export class CheckedHeap {
  readonly memory: SharedMemory;
  readonly buffer: SimBuffer;
  /** By address. The engine judges accesses by them, as by those that threads allocate. */
  readonly blocks = new Map<number, SetUpBlock>();
  #end = SET_UP_END; // of what is to be zeroed before the first run
  #bytes: Uint8Array<SharedArrayBuffer>;

  constructor(memory: SharedMemory, buffer: SimBuffer) {
    this.memory = memory;
    this.buffer = buffer;
    this.#bytes = new NativeBytes(buffer.native);
    this.reset();
  }

  /** Makes it as it is at the start of the program. */
  reset(): void {
    this.#bytes.fill(0, MARKED_BYTES, this.#end);
    this.#bytes.fill(MARK, 0, MARKED_BYTES);
    this.#end = SET_UP_BLOCKS;
    if (this.blocks.size > 0) this.blocks.clear();
  }

  allocate(bytes: number, alignment: number): number {
    const address = alignUp(this.#end, alignment);
    if (address + bytes > SET_UP_END) throw outOfMemory(bytes, `what sets the program up may have ${SET_UP_END - SET_UP_BLOCKS} bytes`);
    this.#end = address + bytes;
    this.blocks.set(address, { address, bytes, freed: false });
    return address;
  }

  free(address: number): void {
    const block = this.blocks.get(address);
    if (block === undefined) throw new MemoryError('NOT_ALLOCATED', `free(${address}): no allocated block begins at this address`);
    if (block.freed) throw new MemoryError('DOUBLE_FREE', `free(${address}): this block of ${block.bytes} bytes is free already`);
    block.freed = true;
  }
}
