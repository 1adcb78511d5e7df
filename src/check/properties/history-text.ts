import { jsonValue } from '../report/json.ts';
import type { Call, NoOrder, Result } from './linearization.ts';

/** A history without an order, for a person: the calls of each thread, and how far one gets. */
export function historyText(history: readonly Call[], { longest, next }: NoOrder): string {
  const lines = history.map((call) => `  ${call.by}: ${callText(call)} ${resultText(call.result)}${afterText(history, call)}`);
  const done = longest.length === 0 ? 'at the start' : `after ${longest.map((i) => callText(history[i]!)).join(', ')}`;
  const stuck = next.map(
    ({ call, expected }) =>
      `  ${done}, ${callText(history[call]!)} of ${history[call]!.by} would have to give ${resultText(expected).replace(/^→ /, '')}`,
  );
  return ['these calls, one after the other in any order, cannot have given what they gave:', ...lines, ...stuck].join('\n');
}

function callText({ name, args }: Call): string {
  return `${name}(${args.map(valueText).join(', ')})`;
}

function resultText(result: Result | undefined): string {
  if (result === undefined) return 'did not end';
  if ('returned' in result) return `→ ${valueText(result.returned)}`;
  return `threw ${result.threw instanceof Error ? `${result.threw.name}: ${result.threw.message}` : valueText(result.threw)}`;
}

/** Of what others did: in one thread one call is after the other anyway. */
function afterText(history: readonly Call[], { by, after }: Call): string {
  const others = after.map((i) => history[i]!).filter((other) => other.by !== by && other.by !== SET_UP);
  return others.length === 0 ? '' : `, begun after ${others.map((other) => `${callText(other)} of ${other.by}`).join(' and ')} had ended`;
}

/** Who called before the threads began. */
export const SET_UP = 'set-up';

function valueText(value: unknown): string {
  if (value === undefined) return 'undefined';
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(jsonValue(value));
}
