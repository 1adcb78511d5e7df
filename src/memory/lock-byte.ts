import { realm } from '../realm/realm.ts';
import { HELD_BYTE } from './held-list.ts';
import { heapRegion } from './heap.ts';
import { bucketOf, emptyForDead } from './parking-bucket.ts';
import { HANDED, IDLE, STATE } from './parking-node.ts';
import type { Region } from './region.ts';
import { exchangeByteAndForget, forgetShare, type NoteChange, noteWith, shareOf, takeNoting } from './share.ts';

/**
 * A byte that is a lock, whose waiters are parked in a lot (parking.ts). Taking and giving back cost an atomic operation each, and a note of some nanoseconds.
 *
 * | value                   | meaning                                              | who may change it, and how                                             |
 * |-------------------------|------------------------------------------------------|------------------------------------------------------------------------|
 * | 0                       | free                                                 | anyone, by taking it                                                    |
 * | `LOCKED`                | a thread has it                                      | that thread; anyone who is going to park adds `WAITED`                  |
 * | `LOCKED` + `WAITED`     | the same, and threads may be parked for the byte's address | that thread, at the gate of the bucket; or it hands the byte on as it is |
 * | `WAITED`                | free, and threads are still parked                   | anyone, by taking it with the bit; a thread that is woken               |
 * | `POISONED`              | free, but a thread died while it had it              | whoever clears the poison, or takes it to repair                        |
 *
 * A byte has no room for its owner. So the thread's note is the truth: it is changed together with the byte, without a call or loop in between.
 */
export const LOCKED = 1;
export const WAITED = 2;
export const POISONED = 4;

/** In the place of the lot in a note: the byte was given back, or handed on. */
const GIVEN = -1;

/** Takes a byte that is `found`; returns whether it still was. */
export function takeByte(region: Region, p: number, lot: number, found: number): boolean {
  const next = (found & WAITED) | LOCKED;
  // acquire: pairs with the release of whoever gave it back
  return takeNoting(region, p, HELD_BYTE, lot, () => region.ops.cas8(p, found, next, 'acquire', 'relaxed') === found);
}

/** Takes the byte that was handed to this thread, whose node says so. */
export function takeHanded(region: Region, p: number, lot: number, node: number): void {
  const heap = heapRegion().ops;
  takeNoting(region, p, HELD_BYTE, lot, () => heap.cas32(node + STATE, HANDED, IDLE, 'relaxed', 'relaxed') === HANDED);
}

/** Whether this thread has the byte. */
export function hasByte(region: Region, p: number): boolean {
  return realm.checked !== undefined && realm.checked.notes === undefined ? true : (shareOf(region, p, HELD_BYTE) ?? GIVEN) !== GIVEN;
}

/** Gives back a byte of this thread that is `LOCKED` and nothing else; returns whether it was. */
export function giveByte(region: Region, p: number, lot: number): boolean {
  return exchangeByteAndForget(region, p, LOCKED, 0, HELD_BYTE, lot);
}

/** Gives back a byte of this thread, whatever its bits, leaving `left`. At the gate of its bucket: should this thread die before those who are parked are told, its undertaker tells them. */
export function giveByteAtGate(region: Region, p: number, lot: number, left: number): void {
  const give = (): number => {
    region.ops.store8(p, left, 'release'); // pairs with the acquire of takeByte. A store: others only set `WAITED` meanwhile, and look again at the gate
    return 0;
  };
  noteWith(region, p, HELD_BYTE, lot, GIVEN, give);
  forgetShare(region, p, GIVEN, HELD_BYTE);
}

/** The note of this thread that a byte is its own, as it is changed when the byte is handed to another. */
export function handing(region: Region, p: number, lot: number): NoteChange {
  return { region, p, held: HELD_BYTE, before: lot, after: GIVEN };
}

/** Drops what {@link handing} has left. */
export function forgetHanded(region: Region, p: number): void {
  forgetShare(region, p, GIVEN, HELD_BYTE);
}

/** Says that a thread died which had the byte. For its undertaker. */
export function poison(region: Region, p: number): void {
  region.ops.exchange8(p, POISONED, 'acqRel');
}

/** Poisons a byte that a dead thread had, by its note, and has all who are parked for it look again. Returns whether it had it. For its undertaker. */
export function poisonForDead(region: Region, p: number, lot: number): boolean {
  if (lot === GIVEN) return false;
  poison(region, p);
  emptyForDead(region, bucketOf(lot, p));
  return true;
}

/** What a byte means, for reports of the checker. */
export function meaningOfByte(byte: number): string {
  if (byte === POISONED) return 'free, poisoned';
  return `${(byte & LOCKED) === 0 ? 'free' : 'held'}${(byte & WAITED) === 0 ? '' : ', threads may be parked'}`;
}
