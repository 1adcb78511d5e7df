import type { LitmusTest } from '../program.ts';
import { hasRead, joinReads, NO_READS, onlyRead, type Reads } from './reads.ts';
import type { Trace, TraceEvent } from './trace-events.ts';

/** So many ways to leave events out are tried for two traces: a guess, of loops more are never needed. */
const MOST_TRIED = 200;

/**
 * The traces of a thread without those that only read more than another one: they write the same, end with the same values in the registers that
 * are observed, and `mayGo` says of each read that is more that nobody misses it. Such are the rounds of a loop that waits. Costs a comparison with each one
 * that is kept and writes the same.
 */
export function withoutNeedless(
  test: LitmusTest,
  thread: number,
  traces: readonly Trace[],
  mayGo: (read: TraceEvent) => boolean,
): readonly Trace[] {
  const { registers } = test.threads[thread]!;
  const observed = test.observed.flatMap((where) =>
    'thread' in where && where.thread === thread ? [registers.indexOf(where.register)] : [],
  );
  const kept = new Map<string, Trace[]>();
  for (const trace of traces.toSorted((a, b) => a.events.length - b.events.length)) {
    const key = [
      ...observed.map((register) => trace.registers[register]),
      ...trace.events
        .map(({ isWrite, instruction, address, written }) => (isWrite ? `${instruction} ${address} ${written}` : ''))
        .filter(Boolean),
    ].join(';');
    const others = kept.get(key);
    if (others === undefined) kept.set(key, [trace]);
    else if (!others.some((other) => onlyReadsMore(trace.events, other.events, mayGo))) others.push(trace);
  }
  const all = new Set([...kept.values()].flat());
  return all.size === traces.length ? traces : traces.filter((trace) => all.has(trace));
}

/** Whether `events` are `others` and some reads more. */
function onlyReadsMore(events: readonly TraceEvent[], others: readonly TraceEvent[], mayGo: (read: TraceEvent) => boolean): boolean {
  const owners = new Set(events.map(({ rmwOf }) => rmwOf));
  // For each event of `others` which one of `events` it is. The last ones are found first, since it is earlier rounds that are more.
  const places: number[] = [];
  let tried = 0;
  return match(events.length - 1, others.length - 1);

  function match(i: number, j: number): boolean {
    if (i < j || ++tried > MOST_TRIED) return false;
    if (i < 0) return others.every((other, k) => dependsAlike(events[places[k]!]!, other, places));
    const event = events[i]!;
    if (j >= 0 && isSame(event, others[j]!)) {
      places[j] = i;
      if (match(i - 1, j - 1)) return true;
    }
    return event.isRead && !event.isWrite && !owners.has(i) && mayGo(event) && match(i - 1, j);
  }
}

const isSame = (a: TraceEvent, b: TraceEvent): boolean =>
  a.instruction === b.instruction &&
  a.isRead === b.isRead &&
  a.isWrite === b.isWrite &&
  a.address === b.address &&
  a.read === b.read &&
  a.written === b.written &&
  a.amo === b.amo &&
  a.isWhole === b.isWhole &&
  a.tags === b.tags;

/** Whether an event depends on those of its reads that are left as the other one does. */
function dependsAlike(event: TraceEvent, other: TraceEvent, places: readonly number[]): boolean {
  const alike = (a: Reads, b: Reads): boolean => {
    if (a === NO_READS && b === NO_READS) return true;
    let left = NO_READS;
    for (const [k, place] of places.entries()) if (hasRead(a, place)) left = joinReads(left, onlyRead(k));
    return left === b;
  };
  return (
    (event.rmwOf === -1 ? other.rmwOf === -1 : other.rmwOf !== -1 && places[other.rmwOf] === event.rmwOf) &&
    (event.instance === -1 ? other.instance === -1 : other.instance !== -1 && places[other.instance] === event.instance) &&
    alike(event.addr, other.addr) &&
    alike(event.data, other.data) &&
    alike(event.ctrl, other.ctrl) &&
    alike(event.pickAddr, other.pickAddr) &&
    alike(event.pickData, other.pickData) &&
    alike(event.pickCtrl, other.pickCtrl) &&
    alike(event.unsequenced, other.unsequenced)
  );
}
