import { isNothing } from '../bits.ts';
import type { CatValue, Meaning } from './model.ts';

/** Values that only the run of a model knows: what they are equal to, and their order in sets. Costs their size. */

/** What distinguishes a value from all others. */
export function keyOf(value: Meaning): string {
  switch (value.kind) {
    case 'set':
      return isNothing(value.members) ? '{}' : `s${value.members.join(',')}`;
    case 'relation':
      return isNothing(value.rows) ? '{}' : `r${value.rows.join(',')}`;
    case 'values':
      return value.items.length === 0 ? '{}' : `{${value.items.map(keyOf).join(' ')}}`;
    case 'tuple':
      return `(${value.items.map(keyOf).join(' ')})`;
    case 'empty':
      return '{}';
    case 'tag':
    case 'primitive':
      return `'${value.name}`;
    case 'event':
      return `e${value.number}`;
    case 'pair':
      return `p${value.from},${value.to}`;
    default:
      return value.kind;
  }
}

/** A set of values, each once, in the order of their keys. */
export function setOf(items: readonly CatValue[]): CatValue {
  const byKey = new Map(items.map((item) => [keyOf(item), item]));
  return { kind: 'values', items: [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item) };
}

export const isEmpty = (value: CatValue): boolean => keyOf(value) === '{}';

export const isEmptyValue = (value: CatValue): boolean =>
  value.kind === 'empty' ||
  (value.kind === 'values' && value.items.length === 0) ||
  (value.kind === 'set' && isNothing(value.members)) ||
  (value.kind === 'relation' && isNothing(value.rows));
