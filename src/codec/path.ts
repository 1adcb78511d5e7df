import { HANDLE_DEPTH_LIMIT } from './tags.ts';

/** How a value hangs on the one above it. */
export const PROPERTY = 0;
export const INDEX = 1;
export const MAP_VALUE = 2;
export const MAP_VALUE_AT = 3;
export const MAP_KEY = 4;
export const SET_ITEM = 5;
export const HANDLE_CONTENT = 6;

/** Longer paths are shown by their first and last steps. */
const SHOWN_FIRST = 12;
const SHOWN_LAST = 6;

/** The way to a container whose contents are written later. */
export interface Prefix {
  readonly before: Prefix | undefined;
  readonly steps: readonly unknown[];
  readonly kinds: readonly number[];
}

/** The way from the root to the value being written, kept so that an error can name it. Costs one store a value. */
export class Path {
  root = 'value';
  readonly steps: unknown[] = [];
  readonly kinds = new Uint8Array(HANDLE_DEPTH_LIMIT + 1);
  prefix: Prefix | undefined;

  /** The way to the value at `depth`, for a container that is put off. */
  save(depth: number): Prefix {
    return { before: this.prefix, steps: this.steps.slice(0, depth), kinds: [...this.kinds.subarray(0, depth)] };
  }

  /** The text of the way to the value at `depth`, such as `arguments[0].options.onDone`. */
  text(depth: number): string {
    const parts: string[] = [];
    for (let prefix: Prefix | undefined = this.save(depth); prefix !== undefined; prefix = prefix.before) {
      const { steps, kinds } = prefix;
      parts.unshift(...steps.map((step, i) => stepText(step, kinds[i]!)));
    }
    const hidden = parts.length - SHOWN_FIRST - SHOWN_LAST;
    if (hidden > 1) parts.splice(SHOWN_FIRST, hidden, ` … ${hidden} steps … `);
    return this.root + parts.join('');
  }
}

function stepText(step: unknown, kind: number): string {
  switch (kind) {
    case PROPERTY: {
      const key = String(step);
      return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    }
    case INDEX:
      return `[${String(step)}]`;
    case MAP_VALUE:
      return `.get(${typeof step === 'string' ? JSON.stringify(step) : String(step)})`;
    case MAP_VALUE_AT:
      return `.<value ${String(step)}>`;
    case MAP_KEY:
      return `.<key ${String(step)}>`;
    case SET_ITEM:
      return `.<item ${String(step)}>`;
    default:
      return '.<content>';
  }
}
