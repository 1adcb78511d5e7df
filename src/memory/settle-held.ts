import { free } from './allocate.ts';
import { leaveChannelForDead, leaveHandleForDead } from './channel-words.ts';
import { leaveClhForDead } from './clh-queue.ts';
import { settleCounted } from './counted.ts';
import { leaveEpochForDead } from './epoch-record.ts';
import { realm, watchRealm } from '../realm/realm.ts';
import {
  HELD_CLAIM,
  HELD_BYTE,
  HELD_DELTA,
  HELD_GATE,
  HELD_ENDING,
  HELD_EPOCH_RECORD,
  HELD_MCS_NODE,
  HELD_END,
  HELD_NODE,
  HELD_OWNER_WORD,
  HELD_PARKED,
  HELD_PLACE_IN_LINE,
  HELD_PLEDGE,
  HELD_SEQUENCE,
  HELD_SHARE,
  HELD_STRONG,
  HELD_TICKET,
  HELD_WAKE_UP,
  HELD_WEAK,
  type HeldEntry,
  unpack,
} from './held-list.ts';
import { HEAP_REGION, heapRegion } from './heap.ts';
import { takeDeadOutOfLine } from './line.ts';
import { forgetInLockTable } from './lock-table.ts';
import { leaveMcsForDead } from './mcs-queue.ts';
import { settleClaimForDead } from './message-slots.ts';
import { poisonForDead } from './lock-byte.ts';
import { poisonIfOwned } from './owner-word.ts';
import { unparkForDead } from './parking.ts';
import { emptyForDead, leaveBucketForDead } from './parking-bucket.ts';
import { breakPledged } from './pledged-word.ts';
import { type Region, regionOf } from './region.ts';
import { breakSequence } from './sequence-word.ts';
import { giveForDead } from './share.ts';
import { leaveForDead } from './ticket-line.ts';

/** Finds the memory with a number that a thread noted; undefined if it was never announced here. */
export type RegionById = (id: number) => Region | undefined;

/**
 * Puts in order what a thread that has ended left behind: poisons what it still holds, gives back its shares, takes it out of lines, wakes who waits for it, and hands on wake-ups that it can no longer act on. Returns how many
 * locks it held. Costs as much as it held.
 *
 * @param entries its list of what it holds, and what it was about to take: hints, checked against the locks' own words
 * @param block the thread's; 0 if it was a message that held them
 * @param release gives memory of the heap back
 */
export function settleHeld(
  entries: readonly HeldEntry[],
  block: number,
  regionById: RegionById,
  release: (address: number) => void = free,
): number {
  let poisoned = 0;
  for (const entry of entries) {
    if (entry.kind !== HELD_SEQUENCE) continue;
    // Before the lock is poisoned: after that another thread may repair it, and write.
    const region = regionOfEntry(entry, regionById);
    if (region !== undefined) breakSequence(region, entry.address);
  }
  for (const [i, entry] of entries.entries()) {
    if (entry.kind === HELD_DELTA) continue; // no address: it belongs to the next entry
    const region = regionOfEntry(entry, regionById);
    if (region === undefined) continue;
    if (entry.kind === HELD_WAKE_UP) region.ops.notify(entry.address, Infinity);
    if (entry.kind === HELD_PLEDGE) breakPledged(region, entry.address);
    if (entry.kind === HELD_OWNER_WORD && poisonIfOwned(region, entry.address, block)) poisoned++;
    const before = entries[i - 1];
    if (entry.kind === HELD_SHARE && before?.kind === HELD_DELTA) giveForDead(region, entry.address, before.address);
    if (entry.kind === HELD_NODE && before?.kind === HELD_DELTA) leaveClhForDead(region, entry.address, before.address);
    if (entry.kind === HELD_MCS_NODE && before?.kind === HELD_DELTA) leaveMcsForDead(region, entry.address, before.address);
    if (entry.kind === HELD_END && before?.kind === HELD_DELTA) leaveChannelForDead(entry.address, before.address, block);
    if (entry.kind === HELD_CLAIM && before?.kind === HELD_DELTA) settleClaimForDead(entry.address, before.address);
    if (entry.kind === HELD_TICKET && before?.kind === HELD_DELTA) leaveForDead(region, entry.address, before.address);
    if (entry.kind === HELD_GATE && before?.kind === HELD_DELTA) leaveBucketForDead(region, entry.address, before.address, block);
    if (entry.kind === HELD_BYTE && before?.kind === HELD_DELTA && poisonForDead(region, entry.address, before.address)) poisoned++;
    if (entry.kind === HELD_PARKED) unparkForDead(region, entry.address, block);
    if (entry.kind === HELD_PLACE_IN_LINE) takeDeadOutOfLine(region, entry.address, block);
    if (entry.kind === HELD_EPOCH_RECORD) leaveEpochForDead(region, entry.address, block, release);
  }
  // After the claims: nothing is done with the channel from then on.
  for (const [i, { kind, address }] of entries.entries())
    if (kind === HELD_END && entries[i - 1]?.kind === HELD_DELTA) leaveHandleForDead(address, entries[i - 1]!.address);
  // After the locks: what ends with its last owner may have some in it.
  for (const entry of entries)
    if (isCounted(entry) && regionOfEntry(entry, regionById) !== undefined) settleCounted(entry.address, entry.kind, release);
  if (realm.checked === undefined && block !== 0) forgetInLockTable(block);
  return poisoned;
}

function isCounted({ kind }: HeldEntry): boolean {
  return kind === HELD_STRONG || kind === HELD_WEAK || kind === HELD_ENDING;
}

/** Wakes the word that a dead thread slept on, or the bucket that it was parked in: a wake-up that was meant for one thread may have gone to it. */
export function wakeForOthers(sleptOn: HeldEntry, regionById: RegionById): void {
  const region = regionOfEntry(sleptOn, regionById);
  if (region === undefined) return;
  if (sleptOn.kind === HELD_PARKED) emptyForDead(region, sleptOn.address);
  else region.ops.notify(sleptOn.address, Infinity);
}

function regionOfEntry({ address, regionId }: HeldEntry, regionById: RegionById): Region | undefined {
  if (address === 0 && regionId === HEAP_REGION) return undefined; // in other memories, 0 is an address like any other
  const region = regionId === HEAP_REGION ? heapRegion() : regionById(regionId);
  if (region !== undefined && address + 8 > region.byteLength) region.refresh();
  return region;
}

// The undertaker of simulated threads.
watchRealm(({ checked }) => {
  if (checked === undefined || checked.bury !== undefined) return;
  const regionById = (id: number): Region | undefined => {
    const memory = checked.memoryOf(id);
    return memory === undefined ? undefined : regionOf(memory);
  };
  checked.bury = ({ held, pending, sleptOn }, block) => {
    const entries = pending === undefined ? held : [...held, pending];
    settleHeld(
      entries.map((note) => unpack(...note)),
      block,
      regionById,
    );
    if (sleptOn !== undefined) wakeForOthers(unpack(...sleptOn), regionById);
  };
});
