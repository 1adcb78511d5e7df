import { Domains } from './domains.ts';
import type { JsEvent } from './events.ts';
import type { Outcome } from './outcomes.ts';
import type { JsProgram, JsThread } from './program.ts';
import { type Limits, Run, type State } from './run.ts';

/** One way through a thread. */
export interface JsTrace {
  readonly events: readonly JsEvent[];
  readonly registers: readonly Outcome[];
  /** Whether it ends in a wait from which nobody wakes it. */
  readonly blocked: boolean;
  /** Whether it is left out, since a loop would go round too often. */
  readonly unfinished: boolean;
}

/** All ways through a thread, for the values that `domains` has. A read is chosen a value only where something else hangs on it. */
export function tracesOf(thread: JsThread, number: number, domains: Domains, limits: Limits): readonly JsTrace[] {
  const found: JsTrace[] = [];
  const pending: State[] = [{ pc: 0, events: [], registers: thread.initial, rounds: new Map(), hanging: new Set() }];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    const run = new Run(thread, number, domains, limits, state);
    const next = run.go();
    const { events, registers } = run;
    if (typeof next === 'object') pending.push(...next.toReversed());
    else found.push({ events, registers, blocked: events.some(isBlocked), unfinished: next === 'unfinished' });
  }
  return found;
}

const isBlocked = ({ section }: JsEvent): boolean => section?.kind === 'wait' && section.ends === 'blocked';

/** The traces of all threads, with the values that memory can hold found by repetition until there is no new one. */
export function allJsTraces(
  program: JsProgram,
  rounds: number,
): { readonly traces: readonly (readonly JsTrace[])[]; readonly domains: Domains } {
  const domains = new Domains(program);
  /** How many may wait at once: each thread once. */
  const mostTaken = program.threads.filter(({ code }) => code.some(({ op }) => op === 'wait')).length;
  for (let round = 0; ; round++) {
    const traces = program.threads.map((thread, number) => tracesOf(thread, number, domains, { mostTaken, rounds }));
    let stores = 0;
    let isNew = false;
    for (const [thread, ofThread] of traces.entries()) {
      let most = 0;
      for (const { events } of ofThread) {
        let count = 0;
        for (const { block, from, written } of events) {
          if (written === undefined) continue;
          count++;
          if (domains.add(thread, block, from, written)) isNew = true;
        }
        most = Math.max(most, count);
      }
      stores += most;
    }
    // A value that needs a chain of more stores than there are cannot be there.
    if (!isNew || round > stores) return { traces: traces.map((ofThread) => ofThread.filter(({ unfinished }) => !unfinished)), domains };
  }
}
