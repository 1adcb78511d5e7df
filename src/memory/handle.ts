/** What `postMessage` stumbles over; engines quote a symbol's description in their DataCloneError. */
const NOT_BY_POST_MESSAGE = Symbol(
  'a Lockwright handle, which travels in the arguments of spawn() or through a channel, not by postMessage',
);

/**
 * The root of all handles: small objects that stand for something in shared memory.
 *
 * Structured cloning would turn an instance into `{}` without a word. The symbol makes it throw a `DataCloneError` instead; it costs one field.
 */
export abstract class Handle {
  /** Makes `postMessage` and `structuredClone` of a handle fail loudly. */
  readonly travelsBySpawn: symbol = NOT_BY_POST_MESSAGE;
}
