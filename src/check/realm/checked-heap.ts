import { MemoryError } from '../../realm/errors.ts';
import type { SharedMemory } from '../../realm/realm.ts';
import type { SimBuffer } from '../machine.ts';
import { alignUp, MARKED_BYTES, outOfMemory, RECORD_BYTES, recordOf, SET_UP, SET_UP_BLOCKS, SET_UP_END } from './heap-map.ts';

// Taken before anything is instrumented.
const NativeBytes = Uint8Array;
const NativeWords = Float64Array;
const WORD_BYTES = NativeWords.BYTES_PER_ELEMENT;

/** No block, no flags of a lock, and not 0. */
const MARK = 0x0f;

/** A block that was allocated while the program was set up. */
export interface SetUpBlock {
  readonly address: number;
  readonly bytes: number;
}

/**
 * The heap of a simulated program, before its threads start: a pointer that goes up. Made once for an exploration, and made anew for each run of the program in well under a
 * microsecond, since only what the last one used is zeroed, eight bytes at a time: in shared memory V8 fills element by element.
 */
export class CheckedHeap {
  readonly memory: SharedMemory;
  readonly buffer: SimBuffer;
  /** By address. The engine judges accesses by them, as by those that threads allocate. */
  readonly blocks = new Map<number, SetUpBlock>();
  /** Those of them that were freed again. */
  readonly freed: SetUpBlock[] = [];
  #end = SET_UP_BLOCKS;
  readonly #words: Float64Array<SharedArrayBuffer>;

  constructor(memory: SharedMemory, buffer: SimBuffer) {
    this.memory = memory;
    this.buffer = buffer;
    new NativeBytes(buffer.native).fill(MARK, 0, MARKED_BYTES);
    this.#words = new NativeWords(buffer.native);
  }

  /** Makes it as it is at the start of the program. */
  reset(): void {
    // of the records nothing but the one of the set-up itself, since there are no other threads yet
    const record = recordOf(SET_UP) / WORD_BYTES;
    this.#words.fill(0, record, record + RECORD_BYTES / WORD_BYTES);
    this.#words.fill(0, SET_UP_BLOCKS / WORD_BYTES, alignUp(this.#end, WORD_BYTES) / WORD_BYTES);
    this.#end = SET_UP_BLOCKS;
    if (this.blocks.size > 0) this.blocks.clear();
    if (this.freed.length > 0) this.freed.length = 0;
  }

  allocate(bytes: number, alignment: number): number {
    const address = alignUp(this.#end, alignment);
    if (address + bytes > SET_UP_END) throw outOfMemory(bytes, `what sets the program up may have ${SET_UP_END - SET_UP_BLOCKS} bytes`);
    this.#end = address + bytes;
    this.blocks.set(address, { address, bytes });
    return address;
  }

  free(address: number): void {
    const block = this.blocks.get(address);
    if (block === undefined) throw new MemoryError('NOT_ALLOCATED', `free(${address}): no allocated block begins at this address`);
    if (this.freed.includes(block))
      throw new MemoryError('DOUBLE_FREE', `free(${address}): this block of ${block.bytes} bytes is free already`);
    this.freed.push(block);
  }
}
