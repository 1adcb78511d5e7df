import { MemoryError } from '../../realm/errors.ts';
import type { AnyLayout } from './layout.ts';
import { checkByteLength, checkLayout, roundUp } from './limits.ts';
import { describe, step } from './mismatch.ts';
import { VIEW_KEY } from './view-mark.ts';

/** One field of a struct: its name, its layout, and how many bytes from the start of the struct it lies. */
export interface StructField<Name extends string = string> {
  readonly name: Name;
  readonly offset: number;
  readonly layout: AnyLayout;
}

/** Where the fields of a struct lie, and the size and alignment that follow. */
export interface Placement {
  readonly name: string;
  readonly fields: readonly StructField[];
  readonly byteLength: number;
  readonly alignment: number;
}

/**
 * Places the fields as a C compiler does: in declared order, each at the next multiple of its alignment, the whole rounded up to the largest
 * of them. To save bytes, declare the widest fields first.
 */
export function place(description: unknown): Placement {
  const entries = entriesOf(description);
  const fields: StructField[] = [];
  let offset = 0;
  let alignment = 1;
  for (const [name, layout] of entries) {
    checkName(name);
    checkLayout(`struct: field ${JSON.stringify(name)}`, layout);
    offset = roundUp(offset, layout.alignment);
    fields.push({ name, offset, layout });
    offset += layout.byteLength;
    alignment = Math.max(alignment, layout.alignment);
  }
  const byteLength = roundUp(offset, alignment);
  const name = nameOf(fields);
  checkByteLength(name, byteLength);
  return { name, fields, byteLength, alignment };
}

function entriesOf(description: unknown): [string, unknown][] {
  if (typeof description !== 'object' || description === null || Array.isArray(description)) {
    throw new MemoryError(
      'BAD_LAYOUT',
      `struct: expected an object of layouts, such as { id: u32, balance: f64 }, but found ${describe(description)}`,
    );
  }
  const prototype: unknown = Object.getPrototypeOf(description);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    // Also what `{ __proto__: u32 }` looks like: it sets the prototype and makes no field.
    throw new MemoryError(
      'BAD_LAYOUT',
      `struct: expected a plain object of layouts, but found ${describe(description)} with a prototype of its own. A field cannot be called __proto__`,
    );
  }
  const symbol = Object.getOwnPropertySymbols(description)[0];
  if (symbol !== undefined)
    throw new MemoryError('BAD_LAYOUT', `struct: field ${String(symbol)}: a field is named by a string, not a symbol`);
  const entries = Object.entries(description);
  if (entries.length === 0) {
    throw new MemoryError(
      'BAD_LAYOUT',
      'struct: expected at least one field, but found none. A lock that protects no data is made without a layout',
    );
  }
  return entries;
}

function checkName(name: string): void {
  if (name === '__proto__' || name === VIEW_KEY) {
    throw new MemoryError(
      'BAD_LAYOUT',
      `struct: a field cannot be called ${JSON.stringify(name)}: that name has a meaning of its own. Choose another`,
    );
  }
  if (String(Number(name) >>> 0) === name) {
    throw new MemoryError(
      'BAD_LAYOUT',
      `struct: a field cannot be called ${JSON.stringify(name)}: JavaScript moves whole-number names to the front, so the declared order would be lost. ` +
        `Name it ${JSON.stringify(`field${name}`)}, or use array(T, n)`,
    );
  }
}

const NAME_CHARACTERS = 200; // a guess: a struct of a dozen fields in full, without a deep nest flooding every error

function nameOf(fields: readonly StructField[]): string {
  let text = '';
  for (const [i, { name, layout }] of fields.entries()) {
    const label = step(name).startsWith('.') ? name : JSON.stringify(name);
    const more = `${i === 0 ? '' : ', '}${label}: ${layout.name}`;
    if (i > 0 && text.length + more.length > NAME_CHARACTERS) return `struct { ${text}, … ${fields.length - i} more }`;
    text += more.length > NAME_CHARACTERS ? `${label}: …` : more;
  }
  return `struct { ${text} }`;
}
