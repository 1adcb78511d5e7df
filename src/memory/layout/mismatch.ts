import { MemoryError } from '../../realm/errors.ts';

/**
 * Why a value cannot be written with a layout, and where in the value. Made only when something is wrong: a value that fits costs the
 * `typeof` tests and nothing else.
 */
export class Mismatch {
  readonly code: string;
  readonly problem: string;
  /** Where in the value: `.pos.x`, `.items[3]`, or empty for the value itself. */
  readonly path: string;

  constructor(code: string, problem: string, path = '') {
    this.code = code;
    this.problem = problem;
    this.path = path;
  }

  /** The same, seen from the struct or array around it. */
  inside(outer: string): Mismatch {
    return new Mismatch(this.code, this.problem, outer + this.path);
  }
}

/** `expected a number, but found the string "3"`. */
export function wrongType(expected: string, found: unknown): Mismatch {
  return new Mismatch('WRONG_TYPE', `expected ${expected}, but found ${describe(found)}`);
}

/** What is wrong with a field whose value is `found`, seen from its struct: the field is missing altogether, or `wrong` lies in it. */
export function wrongInner(found: unknown, field: string, layoutName: string, wrong: Mismatch): Mismatch {
  if (found !== undefined) return wrong.inside(step(field));
  return new Mismatch(
    'MISSING_FIELD',
    `the field is missing (${layoutName}): set writes a whole struct. To write some fields, assign to them through its view`,
    step(field),
  );
}

/** The error that a refused value becomes: `struct { id: u32 }: value.id: expected a number, but found …`. */
export function mismatchError(layoutName: string, mismatch: Mismatch): MemoryError {
  return new MemoryError(mismatch.code, `${layoutName}: value${mismatch.path}: ${mismatch.problem}`);
}

/** How a path goes on into a field: `.x`, or `["a b"]` where a dot would not do. */
export function step(field: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(field) ? `.${field}` : `[${JSON.stringify(field)}]`;
}

const SHOWN_CHARACTERS = 40; // a guess: enough to recognise a value in an error, not enough to flood it

/** A short text for a value of any kind, which never throws. */
export function describe(value: unknown): string {
  if (typeof value === 'string') {
    return `the string ${JSON.stringify(value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value)}`;
  }
  if (typeof value === 'bigint') return `the BigInt ${value}n`;
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${Object.is(value, -0) ? '-0' : value}`;
  if (typeof value === 'symbol') return `the symbol ${String(value)}`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const maker: unknown = Object.getPrototypeOf(value)?.constructor;
  return typeof maker === 'function' && maker.name !== '' && maker !== Object ? `an instance of ${maker.name}` : 'an object';
}

/** As {@link describe}, where a number is expected or likely: numbers stand for themselves. */
export function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : describe(value);
}
