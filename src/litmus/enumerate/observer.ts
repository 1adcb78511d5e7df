import { add } from '../integers.ts';
import type { LitmusTest, Value, ValueType } from '../program.ts';
import { keyOf, shownArray, shownAs, type State } from '../states.ts';
import type { LocationChoice } from './coherence.ts';
import type { Skeleton } from './execution.ts';
import type { Trace } from './trace-events.ts';

/** What is observed of an execution: a value, or the elements of an array as they are shown. */
export type Observed = Value | string;

/** Knows where the values are that a test observes. Costs a look-up of each, once for the test. */
export class Observer {
  /** The addresses whose last values are observed. */
  readonly addresses: ReadonlySet<Value>;
  readonly #keys: readonly string[];
  readonly #find: readonly ((traces: readonly Trace[], skeleton: Skeleton, chosen: readonly LocationChoice[]) => Value | string)[];
  readonly #types: readonly (ValueType | undefined)[];

  constructor(test: LitmusTest) {
    const addresses = new Set<Value>();
    this.#keys = test.observed.map(keyOf);
    this.#find = test.observed.map((where) => {
      if ('thread' in where) {
        const register = test.threads[where.thread]!.registers.indexOf(where.register);
        return register === -1 ? () => 0 : (traces) => traces[where.thread]!.registers[register]!;
      }
      const { address, type } = where;
      if (type?.length === undefined) addresses.add(address);
      if (type?.length === undefined) return (_traces, skeleton, chosen) => lastOf(test, address, skeleton, chosen);
      const elements = Array.from({ length: type.length }, (_, i) => add(address, i * type.size));
      for (const element of elements) addresses.add(element);
      return (_traces, skeleton, chosen) =>
        shownArray(
          elements.map((element) => lastOf(test, element, skeleton, chosen)),
          type,
          test.locations,
        );
    });
    this.addresses = addresses;
    this.#types = test.observed.map(({ type }) => type);
  }

  /** The observed values of an execution. */
  valuesOf(traces: readonly Trace[], skeleton: Skeleton, chosen: readonly LocationChoice[]): readonly Observed[] {
    return this.#find.map((find) => find(traces, skeleton, chosen));
  }

  /** The state that such values are. */
  stateOf(values: readonly Observed[]): State {
    return new Map(
      this.#keys.map((key, i) => {
        const value = values[i]!;
        return [key, typeof value === 'string' ? value : shownAs(value, this.#types[i])];
      }),
    );
  }
}

/** What an address holds at the end. */
function lastOf(test: LitmusTest, address: Value, { events }: Skeleton, chosen: readonly LocationChoice[]): Value {
  for (const { co } of chosen) {
    const last = events[co.at(-1)!]!;
    if (last.address === address) return last.written;
  }
  return test.initial.get(address) ?? 0;
}
