import { emptyRelation, putPair } from '../bits.ts';
import type { Relation } from '../enumerate/execution.ts';
import type { JsExecution } from './execution.ts';

/**
 * All orders of the writes that share a byte, for models that have one: ECMAScript's own has none. Writes that hang together by such bytes are
 * put in a row, as the order of each thread has them. Costs the number of such rows.
 */
export function writeOrders(execution: JsExecution): readonly Relation[] {
  const { events } = execution;
  const writes = [...events.keys()].filter((i) => events[i]!.isWrite);
  const share = (a: number, b: number): boolean => {
    const [x, y] = [events[a]!.js, events[b]!.js];
    return x.block === y.block && x.from < y.to && y.from < x.to;
  };
  const orders = new Map<string, Relation>();
  place(componentsOf(writes, share), []);
  return [...orders.values()];

  function place(components: readonly (readonly number[])[], row: readonly number[]): void {
    const [first, ...others] = components;
    if (first === undefined) return keep(row);
    if (first.length === 0) return place(others, row);
    for (const next of first) {
      if (first.some((other) => execution.isBefore(other, next))) continue;
      place([first.filter((write) => write !== next), ...others], [...row, next]);
    }
  }

  /** Rows that differ only in writes that share nothing are one order. */
  function keep(row: readonly number[]): void {
    const rows = emptyRelation(events.length);
    for (const [i, a] of row.entries()) for (const b of row.slice(i + 1)) if (share(a, b)) putPair(rows, a, b, events.length);
    orders.set(rows.join(), rows);
  }
}

function componentsOf(writes: readonly number[], share: (a: number, b: number) => boolean): readonly (readonly number[])[] {
  let components: number[][] = [];
  for (const write of writes) {
    const touched = components.filter((component) => component.some((other) => share(other, write)));
    components = [...components.filter((component) => !touched.includes(component)), [...touched.flat(), write]];
  }
  return components;
}
