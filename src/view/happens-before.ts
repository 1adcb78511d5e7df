import type { Trace } from '../check/report/trace.ts';

/** Happens-before of a trace: program order and synchronizes-with, and what follows from them. Costs a clock, a number for each thread, for each step. */
export class HappensBefore {
  readonly #trace: Trace;
  /** By step and thread: how many steps of that thread happen before it, itself included. */
  readonly #clocks: (readonly number[])[] = [];

  constructor(trace: Trace) {
    this.#trace = trace;
    // As a rule one round is enough, since what synchronizes is shown first; the second finds that nothing changes.
    while (this.#round()) continue;
  }

  #round(): boolean {
    const { steps, synchronizes } = this.#trace;
    const sources = new Map<number, number[]>();
    for (const [from, to] of synchronizes) sources.set(to, [...(sources.get(to) ?? []), from]);
    const last = new Map<number, readonly number[]>();
    let changed = false;
    for (const { id, thread, index } of steps) {
      const clock = [...(last.get(thread) ?? [])];
      for (const source of sources.get(id) ?? []) join(clock, this.#clocks[source] ?? []);
      clock[thread] = index + 1;
      last.set(thread, clock);
      changed ||= clock.some((count, t) => count !== this.#clocks[id]?.[t]);
      this.#clocks[id] = clock;
    }
    return changed;
  }

  /** Whether step `a` happens before step `b`. */
  isBefore(a: number, b: number): boolean {
    const { thread, index } = this.#trace.steps[a]!;
    return a !== b && (this.#clocks[b]![thread] ?? 0) > index;
  }

  /** Pairs of different threads that the others, and program order, do not imply; of visible steps only, so that what leads through hidden ones stays. */
  reduced(visible: (id: number) => boolean): (readonly [number, number])[] {
    const latest = this.#latestVisible(visible);
    const previous = new Map<number, number>();
    const pairs: (readonly [number, number])[] = [];
    for (const { id, thread } of this.#trace.steps) {
      if (!visible(id)) continue;
      const before = previous.get(thread);
      previous.set(thread, id);
      const candidates = latest.flatMap((ids, other) => (other === thread ? [] : (ids[(this.#clocks[id]![other] ?? 0) - 1] ?? [])));
      for (const a of candidates) {
        const isImplied = (before !== undefined && this.isBefore(a, before)) || candidates.some((b) => this.isBefore(a, b));
        if (!isImplied) pairs.push([a, id]);
      }
    }
    return pairs;
  }

  /** By thread and index: the last visible step of that thread up to there. */
  #latestVisible(visible: (id: number) => boolean): (number | undefined)[][] {
    const latest: (number | undefined)[][] = [];
    for (const { id, thread, index } of this.#trace.steps) {
      const ids = (latest[thread] ??= []);
      ids[index] = visible(id) ? id : ids[index - 1];
    }
    return Array.from(latest, (ids) => ids ?? []);
  }
}

function join(into: number[], clock: readonly number[]): void {
  for (const [thread, count] of clock.entries()) into[thread] = Math.max(into[thread] ?? 0, count ?? 0);
}
