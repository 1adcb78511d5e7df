import { NOT_EQUAL } from './waits.ts';
import { apply } from './operations.ts';
import type { Context } from './run-context.ts';
import * as t from './trie.ts';
import type { Values } from './values.ts';

/** What an operation comes to while memory keeps the values that were last read; undefined where the run ends: it would change something, asks for what is not known, or has been watched for long enough. */
export function frozenOperation(
  values: Values,
  c: Context,
  kind: number,
  loc: number,
  a: number,
  b: number,
  part: number,
): number | undefined {
  c.idleLooks = 0;
  if (kind === t.FENCE || kind === t.TIME || kind === t.DIE) return 0;
  const value = c.frozen!.get(loc);
  const effectFree =
    value !== undefined &&
    part === 0 &&
    (kind === t.LOAD ||
      (kind === t.CAS && (value !== a || value === b)) ||
      (kind === t.RMW && apply.rmw(values, value, b, a, 0) === value) ||
      (kind === t.NOTIFY && values.decodeList(value).length === 0) ||
      (kind === t.WAIT && value !== a));
  if (!effectFree || --c.left === 0) return undefined;
  if (kind === t.WAIT) return values.encode(NOT_EQUAL);
  return kind === t.NOTIFY ? values.encode(0) : value;
}
