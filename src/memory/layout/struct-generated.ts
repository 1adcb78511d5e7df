import { checkText, compile, loadText, storeText, typeOfCell } from './code-generation.ts';
import type { Core } from './layout.ts';
import { wrongInner, wrongType } from './mismatch.ts';
import type { Placement, StructField } from './struct-fields.ts';
import { dressStructView } from './struct-view.ts';
import { VIEW_KEY, VIEW_MARK } from './view-mark.ts';

/**
 * The accessors of one struct layout, made from text: one class, whose getters and setters are single loads and stores. Costs some 50 µs to
 * make; then a field costs what a plain object's does.
 *
 * For `struct({ id: u32, at: point })` the text is, in short:
 *
 *     class View {
 *       #r; #p;                                            // the region and the address
 *       get "id"() { return this.#r.u32[(this.#p) >>> 2]; }
 *       set "id"(v) { this.#r.u32[(this.#p) >>> 2] = v; }
 *       get "at"() { return get1(this.#r, this.#p + 8); }  // a view of the inner struct
 *       set "at"(v) { set1(this.#r, this.#p + 8, v); }
 *     }
 */
export function generateStruct(placement: Placement): Core<unknown, object> {
  const { name, fields, byteLength, alignment } = placement;
  const scope: Record<string, unknown> = { name, VIEW_MARK, wrongInner, wrongType };
  for (const [i, { layout }] of fields.entries()) {
    scope[`mismatch${i}`] = layout.mismatch;
    if (layout.cell !== undefined) continue;
    scope[`get${i}`] = layout.getUnchecked;
    scope[`set${i}`] = layout.setUnchecked;
    scope[`read${i}`] = layout.readUnchecked;
    scope[`put${i}`] = layout.put;
  }
  const generated = compile<Core<unknown, object> & { View: { prototype: object } }>(
    scope,
    `class View {
  #r; #p;
  constructor(r, p) { this.#r = r; this.#p = p; this[${JSON.stringify(VIEW_KEY)}] = VIEW_MARK; }
${fields.map(accessorText).join('\n')}
}
return {
  View,
  get: (r, p) => new View(r, p),
  checkedGet: (r, p) => { ${checkText(byteLength, alignment)} return new View(r, p); },
  read: (r, p) => ({ ${fields.map(readText).join(', ')} }),
  put: (r, p, v) => { ${fields.map(putText).join(' ')} },
  mismatch: (v) => {
    if (typeof v !== 'object' || v === null) return wrongType('an object', v);
    let x, wrong;
${fields.map(mismatchText).join('\n')}
  },
};`,
  );
  dressStructView(generated.View.prototype, fields);
  return generated;
}

function accessorText({ name, offset, layout }: StructField, i: number): string {
  // A class may have no accessor that is called "constructor", but it may have a computed one.
  const key = name === 'constructor' ? '["constructor"]' : JSON.stringify(name);
  const address = plus('this.#p', offset);
  if (layout.cell !== undefined) {
    return `  get ${key}() { return ${loadText(layout.cell, 'this.#r', address)}; } set ${key}(v) { ${storeText(layout.cell, 'this.#r', address, 'v')} }`;
  }
  return `  get ${key}() { return get${i}(this.#r, ${address}); } set ${key}(v) { set${i}(this.#r, ${address}, v); }`;
}

function readText({ name, offset, layout }: StructField, i: number): string {
  const address = plus('p', offset);
  return `${JSON.stringify(name)}: ${layout.cell === undefined ? `read${i}(r, ${address})` : loadText(layout.cell, 'r', address)}`;
}

function putText({ name, offset, layout }: StructField, i: number): string {
  const address = plus('p', offset);
  const value = `v[${JSON.stringify(name)}]`;
  return layout.cell === undefined ? `put${i}(r, ${address}, ${value});` : storeText(layout.cell, 'r', address, value);
}

function mismatchText({ name, layout }: StructField, i: number): string {
  const key = JSON.stringify(name);
  const refuse = `return wrongInner(x, ${key}, ${JSON.stringify(layout.name)}, wrong);`;
  if (layout.cell === undefined) return `    x = v[${key}]; wrong = mismatch${i}(x); if (wrong !== undefined) ${refuse}`;
  return `    x = v[${key}]; if (typeof x !== '${typeOfCell(layout.cell)}') { wrong = mismatch${i}(x); ${refuse} }`;
}

/** `base + offset`, without the useless `+ 0`. */
function plus(base: string, offset: number): string {
  return offset === 0 ? base : `${base} + ${offset}`;
}
