import type { Exploration } from './exploration.ts';
import * as f from './fields.ts';

const { BEFORE, KIND, THREAD, UWRITE } = f;

/** The events in an order in which they can have happened, with few switches between threads. */
export function linearize(x: Exploration): number[] {
  return best(x).order;
}

/** How hard an execution is to follow. */
export function costOf(x: Exploration): number {
  const { order, switches } = best(x);
  return switches * SWITCH + order.length;
}

/** A switch between threads counts as so many steps. */
const SWITCH = 8;

function best({ graph, model, explorer }: Exploration): { order: number[]; switches: number } {
  const byThread: number[][] = Array.from({ length: explorer.threads }, () => []);
  /** By the read of a read-modify-write: its write. The two are one step, so what comes before the one comes before the other. */
  const otherHalf: number[] = [];
  for (let e = 0; e < graph.size; e++) {
    byThread[graph.get(e, THREAD)]!.push(e);
    if (graph.get(e, KIND) === UWRITE) otherHalf[graph.get(e, BEFORE)] = e;
  }
  const comesBefore = (earlier: number, later: number) => model.comesBefore(earlier, later) || graph.dependsOn(later, earlier);
  let found: number[] = [];
  let fewest = Infinity;
  for (let first = 0; first < byThread.length; first++) {
    const { order, switches } = greedy(byThread, first, (earlier, later) => {
      const half = otherHalf[later];
      return comesBefore(earlier, later) || (half !== undefined && comesBefore(earlier, half));
    });
    if (order.length === graph.size && switches < fewest) {
      fewest = switches;
      found = order;
    }
  }
  return { order: found, switches: fewest };
}

function greedy(
  byThread: readonly (readonly number[])[],
  first: number,
  comesBefore: (a: number, b: number) => boolean,
): { order: number[]; switches: number } {
  const at = byThread.map(() => 0);
  const order: number[] = [];
  let switches = 0;
  let thread = first;
  const isReady = (candidate: number): boolean => {
    const event = byThread[candidate]![at[candidate]!];
    if (event === undefined) return false;
    return byThread.every(
      (events, other) => other === candidate || at[other]! >= events.length || !comesBefore(events[at[other]!]!, event),
    );
  };
  for (;;) {
    while (isReady(thread)) order.push(byThread[thread]![at[thread]!++]!);
    const next = byThread.findIndex((_, candidate) => isReady(candidate));
    if (next === -1) return { order, switches };
    switches++;
    thread = next;
  }
}
