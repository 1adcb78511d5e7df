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
    // Of some nothing is known but that it was not what was waited for.
    (value === t.NONE ? kind === t.WAIT : leavesItAsItIs(values, value, kind, a, b));
  if (!effectFree || --c.left === 0) return undefined;
  if (kind === t.WAIT) return values.encode(NOT_EQUAL);
  return kind === t.NOTIFY ? values.encode(0) : value;
}

function leavesItAsItIs(values: Values, value: number, kind: number, a: number, b: number): boolean {
  switch (kind) {
    case t.LOAD:
      return true;
    case t.CAS:
      return value !== a || value === b;
    case t.RMW:
      return apply.rmw(values, value, b, a, 0) === value;
    case t.NOTIFY:
      return values.decodeList(value).length === 0;
    default:
      return kind === t.WAIT && value !== a;
  }
}
