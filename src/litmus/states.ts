import { showValue } from './addresses.ts';
import { same, showJs } from './js/elements.ts';
import type { Condition, Literal, LitmusTest, Place } from './program.ts';

/** What a model says of a test. */
export interface Judgement {
  readonly verdict: 'Ok' | 'No';
  /** The final states that the model allows, as herd7 prints them. */
  readonly states: readonly string[];
  readonly undefinedBehaviour: boolean;
  /** The flags that the model raises for some allowed execution. */
  readonly flags: readonly string[];
}

/** What registers and locations hold at the end, by what states call them. */
export type State = ReadonlyMap<string, Literal>;

export const keyOf = (where: Place): string => ('thread' in where ? `${where.thread}:${where.register}` : where.text);

export const showState = (test: LitmusTest, state: State): string =>
  [...state]
    .map(
      ([key, value]) => `${key}=${typeof value === 'number' && test.js === undefined ? showValue(value, test.locations) : showJs(value)};`,
    )
    .join(' ');

/** The judgement that the allowed states, by their texts, make. Costs sorting them. */
export function judgementOf(
  test: LitmusTest,
  states: ReadonlyMap<string, State>,
  undefinedBehaviour: boolean,
  flags: readonly string[],
): Judgement {
  const found = [...states.values()].map((state) => holds(test.condition, state));
  const exists = found.includes(true);
  const ok = test.quantifier === 'exists' ? exists : test.quantifier === '~exists' ? !exists : !found.includes(false);
  const inOrder = [...states].toSorted(([, a], [, b]) => compareStates(a, b)).map(([text]) => text);
  return { verdict: ok ? 'Ok' : 'No', states: inOrder, undefinedBehaviour, flags };
}

function compareStates(a: State, b: State): number {
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined) return -1;
    if (!same(value, other)) return value < other ? -1 : 1;
  }
  return 0;
}

/** Whether a condition holds in a state. */
export function holds(condition: Condition, state: State): boolean {
  switch (condition.kind) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'and':
      return holds(condition.a, state) && holds(condition.b, state);
    case 'or':
      return holds(condition.a, state) || holds(condition.b, state);
    case 'implies':
      return !holds(condition.a, state) || holds(condition.b, state);
    case 'not':
      return !holds(condition.a, state);
    case 'equal': {
      const to = typeof condition.to === 'object' ? state.get(keyOf(condition.to)) : condition.to;
      const value = state.get(keyOf(condition.place));
      return (value !== undefined && to !== undefined && same(value, to)) !== condition.differs;
    }
  }
}
