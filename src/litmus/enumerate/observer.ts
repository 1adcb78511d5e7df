import type { LitmusTest, Value } from '../program.ts';
import { keyOf, type State } from '../states.ts';
import type { LocationChoice } from './coherence.ts';
import type { Skeleton } from './execution.ts';
import type { Trace } from './trace-events.ts';

/** Knows where the values are that a test observes. Costs a look-up of each, once for the test. */
export class Observer {
  readonly #keys: readonly string[];
  readonly #find: readonly ((traces: readonly Trace[], skeleton: Skeleton, chosen: readonly LocationChoice[]) => Value)[];

  constructor(test: LitmusTest) {
    this.#keys = test.observed.map(keyOf);
    this.#find = test.observed.map((where) => {
      if ('thread' in where) {
        const register = test.threads[where.thread]!.registers.indexOf(where.register);
        return register === -1 ? () => 0 : (traces) => traces[where.thread]!.registers[register]!;
      }
      const initial = test.initial.get(where.address) ?? 0;
      return (_traces, { events }, chosen) => {
        for (const { co } of chosen) {
          const last = events[co.at(-1)!]!;
          if (last.address === where.address) return last.written;
        }
        return initial;
      };
    });
  }

  /** The observed values of an execution. */
  valuesOf(traces: readonly Trace[], skeleton: Skeleton, chosen: readonly LocationChoice[]): readonly Value[] {
    return this.#find.map((find) => find(traces, skeleton, chosen));
  }

  /** The state that such values are. */
  stateOf(values: readonly Value[]): State {
    return new Map(this.#keys.map((key, i) => [key, values[i]!]));
  }
}
