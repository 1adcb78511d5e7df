import type { Skeleton } from './execution.ts';

/** For one location: who reads from whom, and an order of the writes. */
export interface LocationChoice {
  /** For each read of the location: the read and its write. */
  readonly rf: readonly (readonly [read: number, write: number])[];
  /** The writes from the first to the last. */
  readonly co: readonly number[];
}

/**
 * All choices for one location that are coherent: no cycle in program order of the location, rf, co and fr. Every model that is used with
 * this has such an axiom. Costs the number of orders of the writes times the choices of the reads.
 */
export function coherentChoices(skeleton: Skeleton, members: readonly number[]): readonly LocationChoice[] {
  const { events } = skeleton;
  const writes = members.filter((i) => events[i]!.isWrite);
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
      place.set(write, co.length);
      co.push(write);
      extend();
      co.pop();
      place.delete(write);
    }
  }

  function readFrom(k: number, rf: (readonly [number, number])[]): void {
    if (k === reads.length) {
      choices.push({ rf: [...rf], co: [...co] });
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
    for (let at = least; at <= most; at++) {
      const write = co[at]!;
      if (events[write]!.written !== value) continue;
      rf.push([read, write]);
      readFrom(k + 1, rf);
      rf.pop();
    }
  }
}

/** All choices for one location, coherent or not: any order of the writes after the first one, and any write for a read that has its value. */
export function allChoices({ events }: Skeleton, members: readonly number[]): readonly LocationChoice[] {
  const [first, ...writes] = members.filter((i) => events[i]!.isWrite);
  const reads = members.filter((i) => events[i]!.isRead);
  const choices: LocationChoice[] = [];
  const sources = reads.map((read) =>
    [first!, ...writes].filter((write) => write !== read && events[write]!.written === events[read]!.read),
  );
  for (const co of permutations(writes)) readFrom(0, [], [first!, ...co]);
  return choices;

  function readFrom(k: number, rf: readonly (readonly [number, number])[], co: readonly number[]): void {
    if (k === reads.length) choices.push({ rf, co });
    else for (const write of sources[k]!) readFrom(k + 1, [...rf, [reads[k]!, write]], co);
  }
}

function* permutations(items: readonly number[]): Generator<readonly number[]> {
  if (items.length === 0) yield [];
  for (const [i, item] of items.entries()) for (const rest of permutations(items.toSpliced(i, 1))) yield [item, ...rest];
}
