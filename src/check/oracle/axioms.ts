import type { BuiltEvent } from './builder.ts';
import { type Candidate, isRead, isWrite } from './candidates.ts';
import * as r from './relation.ts';
import type { Relation } from './relation.ts';

/**
 * The axioms of the three models, as the papers have them: sequential consistency; x86-TSO (Owens, Sarkar, Sewell 2009); RC11 (Lahav, Vafeiadis, Kang, Hur, Dreyer, PLDI 2017), with
 * the relation `scb` as GenMC has it, without "different location". A read-modify-write is one event, and
 * candidates have them atomic already.
 */
export type WeakModel = 'sc' | 'tso' | 'rc11';

export interface Verdict {
  readonly consistent: boolean;
  /** Under RC11: two threads access a location, one of them writes, one of the accesses is plain, and nothing orders them. */
  readonly race: boolean;
}

export function judge(model: WeakModel, candidate: Candidate): Verdict {
  const basics = basicsOf(candidate);
  if (model === 'sc') return { consistent: r.isAcyclic(r.union(basics.sb, basics.rf, basics.mo, basics.rb)), race: false };
  return model === 'tso' ? { consistent: isTso(basics), race: false } : judgeRc11(basics);
}

interface Basics {
  readonly events: readonly BuiltEvent[];
  readonly size: number;
  /** Program order; initial writes before everything. */
  readonly sb: Relation;
  readonly rf: Relation;
  /** The order of the writes to each location. */
  readonly mo: Relation;
  /** A read before all writes that come after the one that it reads from. */
  readonly rb: Relation;
  readonly sameLocation: Relation;
}

function basicsOf({ events, readsFrom, orders }: Candidate): Basics {
  const size = events.length;
  const place = new Map(orders.flatMap((order) => order.map((e, i) => [e, i] as const)));
  const sb = r.relation(size, (a, b) => isBefore(events[a]!, events[b]!));
  const rf = r.relation(size, (a, b) => readsFrom[b] === a);
  const sameLocation = r.relation(size, (a, b) => events[a]!.at >= 0 && events[a]!.at === events[b]!.at);
  const mo = r.relation(size, (a, b) => r.has(sameLocation, a, b) && place.has(a) && place.has(b) && place.get(a)! < place.get(b)!);
  const rb = r.compose(r.inverse(rf), mo).map((row, a) => row & ~(1 << a));
  return { events, size, sb, rf, mo, rb, sameLocation };
}

function isBefore(a: BuiltEvent, b: BuiltEvent): boolean {
  return a.thread < 0 ? b.thread >= 0 : a.thread === b.thread && a.index < b.index;
}

/** On x86 every read-modify-write is locked (a compare-exchange that fails is a load, as in the C11 models), a `seqCst` store is a store and an MFENCE, a `seqCst` fence is an MFENCE, and all else is a plain move or nothing. */
function isTso({ events, size, sb, rf, mo, rb, sameLocation }: Basics): boolean {
  if (!r.isAcyclic(r.union(r.intersect(sb, sameLocation), rf, mo, rb))) return false;
  const isFence = (e: number): boolean => events[e]!.kind === 'fence' && events[e]!.order === 'seqCst';
  const isFenced = (e: number): boolean => events[e]!.kind === 'store' && events[e]!.order === 'seqCst';
  /** A store may be delayed past later loads of its thread, and past nothing else. */
  const kept = r.relation(size, (a, b) => {
    const delayed = !isRead(events[a]!) && !isRead(events[b]!) ? false : !isRead(events[a]!) && !isWrite(events[b]!);
    return r.has(sb, a, b) && (!delayed || events[a]!.locked || events[b]!.locked || isFenced(a));
  });
  const fences = r.only(size, isFence);
  const external = r.relation(size, (a, b) => events[a]!.thread !== events[b]!.thread);
  return r.isAcyclic(r.union(kept, r.compose(sb, fences, sb), r.intersect(rf, external), mo, rb));
}

function judgeRc11({ events, size, sb, rf, mo, rb, sameLocation }: Basics): Verdict {
  const fence = (e: number): boolean => events[e]!.kind === 'fence';
  const orderOf = (e: number): string => events[e]!.order;
  const only = (property: (e: number) => boolean): Relation => r.only(size, property);
  const [F, W, R] = [only(fence), only((e) => isWrite(events[e]!)), only((e) => isRead(events[e]!))];
  const isAtomicAccess = (e: number): boolean => orderOf(e) !== 'plain';
  const atomicWrite = r.intersect(W, only(isAtomicAccess));
  const atomicRead = r.intersect(R, only(isAtomicAccess));
  const rmw = only((e) => events[e]!.kind === 'rmw');
  const release = r.intersect(
    r.union(W, F),
    only((e) => ['release', 'acqRel', 'seqCst'].includes(orderOf(e))),
  );
  const acquire = r.intersect(
    r.union(R, F),
    only((e) => ['acquire', 'acqRel', 'seqCst'].includes(orderOf(e))),
  );
  const sc = only((e) => orderOf(e) === 'seqCst');
  const scFence = r.intersect(sc, F);
  const identity = only(() => true);

  const eco = r.closure(r.union(rf, mo, rb));
  const chain = r.union(identity, r.closure(r.compose(rf, rmw)));
  const rs = r.compose(W, r.optional(r.intersect(sb, sameLocation)), atomicWrite, chain);
  const before = r.union(identity, r.compose(F, sb));
  const after = r.union(identity, r.compose(sb, F));
  const sw = r.compose(release, before, rs, rf, atomicRead, after, acquire);
  const hb = r.closure(r.union(sb, sw));

  const coherent = r.isIrreflexive(r.compose(hb, r.optional(eco)));
  const scb = r.union(sb, r.compose(sb, hb, sb), r.intersect(hb, sameLocation), mo, rb);
  const maybeHb = r.optional(hb);
  const pscBase = r.compose(r.union(sc, r.compose(scFence, maybeHb)), scb, r.union(sc, r.compose(maybeHb, scFence)));
  const pscFence = r.compose(scFence, r.union(hb, r.compose(hb, eco, hb)), scFence);
  const consistent = coherent && r.isAcyclic(r.union(pscBase, pscFence)) && r.isAcyclic(r.union(sb, rf));
  if (!consistent) return { consistent, race: false };

  const race = events.some((a, i) =>
    events.some((b, j) => {
      const unordered = !r.has(hb, i, j) && !r.has(hb, j, i);
      const oneIsPlain = a.order === 'plain' || b.order === 'plain';
      const fromThreads = a.thread >= 0 && b.thread >= 0 && a.thread !== b.thread;
      return fromThreads && r.has(sameLocation, i, j) && (isWrite(a) || isWrite(b)) && oneIsPlain && unordered;
    }),
  );
  return { consistent, race };
}
