/**
 * What makes `postMessage` and `structuredClone` of a view fail loudly. Without it the other thread would get `{}`: a view's fields are
 * accessors of its class, which a clone leaves out. Costs nothing: a view that does not outlive its use is never allocated at all.
 *
 * Each view has one property of its own with a symbol in it, which cannot be cloned; the host puts the symbol's text into its error.
 */
export const VIEW_KEY = 'shared view';

/** The symbol whose text explains the `DataCloneError`. */
export const VIEW_MARK = Symbol(
  'a live view of shared memory, which cannot be posted: send its plain copy (layout.read), or the lock or address it came from',
);

/** What `console.log` of Node, Bun and Deno calls, so that they show the fields and not the accessors. */
export const INSPECT = Symbol.for('nodejs.util.inspect.custom');
