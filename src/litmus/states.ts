import { isAddress, locationOf, offsetOf, showValue } from './addresses.ts';
import { signExtend, withoutSign } from './integers.ts';
import { same, showJs } from './js/elements.ts';
import type { Condition, Literal, LitmusTest, Place, Value, ValueType } from './program.ts';

/** What a model says of a test. */
export interface Judgement {
  readonly verdict: 'Ok' | 'No';
  /** The final states that the model allows, as herd7 prints them. */
  readonly states: readonly string[];
  readonly undefinedBehaviour: boolean;
  /** The flags that the model raises for some allowed execution. */
  readonly flags: readonly string[];
  /** What could surprise, if anything does: executions that are left out. */
  readonly notes?: readonly string[];
}

/** What registers and locations hold at the end, as states show it, by what states call them. */
export type State = ReadonlyMap<string, Literal>;

/** A value as its type has it: herd shows 32 bits with a sign where no other type is declared. */
export function shownAs(value: Value, type: ValueType | undefined): Value {
  if (type === undefined) return value;
  return type.isUnsigned ? withoutSign(value, type.size) : signExtend(value, type.size);
}

/** The elements of an array, as a state has them. */
export const shownArray = (values: readonly Value[], type: ValueType, locations: readonly string[]): string =>
  `{${values.map((value) => showValue(shownAs(value, type), locations)).join(',')}}`;

/** Whether a place is an array as a whole. */
export const isArray = ({ type }: Place): boolean => type?.length !== undefined;

export const keyOf = (where: Place): string => ('thread' in where ? `${where.thread}:${where.register}` : where.text);

export const showState = (test: LitmusTest, state: State): string =>
  [...state].map(([key, value]) => `${key}=${showLiteral(test, value)};`).join(' ');

function showLiteral({ js, locations }: LitmusTest, value: Literal): string {
  if (js !== undefined) return showJs(value);
  return typeof value === 'number' ? showValue(value, locations) : String(value);
}

/** The judgement that the allowed states, by their texts, make. Costs sorting them. */
export function judgementOf(
  test: LitmusTest,
  states: ReadonlyMap<string, State>,
  undefinedBehaviour: boolean,
  flags: readonly string[],
  notes: readonly string[] = [],
): Judgement {
  const found = [...states.values()].map((state) => holds(test.condition, state));
  const exists = found.includes(true);
  const ok = test.quantifier === 'exists' ? exists : test.quantifier === '~exists' ? !exists : !found.includes(false);
  const inOrder = [...states].toSorted(([, a], [, b]) => compareStates(test, a, b)).map(([text]) => text);
  return { verdict: ok ? 'Ok' : 'No', states: inOrder, undefinedBehaviour, flags, ...(notes.length === 0 ? {} : { notes }) };
}

function compareStates(test: LitmusTest, a: State, b: State): number {
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined) return -1;
    if (!same(value, other)) return comesBefore(test, value, other) ? -1 : 1;
  }
  return 0;
}

/** Numbers come before addresses, and these in the order of their names. */
function comesBefore({ js, locations }: LitmusTest, a: Literal, b: Literal): boolean {
  if (js !== undefined || typeof a !== 'number' || typeof b !== 'number') return a < b;
  if (!isAddress(a) || !isAddress(b)) return isAddress(a) === isAddress(b) ? a < b : isAddress(b);
  const [of, other] = [locations[locationOf(a)] ?? '', locations[locationOf(b)] ?? ''];
  return of === other ? offsetOf(a) < offsetOf(b) : of < other;
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
