import { dropNote } from '../realm/checked.ts';
import { current, realm, type SharedMemory } from '../realm/realm.ts';
import { allocate, free } from './allocate.ts';
import { NEXT_REGION } from './header.ts';
import { heapRegion } from './heap.ts';
import type { Region } from './region.ts';

export { HELD_CLAIM, HELD_DELTA, HELD_SHARE } from '../realm/block-words.ts';
import {
  BLOCK_BYTES,
  HELD_BASE,
  HELD_ENTRY_BYTES,
  HELD_LIMIT,
  HELD_TOP,
  MOVED_BASE,
  MOVED_TOP,
  PENDING_ADDRESS,
  PENDING_KIND,
} from './thread-block.ts';

/**
 * The list of what a thread holds: entries of an address and a kind, in shared memory, so that whatever a dead thread held can be found.
 *
 * An entry is a hint, not a proof: a thread can die between taking a lock and noting it, so it first notes what it is about to take, and whoever
 * reads the list checks each entry against the lock's own word.
 *
 * Kind words have the kind in their low five bits and the number of the region above: addresses alone do not tell memories apart.
 *
 * In a checked run the list is no memory, since it belongs to one thread, so that no execution depends on it: see `DeathNotes` of the realm.
 */

/** Kinds of what can be held. Nothing any more: an entry that is being dropped. */
export const HELD_NOTHING = 0;
export const HELD_OWNER_WORD = 1;
/** A wake-up meant for one thread that this one may have used up: if it dies before it has acted on it, the word is to be woken for others. */
export const HELD_WAKE_UP = 2;
/** A place in the line of a lock: see line.ts. */
export const HELD_PLACE_IN_LINE = 10;
/** A ticket of a lock: see ticket-line.ts. The entry before it is of {@link HELD_DELTA}, and has the ticket. */
export const HELD_TICKET = 11;
/** A node of a lock's queue: see clh-queue.ts. The entry before it is of {@link HELD_DELTA}, and says how it stands. */
export const HELD_NODE = 12;
/** Words that this thread is writing: see sequence-word.ts. The address is that of their sequence word. */
export const HELD_SEQUENCE = 13;
/** The value of a counted block: see counted.ts. */
export const HELD_STRONG = 4;
/** The memory of a counted block. */
export const HELD_WEAK = 5;
/** The value of a counted block, which this thread is to end as the last that had it. */
export const HELD_ENDING = 6;
/** The same in a queue of the other kind: see mcs-queue.ts. */
export const HELD_MCS_NODE = 14;
/** A handle of a channel: see channel-words.ts. The entry before it is of {@link HELD_DELTA}, and says how it stands. */
export const HELD_END = 7;
/** The gate of a bucket of a parking lot, through which it goes: see parking-bucket.ts. The entry before it is of {@link HELD_DELTA}, and says which node it has in hand. */
export const HELD_GATE = 16;
/** It is parked in a lot, or was, and has yet to act on being unparked: see parking.ts. */
export const HELD_PARKED = 17;
/** A byte that is a lock: see lock-byte.ts. The entry before it is of {@link HELD_DELTA}, and has the address of its lot. */
export const HELD_BYTE = 18;
/** A record of an epoch: see epoch-record.ts. */
export const HELD_EPOCH_RECORD = 19;
/** A pledge to change a word, for which others wait: see pledged-word.ts. */
export const HELD_PLEDGE = 3;

const KIND_BITS = 5;
const KIND_MASK = 2 ** KIND_BITS - 1;

/** One thing that a thread holds, or may hold. */
export interface HeldEntry {
  readonly address: number;
  readonly kind: number;
  /** 0 for the heap. */
  readonly regionId: number;
}

let announce: ((id: number, memory: SharedMemory) => void) | undefined;

/** Has `listener` told of each memory of the user's own in which this thread takes a lock, so that someone can look there after its death. */
export function onRegionInUse(listener: (id: number, memory: SharedMemory) => void): void {
  announce = listener;
}

/** The kind word for something of `kind` in `region`. Gives the region a number at the first use. */
export function kindWord(region: Region, kind: number): number {
  if (region.id < 0) {
    if (realm.checked !== undefined) region.id = realm.checked.numberOf(region.memory);
    else {
      region.id = heapRegion().ops.add32(NEXT_REGION * 4, 1, 'relaxed');
      announce?.(region.id, region.memory);
    }
  }
  return kind | (region.id << KIND_BITS);
}

/** Notes that this thread is about to take something: called before it is taken. */
export function notePending(address: number, kind: number): void {
  if (realm.checked !== undefined) {
    const { notes } = realm.checked;
    if (notes !== undefined) notes.pending = [address, kind];
    return;
  }
  const { i32 } = heapRegion();
  const block = current.block >>> 2;
  i32[block + PENDING_ADDRESS] = address;
  i32[block + PENDING_KIND] = kind;
}

/** Adds an entry to this thread's list. About 1 ns. */
export function pushHeld(address: number, kind: number): void {
  if (realm.checked !== undefined) return void realm.checked.notes?.held.push([address, kind]);
  const { i32 } = heapRegion();
  const block = current.block >>> 2;
  if (i32[block + HELD_TOP]! >= i32[block + HELD_LIMIT]!) makeRoomForHeld();
  const words = heapRegion().i32; // making room may have replaced the views
  const top = words[block + HELD_TOP]!;
  words[top >>> 2] = address;
  words[(top >>> 2) + 1] = kind;
  words[block + HELD_TOP] = top + HELD_ENTRY_BYTES;
}

