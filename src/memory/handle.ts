/** What `postMessage` stumbles over; engines quote a symbol's description in their DataCloneError. */
const NOT_BY_POST_MESSAGE = Symbol(
  'a Lockwright handle, which travels in the arguments of spawn() or through a channel, not by postMessage',
);

/** What makes a handle of an object that has the methods of one. Called by its constructor. */
export function markHandle(handle: { travelsBySpawn: symbol }): void {
  handle.travelsBySpawn = NOT_BY_POST_MESSAGE;
}

/** The method of handles that move, for checked runs, whose threads have one JavaScript heap: gives the handle up, and returns the one that another thread gets. */
export const MOVE: unique symbol = Symbol('move');

/**
 * The root of all handles: small objects that stand for something in shared memory.
 *
 * Structured cloning would turn an instance into `{}` without a word. The symbol makes it throw a `DataCloneError` instead; it costs one field.
 */
export abstract class Handle {
  /** Makes `postMessage` and `structuredClone` of a handle fail loudly. */
  declare readonly travelsBySpawn: symbol;

  // Not as the initialiser of the field: V8 then makes no constructor of a subclass in place, which is 50 ns for each handle.
  constructor() {
    markHandle(this);
  }

  /** @internal See {@link MOVE}. */
  [MOVE]?(): this;

  /** For logs: `Mutex at 65600`. */
  toString(): string {
    const { address } = this as { address?: unknown };
    return typeof address === 'number' ? `${this.constructor.name} at ${address}` : this.constructor.name;
  }

  /** What `JSON.stringify` shows: the same text, which is for people and gives no handle back. */
  toJSON(): string {
    return this.toString();
  }

  /** What `console.log` shows in Node, Bun and Deno: otherwise it would print the memory. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `[${this.toString()}]`;
  }
}
