import { emptyRelation, emptySet, put, putPair } from '../bits.ts';
import type { Supply } from '../cat/computation.ts';
import type { Evaluator } from '../cat/evaluate.ts';
import { Skeleton, type Relation } from '../enumerate/execution.ts';
import type { Origin } from '../enumerate/limit.ts';
import type { JsExecution, JsPlaced } from './execution.ts';
import type { Handover } from './sections.ts';

/** What a model is asked about: the events with their relations, as far as these do not hang on who reads from whom. Costs the square of the events. */
export function skeletonOf(test: Origin, execution: JsExecution, handovers: readonly Handover[]): Skeleton {
  const { events, offsets, threads } = execution;
  const { length } = events;
  const relation = (member: (a: JsPlaced, b: JsPlaced) => boolean): Relation => {
    const rows = emptyRelation(length);
    for (let i = 0; i < length; i++) for (let j = 0; j < length; j++) if (member(events[i]!, events[j]!)) putPair(rows, i, j, length);
    return rows;
  };
  const asw = relation((a, b) => b.thread === threads && a.thread !== threads && a.thread !== -1);
  const critical = relation(() => false);
  for (const [leave, enter] of handovers) putPair(critical, leave, enter, length);
  const own = new Map([
    ['asw', asw],
    ['critical', critical],
    ['loc', relation(({ js: a }, { js: b }) => a.block !== -1 && a.block === b.block && a.from === b.from && a.to === b.to)],
    ['overlap', relation(({ js: a }, { js: b }) => a.block !== -1 && a.block === b.block && a.from < b.to && b.from < a.to)],
  ]);
  return new Skeleton(test, events, offsets, own);
}

/** Tells the evaluator who reads from whom, by units of bytes, or by the first of them. Costs their number. */
export function place(evaluator: Evaluator, execution: JsExecution, sources: readonly number[], order: Relation | undefined): void {
  evaluator.rf.fill(0);
  evaluator.co.fill(0);
  if (order !== undefined) evaluator.co.set(order);
  const supplies: Supply[] = [];
  for (const [i, write] of sources.entries()) {
    const { read, writes } = execution.units[i]!;
    putPair(evaluator.rf, write, read, evaluator.size);
    const others = emptySet(evaluator.size);
    for (const other of writes) put(others, other);
    supplies.push([read, write, others]);
  }
  evaluator.supplies = supplies;
  evaluator.changed();
}
