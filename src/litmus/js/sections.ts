import type { JsExecution } from './execution.ts';
import type { Section } from './events.ts';

/** From the end of a critical section to the beginning of the next one of the same list of waiters. */
export type Handover = readonly [leave: number, enter: number];

interface Entry {
  readonly event: number;
  readonly thread: number;
  readonly section: Section;
}

/**
 * All orders in which the critical sections of an execution can follow each other so that each notification wakes as many as it says, the
 * first ones of the list, and each wait ends as it says. Costs the number of orders; one, empty, where nothing waits.
 */
export function sectionOrders(execution: JsExecution): readonly (readonly Handover[])[] {
  const threads: Entry[][] = Array.from({ length: execution.threads }, () => []);
  for (const [event, { thread, js }] of execution.events.entries()) {
    if (js.section !== undefined) threads[thread]!.push({ event, thread, section: js.section });
  }
  const total = threads.reduce((sum, { length }) => sum + length, 0);
  const orders = new Map<string, readonly Handover[]>();
  const done = threads.map(() => 0);
  /** Who waits on each list, the first first; who was woken and has not gone on yet; and where the last section of each list ended. */
  const lists = new Map<string, readonly number[]>();
  const woken = new Set<number>();
  const last = new Map<string, number>();
  const handovers: Handover[] = [];
  follow(0);
  return [...orders.values()];

  function follow(count: number): void {
    if (count === total) {
      if (woken.size > 0) return;
      orders.set(handovers.map((handover) => handover.join(' ')).toSorted().join(), [...handovers]); // prettier-ignore
      return;
    }
    for (const [thread, entries] of threads.entries()) {
      const entry = entries[done[thread]!];
      if (entry !== undefined) enter(entry, count);
    }
  }

  function enter({ event, thread, section }: Entry, count: number): void {
    const { list } = section;
    const waiting = lists.get(list) ?? [];
    let left = waiting;
    const wakes: number[] = [];
    if (section.kind === 'wait') {
      if (section.ends !== 'not-equal') left = [...waiting, thread];
    } else if (section.kind === 'notify') {
      wakes.push(...waiting.slice(0, section.most));
      if (wakes.length !== section.taken || !wakes.every((waiter) => endOf(waiter) === 'woken')) return;
      left = waiting.slice(wakes.length);
    } else if (endOf(thread) === 'timed-out') {
      left = waiting.filter((waiter) => waiter !== thread);
    } else if (!woken.has(thread)) return;
    const before = last.get(list);
    const wasWoken = section.kind === 'resume' && woken.delete(thread);
    if (before !== undefined) handovers.push([before, event]);
    lists.set(list, left);
    last.set(list, section.kind === 'wait' ? event + 1 : event);
    for (const waiter of wakes) woken.add(waiter);
    done[thread]!++;
    follow(count + 1);
    done[thread]!--;
    for (const waiter of wakes) woken.delete(waiter);
    if (before === undefined) last.delete(list);
    else {
      last.set(list, before);
      handovers.pop();
    }
    lists.set(list, waiting);
    if (wasWoken) woken.add(thread);
  }

  /** How the wait ends in which a thread is now. */
  function endOf(thread: number): string {
    const { section } = threads[thread]![done[thread]! - 1]!;
    return section.kind === 'wait' ? section.ends : section.kind;
  }
}
