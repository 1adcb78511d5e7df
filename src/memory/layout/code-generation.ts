import type { CellKind } from './layout.ts';

/**
 * Whether this host lets us make functions from text, and the pieces of text that all generated accessors share.
 *
 * A struct or array layout makes a class of its own from text, so that each has its own hidden class and feedback, and its accesses compile
 * to a bare load or store. Where a content security policy forbids that, closures do the same at 2 to 4 times the cost.
 */
let allowed: boolean | undefined;

/** Asked once, when the first struct or array is made: a page with a policy reports the attempt, so it is not repeated. */
export function canGenerateCode(): boolean {
  if (allowed === undefined) {
    try {
      // eslint-disable-next-line no-new-func, typescript/no-implied-eval -- the very thing that is being asked
      allowed = new Function('return true')() === true;
    } catch {
      allowed = false;
    }
  }
  return allowed;
}

/** Runs `make` as if the host forbade code generation. For tests and benchmarks of the closures. */
export function withoutCodeGeneration<T>(make: () => T): T {
  const before = allowed;
  allowed = false;
  try {
    return make();
  } finally {
    allowed = before;
  }
}

let compiled = 0;

/**
 * Evaluates `body` as strict code that sees `scope` and returns what it returns. The text is only ever built from constants, numbers and
 * names that went through `JSON.stringify`. Each text is made unique, since V8 shares the feedback of functions that have equal text.
 */
export function compile<T>(scope: Readonly<Record<string, unknown>>, body: string): T {
  const source = `'use strict'; // layout ${++compiled}\n${body}`;
  // eslint-disable-next-line no-new-func, typescript/no-implied-eval -- see above
  return new Function(...Object.keys(scope), source)(...Object.values(scope)) as T;
}

/** How far an address is shifted to become an index of the view. */
const SHIFT: Readonly<Record<CellKind, number>> = { i8: 0, u8: 0, bool: 0, i16: 1, u16: 1, i32: 2, u32: 2, f32: 2, i64: 3, u64: 3, f64: 3 };

/** The JavaScript type of a scalar. */
export function typeOfCell(cell: CellKind): 'number' | 'bigint' | 'boolean' {
  if (cell === 'bool') return 'boolean';
  return cell === 'i64' || cell === 'u64' ? 'bigint' : 'number';
}

/** Text of an expression that loads the scalar at `address`. The region is asked for its view each time, since growth replaces it. */
export function loadText(cell: CellKind, region: string, address: string): string {
  const element = elementText(cell, region, address);
  return cell === 'bool' ? `${element} !== 0` : element;
}

/** Text of a statement that stores `value` there. */
export function storeText(cell: CellKind, region: string, address: string, value: string): string {
  return `${elementText(cell, region, address)} = ${cell === 'bool' ? `${value} ? 1 : 0` : value};`;
}

function elementText(cell: CellKind, region: string, address: string): string {
  const shift = SHIFT[cell];
  const index = shift === 0 ? address : `(${address}) >>> ${shift}`;
  return `${region}.${cell === 'bool' ? 'u8' : cell}[${index}]`;
}

/**
 * Text of a statement that makes sure of the address `p`: `region.check` with its tests in place, which leaves nothing to be inlined.
 * Where a test fails, `region.check` decides: it brings the views up to date after growth, or throws.
 */
export function checkText(byteLength: number, alignment: number): string {
  return `if (p >>> 0 !== p || (p & ${alignment - 1}) !== 0 || p + ${byteLength} > r.byteLength) r.check(p, ${byteLength}, ${alignment}, name);`;
}
