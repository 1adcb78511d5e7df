import type { StructField } from './struct-fields.ts';
import { INSPECT } from './view-mark.ts';

/**
 * What every struct view has beside its fields: it prints, and turns into JSON, as its fields. Costs nothing where unused.
 *
 * @param prototype of the view's class, with the accessors in place
 */
export function dressStructView(prototype: object, fields: readonly StructField[]): void {
  const show = function (this: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(fields.map(({ name }) => [name, this[name]]));
  };
  Object.defineProperty(prototype, INSPECT, { value: show, configurable: true });
  // A field may be called toJSON; then it is the field.
  if (!Object.hasOwn(prototype, 'toJSON')) Object.defineProperty(prototype, 'toJSON', { value: show, configurable: true });
}
