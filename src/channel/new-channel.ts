import { allocateAligned, zeroFill } from '../memory/allocate.ts';
import { CHANNEL_BYTES, HANDLES, LIST, RECEIVERS, RECEIVERS_BELL, SENDERS, SENDERS_BELL } from '../memory/channel-words.ts';
import { heapRegion } from '../memory/heap.ts';
import type { Region } from '../memory/region.ts';
import { freeSelectList } from '../memory/select-list.ts';
import { free } from '../memory/allocate.ts';
import { realm } from '../realm/realm.ts';

/** What reports of the checker call the words that all channels have. */
const NAMES = {
  [SENDERS]: 'senders',
  [RECEIVERS]: 'receivers',
  [HANDLES]: 'handles',
  [RECEIVERS_BELL]: "receivers' bell",
  [SENDERS_BELL]: "senders' bell",
};

/** Memory for a new channel with one handle on each side, of which the first `zeroed` bytes are zero; costs what allocating costs. */
export function newChannel(bytes: number, alignment: number, zeroed: number): number {
  const heap = heapRegion();
  const address = allocateAligned(bytes, alignment);
  zeroFill(heap, address, zeroed);
  const { i32 } = heapRegion(); // plain: no other thread knows it yet
  i32[(address + SENDERS) >>> 2] = 1;
  i32[(address + RECEIVERS) >>> 2] = 1;
  i32[(address + HANDLES) >>> 2] = 2;
  return address;
}

/** Makes sure that a channel lies where a message says; names its words for the checker. */
export function knowChannel(region: Region, address: number, kind: string, words: Readonly<Record<number, string>>): void {
  region.check(address, CHANNEL_BYTES, CHANNEL_BYTES, `${kind} channel`);
  for (const [offset, name] of Object.entries({ ...NAMES, ...words }))
    realm.checked?.describe(region.memory, address + Number(offset), { name: `channel.${name}` });
}

/** Gives the memory of a channel back, and of the lists of its bells. */
export function freeChannel(region: Region, address: number): void {
  freeSelectList(region, address + RECEIVERS_BELL + LIST);
  freeSelectList(region, address + SENDERS_BELL + LIST);
  free(address);
}
