/**
 * The one place where the parser comes in. `acorn` is a development dependency that the build bundles into `dist`, so that the package has no
 * dependency at run time; nothing else in `src/` may import it. Only the spawning side parses: a thread that revives a function never loads this.
 */
export { parse } from 'acorn';
export type { AnyNode, Expression, Pattern, PrivateIdentifier } from 'acorn';