/** Removes the latest entry for (`address`, `kind`) from this thread's list; returns whether there was one. 1 ns if it is the last, else a search. */
export function dropHeld(address: number, kind: number): boolean {
  if (realm.checked !== undefined) {
    const { notes } = realm.checked;
    return notes === undefined || dropNote(notes, (note) => note[0] === address && note[1] === kind);
  }
  const { i32 } = heapRegion();
  const block = current.block >>> 2;
  const top = i32[block + HELD_TOP]!;
  const base = i32[block + HELD_BASE]!;
  for (let entry = top - HELD_ENTRY_BYTES; entry >= base; entry -= HELD_ENTRY_BYTES) {
    if (i32[entry >>> 2] !== address || i32[(entry >>> 2) + 1] !== kind) continue;
    if (entry !== top - HELD_ENTRY_BYTES) i32.copyWithin(entry >>> 2, (entry + HELD_ENTRY_BYTES) >>> 2, top >>> 2);
    i32[block + HELD_TOP] = top - HELD_ENTRY_BYTES;
    return true;
  }
  return false;
}

/** Whether this thread's list has (`address`, `kind`). */
export function isHeld(address: number, kind: number): boolean {
  return heldEntries(current.block).some((entry) => entry.address === address && (entry.kind | (entry.regionId << KIND_BITS)) === kind);
}

/** The addresses in the heap of this thread's entries of one kind. */
export function heldOfKind(kind: number): number[] {
  if (realm.checked !== undefined) return realm.checked.notes?.held.filter((note) => note[1] === kind).map(([address]) => address) ?? [];
  return heldEntries(current.block).flatMap((entry) => (entry.kind === kind && entry.regionId === 0 ? [entry.address] : []));
}

/** What the thread with `block` holds by its list. For the thread itself, or after its end. */
export function heldEntries(block: number): HeldEntry[] {
  const { i32 } = heapRegion();
  const entries: HeldEntry[] = [];
  const { base, top } = listOf(block);
  for (let entry = base; entry < top; entry += HELD_ENTRY_BYTES) entries.push(unpack(i32[entry >>> 2]!, i32[(entry >>> 2) + 1]!));
  return entries;
}

/** Where the list of the thread with `block` begins, and where it ends. */
function listOf(block: number): { base: number; top: number } {
  const { i32 } = heapRegion();
  const at = block >>> 2;
  const moved = i32[at + MOVED_BASE]!;
  return moved === 0 ? { base: i32[at + HELD_BASE]!, top: i32[at + HELD_TOP]! } : { base: moved, top: i32[at + MOVED_TOP]! };
}

/** What the thread with `block` was last about to take; its list need not have it. */
export function pendingEntry(block: number): HeldEntry {
  const { i32 } = heapRegion();
  return unpack(i32[(block >>> 2) + PENDING_ADDRESS]!, i32[(block >>> 2) + PENDING_KIND]!);
}

/** Whether two more entries have room in this thread's list. */
export function hasRoomForPair(): boolean {
  if (realm.checked !== undefined) return true;
  const { i32 } = heapRegion();
  const block = current.block >>> 2;
  return i32[block + HELD_LIMIT]! - i32[block + HELD_TOP]! >= 2 * HELD_ENTRY_BYTES;
}

/** Doubles the room for this thread's list. A thread that holds many locks does this a few times in its life. */
export function makeRoomForHeld(): void {
  const block = current.block >>> 2;
  const before = heapRegion().i32;
  const base = before[block + HELD_BASE]!;
  const top = before[block + HELD_TOP]!;
  const room = before[block + HELD_LIMIT]! - base;
  const wider = allocate(2 * room);
  const { i32 } = heapRegion();
  i32.copyWithin(wider >>> 2, base >>> 2, top >>> 2);
  i32[block + MOVED_TOP] = wider + (top - base);
  // From this store on the list is the wider one: the three words cannot be changed at once, and a thread that is killed in between must not lose what it noted.
  i32[block + MOVED_BASE] = wider;
  i32[block + HELD_BASE] = wider;
  i32[block + HELD_LIMIT] = wider + 2 * room;
  i32[block + HELD_TOP] = wider + (top - base);
  i32[block + MOVED_BASE] = 0;
  if (isOutside(current.block, base)) free(base);
}

/** Gives back the list of a thread that has died, if it had become too long for the block. */
export function freeHeldList(block: number, release: (address: number) => void): void {
  const { i32 } = heapRegion();
  // Both, if it died before it had moved from one to the other.
  for (const base of new Set([i32[(block >>> 2) + HELD_BASE]!, i32[(block >>> 2) + MOVED_BASE]!]))
    if (base !== 0 && isOutside(block, base)) release(base);
}

function isOutside(block: number, address: number): boolean {
  return address < block || address >= block + BLOCK_BYTES;
}

/** Goes up when the thread that runs here has ended, and what it held was put in order: handles that it leaves behind have nothing from then on. */
export const era = { now: 0 };

/** Empties the list of this thread. */
export function clearHeld(): void {
  era.now++;
  const { i32 } = heapRegion();
  i32[(current.block >>> 2) + HELD_TOP] = i32[(current.block >>> 2) + HELD_BASE]!;
}

/** An entry of an address and a kind word. */
export function unpack(address: number, kind: number): HeldEntry {
  return { address, kind: kind & KIND_MASK, regionId: kind >>> KIND_BITS };
}
