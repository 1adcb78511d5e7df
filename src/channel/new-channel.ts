import { allocateAligned, zeroFill } from '../memory/allocate.ts';
import { CAPACITY, CHANNEL_BYTES, HANDLES, KIND, LIST, RECEIVERS, RECEIVERS_BELL, SENDERS, SENDERS_BELL } from '../memory/channel-words.ts';
import { heapRegion } from '../memory/heap.ts';
import type { AnyLayout } from '../memory/layout/layout.ts';
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

/** The kinds, as the word {@link KIND} has them: from 1 on, twice that and one more if the messages are any values, which may have handles in them. */
const KINDS = ['oneshot', 'spsc', 'mpmc', 'unbounded', 'rendezvous'] as const;
export type Kind = (typeof KINDS)[number];

/** What one has to know of a channel to free it without a handle. */
interface Estate {
  readonly kind: Kind;
  readonly capacity?: number;
  readonly layout: AnyLayout | undefined;
}

function kindWord(kind: Kind, hasAnyValues: boolean): number {
  return 2 * (KINDS.indexOf(kind) + 1) + Number(hasAnyValues);
}

/** As what the channel was made. */
export function estateOf(address: number): { kind: Kind; capacity: number; hasAnyValues: boolean } {
  const { i32 } = heapRegion(); // plain: nobody changes them
  const word = i32[(address + KIND) >>> 2]!;
  return { kind: KINDS[(word >>> 1) - 1]!, capacity: i32[(address + CAPACITY) >>> 2]!, hasAnyValues: (word & 1) !== 0 };
}

/** What is done before a channel is made: see abandoned.ts. */
export const beforeNew: { freeAbandoned?: () => void } = {};

/** Memory for a new channel with one handle on each side, of which the first `zeroed` bytes are zero; costs what allocating costs. */
export function newChannel(bytes: number, alignment: number, zeroed: number, { kind, capacity = 0, layout }: Estate): number {
  beforeNew.freeAbandoned?.();
  const heap = heapRegion();
  const address = allocateAligned(bytes, alignment);
  zeroFill(heap, address, zeroed);
  const { i32 } = heapRegion(); // plain: no other thread knows it yet
  i32[(address + SENDERS) >>> 2] = 1;
  i32[(address + RECEIVERS) >>> 2] = 1;
  i32[(address + HANDLES) >>> 2] = 2;
  i32[(address + KIND) >>> 2] = kindWord(kind, layout === undefined);
  i32[(address + CAPACITY) >>> 2] = capacity;
  return address;
}

/** Makes sure that a channel lies where a message says; names its words for the checker. */
export function knowChannel(region: Region, address: number, kind: string, words: Readonly<Record<number, string>>): void {
  region.check(address, CHANNEL_BYTES, CHANNEL_BYTES, `${kind} channel`);
  if (realm.checked !== undefined) nameWords(region, address, { ...NAMES, ...words });
}

function nameWords(region: Region, address: number, words: Readonly<Record<number, string>>): void {
  for (const [offset, name] of Object.entries(words))
    realm.checked!.describe(region.memory, address + Number(offset), { name: `channel.${name}` });
}

/** Gives the memory of a channel back, and of the lists of its bells. */
export function freeChannel(region: Region, address: number): void {
  freeSelectList(region, address + RECEIVERS_BELL + LIST);
  freeSelectList(region, address + SENDERS_BELL + LIST);
  free(address);
}
