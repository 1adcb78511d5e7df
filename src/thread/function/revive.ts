import { ThreadError, type LockwrightError } from '../../realm/errors.ts';
import { BoundedCache } from './bounded-cache.ts';

/**
 * Makes a function of the text that another thread shipped. 10 to 30 µs for a new text, well below a microsecond for one seen before.
 *
 * This side of shipping needs no parser, and must not import one: it is loaded in every thread.
 */

/** What stands before every shipped function: `__name`, which esbuild (and so tsx and Vite) puts around functions to keep their names. */
export const PRELUDE = 'const __name = (target, value) => Object.defineProperty(target, "name", { value, configurable: true });';

/** Names that {@link PRELUDE} declares, and that are therefore not free in a shipped function. */
export const PRELUDE_NAMES: ReadonlySet<string> = new Set(['__name']);

/** A function as it comes out of its text. */
export type RevivedFunction = (...args: unknown[]) => unknown;

/** Texts whose compiled form a thread keeps. A guess: programs spawn a handful of different functions. */
const REVIVED_LIMIT = 256;

/**
 * What is kept is not the function but what makes it, so that each spawn gets a function object of its own: a property set on it by
 * one thread would otherwise be seen by the next one that runs in the same worker.
 */
const makers = new BoundedCache<() => unknown>(REVIVED_LIMIT);

/**
 * Gives back the function whose expression text is `text`, as strict-mode code.
 *
 * @throws {ThreadError} `NO_CODE_GENERATION` where a content security policy forbids it, `BAD_FUNCTION_TEXT` if the text is no function
 */
export function reviveFunction(text: string): RevivedFunction {
  let make = makers.get(text);
  if (make === undefined) {
    make = compile(text);
    makers.set(text, make);
  }
  const revived = make();
  if (typeof revived !== 'function') {
    throw new ThreadError('BAD_FUNCTION_TEXT', `expected the text of a function, but it gives ${typeof revived}: ${shorten(text)}`);
  }
  return revived as RevivedFunction;
}

function compile(text: string): () => unknown {
  if (typeof text !== 'string') throw new ThreadError('BAD_FUNCTION_TEXT', `expected the text of a function, but got ${typeof text}`);
  try {
    // The line break keeps a trailing comment from swallowing the parenthesis.
    return new Function(`'use strict'; ${PRELUDE} return (${text}\n)`) as () => unknown;
  } catch (error) {
    throw whyNot(text, error);
  }
}

function whyNot(text: string, cause: unknown): LockwrightError {
  if (cause instanceof SyntaxError) {
    return new ThreadError(
      'BAD_FUNCTION_TEXT',
      `this engine cannot read the shipped function (${cause.message}): ${shorten(text)}. ` +
        "Does it use syntax newer than the engine? The module form has no such limit of ours: spawn(import.meta, 'name', ...args)",
      { cause },
    );
  }
  return new ThreadError(
    'NO_CODE_GENERATION',
    'a function cannot be shipped to this thread as text, because code generation from strings is forbidden here ' +
      "(a Content-Security-Policy without 'unsafe-eval', Trusted Types, or --disallow-code-generation-from-strings). " +
      "Export the function from a module and use the module form, which generates no code: spawn(import.meta, 'name', ...args)",
    { cause },
  );
}

/** Characters of a text that an error shows. */
const SHOWN = 80;

function shorten(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}
