import { machine, setMachine } from '../machine.ts';

// Taken before anything is instrumented.
const { isView } = ArrayBuffer;
const NativeBytes = Uint8Array;
const NativeDate = Date;
const NativeShared = SharedArrayBuffer;
const BOXES = [Number, String, Boolean, BigInt, Symbol];
/** More parts of one value are not looked at, but for how many there are: nobody tells results apart by them. */
const MOST_PARTS = 10_000;

/**
 * A text that is the same for equal values and differs for others: whatever a structured clone would keep is told apart (`-0`, `undefined`, holes, Maps, Dates, bytes, which parts are
 * the same object), and also the names of classes. Functions go by their text, symbols by their description. Costs tens of nanoseconds for numbers and short texts.
 */
export function valueKey(value: unknown): string {
  if (typeof value !== 'object' || value === null) return primitiveKey(value);
  return (Array.isArray(value) ? flatKey(value) : undefined) ?? objectKey(value);
}

/** Of an array of numbers, texts and the like, without holes: the same as {@link KeyBuilder} gives. */
function flatKey(array: readonly unknown[]): string | undefined {
  if (array.length > MOST_PARTS || Object.keys(array).length !== array.length) return undefined;
  let key = '[';
  for (let i = 0; i < array.length; i++) {
    const value = array[i];
    if (typeof value === 'object' && value !== null) return undefined;
    key += i === 0 ? primitiveKey(value) : `,${primitiveKey(value)}`;
  }
  return `${key}]`;
}

function primitiveKey(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? '-0' : `${value}`;
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return `@${JSON.stringify(value.description) ?? ''}`;
    case 'function':
      return `f${JSON.stringify(Function.prototype.toString.call(value))}`;
    default:
      return `${value as boolean | null | undefined}`;
  }
}

function objectKey(value: object): string {
  // Simulated memory in it is not to become a step of the thread that happens to run.
  const before = machine;
  setMachine(undefined);
  try {
    return new KeyBuilder().keyOf(value);
  } finally {
    setMachine(before);
  }
}

/** Writes one value. Objects that were seen before are written as their number, so that circles end. */
class KeyBuilder {
  readonly #seen = new Map<object, number>();
  #parts = 0;

  keyOf(value: unknown): string {
    if (typeof value !== 'object' || value === null) return primitiveKey(value);
    const known = this.#seen.get(value);
    if (known !== undefined) return `#${known}`;
    this.#seen.set(value, this.#seen.size);
    if (this.#seen.size > MOST_PARTS) return '…';
    try {
      return this.#objectKey(value);
    } catch {
      return `${nameOf(value)}(cannot be read)`; // a proxy or a getter that throws
    }
  }

  #objectKey(value: object): string {
    if (Array.isArray(value)) return `[${this.#elements(value)}]${this.#properties(value, true)}`;
    const name = nameOf(value);
    return `${name === 'Object' ? '' : name}${this.#content(value)}${this.#properties(value, isView(value))}`;
  }

  #elements(array: readonly unknown[]): string {
    const parts: string[] = [];
    for (let i = 0; i < array.length && this.#parts < MOST_PARTS; i++, this.#parts++) parts.push(i in array ? this.keyOf(array[i]) : '');
    return parts.join();
  }

  /** What is in it beside properties. */
  #content(value: object): string {
    if (value instanceof Map) return `{${[...value].map(([key, item]) => `${this.keyOf(key)}→${this.keyOf(item)}`).join()}}`;
    if (value instanceof Set) return `{${[...value].map((item) => this.keyOf(item)).join()}}`;
    if (value instanceof NativeDate) return `(${value.getTime()})`;
    if (value instanceof RegExp) return `(${JSON.stringify(String(value))})`;
    if (value instanceof Error) return `(${this.keyOf(value.name)},${this.keyOf(value.message)},${this.keyOf(value.cause)})`;
    if (BOXES.some((Box) => value instanceof Box)) return `(${primitiveKey(value.valueOf())})`;
    if (isView(value))
      return isShared(value.buffer) ? `(shared,${value.byteOffset},${value.byteLength})` : `(${bytesOf(value.buffer, value)})`;
    if (value instanceof ArrayBuffer) return `(${bytesOf(value, { byteOffset: 0, byteLength: value.byteLength })})`;
    return isShared(value) ? `(shared,${value.byteLength})` : '';
  }

  #properties(value: object, hasElements: boolean): string {
    // The keys alone of a large list take long.
    if (hasElements && (value as { length?: number }).length! > MOST_PARTS) return `…${(value as { length: number }).length}`;
    const parts: string[] = [];
    for (const key of Object.keys(value)) {
      if (hasElements && /^\d+$/.test(key)) continue;
      if (this.#parts++ > MOST_PARTS) break;
      parts.push(`${JSON.stringify(key)}:${this.keyOf((value as Record<string, unknown>)[key])}`);
    }
    return parts.length === 0 && hasElements ? '' : `{${parts.join()}}`;
  }
}

function nameOf(value: object): string {
  try {
    const prototype = Object.getPrototypeOf(value) as object | null;
    if (prototype === null) return 'null';
    const { name } = prototype.constructor;
    return typeof name === 'string' ? name : '?';
  } catch {
    return '?';
  }
}

const isShared = (buffer: object): buffer is SharedArrayBuffer => buffer instanceof NativeShared;

function bytesOf(buffer: ArrayBufferLike, { byteOffset, byteLength }: { byteOffset: number; byteLength: number }): string {
  return new NativeBytes(buffer, byteOffset, Math.min(byteLength, MOST_PARTS)).join();
}
