import type { Region } from '../region.ts';
import type { Core } from './layout.ts';
import { type Mismatch, wrongInner, wrongType } from './mismatch.ts';
import type { Placement, StructField } from './struct-fields.ts';
import { dressStructView } from './struct-view.ts';
import { VIEW_KEY, VIEW_MARK } from './view-mark.ts';

/**
 * The accessors of one struct layout without generated code, for pages whose content security policy forbids it. They do exactly what the
 * generated ones do, at 2 to 4 times the cost: every struct shares these closures, so the engine cannot specialise them.
 */
export function buildStruct({ fields }: Placement): Core<unknown, object> {
  class View {
    readonly #region: Region;
    readonly #address: number;

    constructor(region: Region, address: number) {
      this.#region = region;
      this.#address = address;
      (this as Record<string, unknown>)[VIEW_KEY] = VIEW_MARK;
    }

    static define({ name, offset, layout }: StructField): void {
      const { getUnchecked } = layout;
      // A scalar's setter converts and does not check, as the generated one.
      const write = layout.cell === undefined ? layout.setUnchecked : layout.put;
      Object.defineProperty(View.prototype, name, {
        configurable: true,
        get(this: View) {
          return getUnchecked(this.#region, this.#address + offset);
        },
        set(this: View, value: unknown) {
          write(this.#region, this.#address + offset, value);
        },
      });
    }
  }
  for (const field of fields) View.define(field);
  dressStructView(View.prototype, fields);
  return {
    get: (region, address) => new View(region, address),
    read: (region, address) => {
      const copy: Record<string, unknown> = {};
      for (const { name, offset, layout } of fields) copy[name] = layout.readUnchecked(region, address + offset);
      return copy;
    },
    put: (region, address, value) => {
      for (const { name, offset, layout } of fields) layout.put(region, address + offset, (value as Record<string, unknown>)[name]);
    },
    mismatch: (value) => mismatchOf(fields, value),
  };
}

function mismatchOf(fields: readonly StructField[], value: unknown): Mismatch | undefined {
  if (typeof value !== 'object' || value === null) return wrongType('an object', value);
  for (const { name, layout } of fields) {
    const found = (value as Record<string, unknown>)[name];
    const wrong = layout.mismatch(found);
    if (wrong !== undefined) return wrongInner(found, name, layout.name, wrong);
  }
  return undefined;
}
