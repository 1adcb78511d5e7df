import { allocate, free, zeroFill } from './allocate.ts';
import { heapRegion } from './heap.ts';
import type { Region } from './region.ts';
import { addressInBlock, SELECT_TOKEN } from './thread-block.ts';

/**
 * The selects that wait at a bell of a channel: a list of blocks, each with room for some threads. Entering and leaving cost an atomic operation or two each; who rings looks through all of it.
 *
 * A thread that selects sleeps on its token, a word of its own block that goes up whenever a bell rings at which it has entered itself. So one word serves any number of channels; and as blocks of threads are
 * never anything else, it does no harm to raise the token of a thread that has left, or is dead.
 *
 * | word of a block | meaning                             | who changes it                                              |
 * |-----------------|-------------------------------------|-------------------------------------------------------------|
 * | 0               | the next block, 0 if there is none  | who finds no room: once                                     |
 * | others          | 0, or the token of a thread         | that thread: exchanges 0 for it, and back; or its undertaker |
 */
const WORDS = 32;
const BYTES = WORDS * 4;

/** The word that the thread with that block sleeps on while it selects. */
export function selectTokenOf(block: number): number {
  return addressInBlock(block, SELECT_TOKEN);
}

/** Enters a token in the list whose first block is named by the word at `list`; returns the address of the entry, to be set to 0 again. */
export function enterSelectList(region: Region, list: number, token: number): number {
  const { ops } = region;
  for (let link = list; ;) {
    let block = ops.load32(link, 'acquire');
    if (block === 0) block = addBlock(region, link);
    for (let entry = block + 4; entry < block + BYTES; entry += 4) {
      // relaxed: who rings sees the entry by the bit in the bell, which is set afterwards
      if (ops.load32(entry, 'relaxed') === 0 && ops.cas32(entry, 0, token, 'relaxed', 'relaxed') === 0) return entry;
    }
    link = block;
  }
}

function addBlock(region: Region, link: number): number {
  const block = allocate(BYTES);
  zeroFill(heapRegion(), block, BYTES);
  const found = region.ops.cas32(link, 0, block, 'acqRel', 'acquire');
  if (found === 0) return block;
  free(block);
  return found;
}

/** Lets all selects in the list look again. */
export function wakeSelects(region: Region, list: number): void {
  const { ops } = region;
  for (let block = ops.load32(list, 'acquire'); block !== 0; block = ops.load32(block, 'acquire')) {
    for (let entry = block + 4; entry < block + BYTES; entry += 4) {
      const token = ops.load32(entry, 'relaxed');
      if (token === 0) continue;
      ops.add32(token, 1, 'release'); // pairs with the acquire of the select that reads it before it tries
      ops.notify(token, Infinity);
    }
  }
}

/** Takes a thread that has died out of the list. For its undertaker. */
export function leaveSelectList(region: Region, list: number, dead: number): void {
  const { ops } = region;
  const token = selectTokenOf(dead);
  for (let block = ops.load32(list, 'acquire'); block !== 0; block = ops.load32(block, 'acquire')) {
    for (let entry = block + 4; entry < block + BYTES; entry += 4) {
      if (ops.load32(entry, 'relaxed') === token) ops.cas32(entry, token, 0, 'relaxed', 'relaxed');
    }
  }
}

/** Gives the memory of a list back. For the last who has the channel. */
export function freeSelectList(region: Region, list: number): void {
  for (let block = region.ops.load32(list, 'acquire'); block !== 0;) {
    const next = region.ops.load32(block, 'acquire');
    free(block);
    block = next;
  }
}
