import type { Skeleton } from './execution.ts';
import { MOST_CHOICES, type Origin, tooManyChoices } from './limit.ts';

/** For one location: who reads from whom, and an order of the writes. */
export interface LocationChoice {
  /** For each read of the location: the read and its write. */
  readonly rf: readonly (readonly [read: number, write: number])[];
  /** The writes from the first to the last. */
  readonly co: readonly number[];
}

/**
 * All choices for one location that are coherent: no cycle in program order of the location, rf, co and fr. Every model that is used with
 * this has such an axiom. With `isAtomic` no write of another thread comes between a read and a write that belong together. Costs the number
 * of orders of the writes times the choices of the reads.
 */
export function coherentChoices(
  test: Origin,
  skeleton: Skeleton,
  members: readonly number[],
  isAtomic: boolean,
): readonly LocationChoice[] {
  const { events } = skeleton;
  const writes = members.filter((i) => events[i]!.isWrite);
  const written = isAtomic ? pairs(skeleton, writes) : NO_PAIRS;
  const reads = members.filter((i) => events[i]!.isRead);
  const choices: LocationChoice[] = [];
  const co: number[] = [writes[0]!];
  const place = new Map<number, number>([[writes[0]!, 0]]);
  extend();
  return choices;

  function extend(): void {
    if (co.length === writes.length) return readFrom(0, []);
    for (const write of writes) {
      if (place.has(write) || writes.some((other) => skeleton.isBefore(other, write) && !place.has(other))) continue;
      const { isRead, read } = events[write]!;
      // A read and a write in one event: nothing comes between it and what it reads from.
      if (isRead && events[co.at(-1)!]!.written !== read) continue;
      if (isAtomic && !isJust(write)) continue;
      place.set(write, co.length);
      co.push(write);
      extend();
      co.pop();
      place.delete(write);
    }
  }

  /** Whether the write, if it comes next, comes right after what its read sees, but for writes of its own thread. */
  function isJust(write: number): boolean {
    const { rmwOf, thread } = events[write]!;
    if (rmwOf === -1) return true;
    const { read } = events[skeleton.indexIn(thread, rmwOf)]!;
    for (let at = co.length - 1; at >= 0; at--) {
      const before = events[co[at]!]!;
      if (before.written === read) return true;
      if (before.thread !== thread) return false;
    }
    return false;
  }

  function readFrom(k: number, rf: (readonly [number, number])[]): void {
    if (k === reads.length) {
      keep(test, skeleton.events, members, choices, { rf: [...rf], co: [...co] });
      return;
    }
    const read = reads[k]!;
    const value = events[read]!.read;
    let least = 0;
    let most = co.length - 1;
    for (const member of members) {
      if (skeleton.isBefore(member, read)) {
        if (events[member]!.isWrite) least = Math.max(least, place.get(member)!);
        const from = rf.find(([r]) => r === member);
        if (from !== undefined) least = Math.max(least, place.get(from[1])!);
      } else if (member === read && events[member]!.isWrite) {
        most = Math.min(most, place.get(member)! - 1);
        least = Math.max(least, place.get(member)! - 1);
      } else if (events[member]!.isWrite && skeleton.isBefore(read, member)) most = Math.min(most, place.get(member)! - 1);
    }
    const own = written.get(read);
    if (own !== undefined) {
      let at = place.get(own)! - 1;
      while (at > 0 && events[co[at]!]!.thread === events[own]!.thread) at--;
      least = Math.max(least, at);
    }
    for (let at = least; at <= most; at++) {
      const write = co[at]!;
      if (events[write]!.written !== value) continue;
      rf.push([read, write]);
      readFrom(k + 1, rf);
      rf.pop();
    }
  }
}

const NO_PAIRS: ReadonlyMap<number, number> = new Map();

/** For each read that a write belongs to, that write. */
function pairs(skeleton: Skeleton, writes: readonly number[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const write of writes) {
    const { rmwOf, thread } = skeleton.events[write]!;
    if (rmwOf !== -1) found.set(skeleton.indexIn(thread, rmwOf), write);
  }
  return found;
}

/** All choices for one location, coherent or not: any order of the writes after the first one, and any write for a read that has its value. */
export function allChoices(test: Origin, { events }: Skeleton, members: readonly number[]): readonly LocationChoice[] {
  const [first, ...writes] = members.filter((i) => events[i]!.isWrite);
  const reads = members.filter((i) => events[i]!.isRead);
  const choices: LocationChoice[] = [];
  const sources = reads.map((read) =>
    [first!, ...writes].filter((write) => write !== read && events[write]!.written === events[read]!.read),
  );
  for (const co of permutations(writes)) readFrom(0, [], [first!, ...co]);
  return choices;

  function readFrom(k: number, rf: readonly (readonly [number, number])[], co: readonly number[]): void {
    if (k === reads.length) keep(test, events, members, choices, { rf, co });
    else for (const write of sources[k]!) readFrom(k + 1, [...rf, [reads[k]!, write]], co);
  }
}

function keep(
  test: Origin,
  events: Skeleton['events'],
  members: readonly number[],
  choices: LocationChoice[],
  choice: LocationChoice,
): void {
  if (choices.push(choice) <= MOST_CHOICES) return;
  const last = events[members.at(-1)!]!;
  throw tooManyChoices(test, test.threads[last.thread]?.places[last.instruction]);
}

function* permutations(items: readonly number[]): Generator<readonly number[]> {
  if (items.length === 0) yield [];
  for (const [i, item] of items.entries()) for (const rest of permutations(items.toSpliced(i, 1))) yield [item, ...rest];
}
