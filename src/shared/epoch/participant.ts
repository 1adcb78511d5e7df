import { OWNER } from '../../memory/epoch-record.ts';
import { era } from '../../memory/held-list.ts';
import { heapRegion } from '../../memory/heap.ts';
import { current, realm } from '../../realm/realm.ts';
import { takeRecord } from './epoch-words.ts';

/** What a thread has of an epoch, whatever handles it has for it. */
export interface Participant {
  readonly block: number;
  readonly era: number;
  readonly record: number;
  /** How many pins it has. */
  pins: number;
  retired: number;
  readonly deferred: { readonly epoch: number; readonly fn: () => void }[];
}

/** By the address of the epoch. Not in a checked run, whose threads share this module. */
const known = new Map<number, Participant>();

/** What this thread has of an epoch: one record, however often a handle for it arrives. Costs a look at a table, or a record the first time. */
export function participantOf(epoch: number): Participant {
  const { block } = current;
  const before = realm.checked === undefined ? known.get(epoch) : undefined;
  if (before !== undefined && isGood(before)) return before;
  const me: Participant = { block, era: era.now, record: takeRecord(epoch), pins: 0, retired: 0, deferred: [] };
  if (realm.checked !== undefined) return me;
  // A record of an epoch that is over may be this one's now: see endRecord.
  for (const [address, one] of known) if (one.record === me.record || one.era !== era.now) known.delete(address);
  known.set(epoch, me);
  return me;
}

/** Forgets an epoch that is over. */
export function forgetParticipant(epoch: number): void {
  known.delete(epoch);
}

/** Whether it is of a living epoch: another one may lie where one was that another thread has freed. The memory of a record stays one for as long as its owner lives. */
function isGood({ era: when, block, record }: Participant): boolean {
  return when === era.now && block === current.block && heapRegion().ops.load32(record + OWNER, 'relaxed') === block;
}
