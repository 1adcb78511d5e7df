import type { Built, BuiltEvent } from './builder.ts';
import { canonicalGraph, type CanonicalEvent, type EventRef } from '../engine/canonical.ts';
import type { DataProgram } from './program.ts';
import { MOST_EVENTS } from './relation.ts';
import { wordName } from './state.ts';

/** An execution that a model may allow or not. */
export interface Candidate {
  /** Initial writes come first: event i is that of location i. */
  readonly events: readonly BuiltEvent[];
  /** For each event the write that it reads from; -1 if it reads nothing. */
  readonly readsFrom: readonly number[];
  /** For each location its writes, the initial one first. */
  readonly orders: readonly (readonly number[])[];
}

/** Every order of the writes to each location in which a read-modify-write comes directly after the write that it reads from, as it does in every model. */
export function* candidatesOf(program: DataProgram, built: Built): Generator<Candidate> {
  const initial = program.initial.map((written, at): BuiltEvent => {
    return { thread: -1, index: at, kind: 'store', at, order: 'plain', written, locked: false };
  });
  const events = [...initial, ...built.threads.flatMap((thread) => thread.events)];
  if (events.length > MOST_EVENTS) throw new Error(`The program has ${events.length} events; the axiomatic oracles take ${MOST_EVENTS}`);
  const readsFrom = events.map(({ from }) =>
    from === undefined ? -1 : events.findIndex(({ thread, index }) => thread === from.thread && index === from.index),
  );
  const orders = program.initial.map((_, at) => {
    const writes = [...events.keys()].filter((e) => events[e]!.at === at && isWrite(events[e]!) && events[e]!.thread >= 0);
    const all = permutations(writes).map((order) => [at, ...order]);
    return all.filter((order) => order.every((e, i) => events[e]!.kind !== 'rmw' || readsFrom[e] === order[i - 1]));
  });
  for (const chosen of product(orders)) yield { events, readsFrom, orders: chosen };
}

export const isRead = (event: BuiltEvent): boolean => event.kind === 'load' || event.kind === 'rmw';
export const isWrite = (event: BuiltEvent): boolean => event.kind === 'store' || event.kind === 'rmw';

function* product<T>(choices: readonly (readonly T[])[], from = 0): Generator<T[]> {
  if (from === choices.length) return void (yield []);
  for (const first of choices[from]!) for (const rest of product(choices, from + 1)) yield [first, ...rest];
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((first, i) => permutations(items.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}

const ref = ({ thread, index }: BuiltEvent): EventRef | null => (thread < 0 ? null : { thread, index });

export function candidateText({ events, orders }: Candidate): string {
  const canonical = events.flatMap(({ thread, index, kind, at, read, written, from }): CanonicalEvent[] => {
    if (thread < 0 || kind === 'fence') return [];
    const location = at < 0 ? {} : { location: wordName(at) };
    const values = { ...(read === undefined ? {} : { read }), ...(written === undefined ? {} : { written }) };
    return [{ thread, index, kind, ...location, ...values, ...(from === undefined ? {} : { from: ref(from) }) }];
  });
  const writes = new Map(orders.map((order, at) => [wordName(at), order.slice(1).map((e) => ref(events[e]!)!)]));
  return canonicalGraph({ events: canonical, writes, sleepers: new Map() });
}
