import { DOM_EXCEPTION, isOurs } from './error-classes.ts';
import type { Encoder } from './encoder.ts';
import { PROPERTY } from './path.ts';
import { END } from './tags.ts';

/** What stands before each part of an error, which ends with `END`. */
export const NAME = 1;
export const MESSAGE = 2;
export const STACK = 3;
export const CAUSE = 4;
export const ERRORS = 5;
/** A key and a value. */
export const OTHER = 6;

/** Writes what is needed to make an error of the class `className`, before its parts are there. A DOMException cannot be told its message later. */
export function writeErrorHead(encoder: Encoder, error: Error, className: string): void {
  encoder.string(className);
  if (className !== DOM_EXCEPTION) return;
  encoder.string(String(error.message));
  encoder.string(String(error.name));
}

/**
 * Writes the parts of an error: what it has of name, message, stack, cause, errors and code. That is more than `structuredClone` keeps; one thing differs:
 * a name that is no built-in's is kept too. Further properties travel for errors of ours only.
 */
export function writeErrorParts(encoder: Encoder, error: Error, className: string, depth: number): void {
  const text = (part: number, value: unknown): void => {
    if (typeof value !== 'string') return;
    encoder.byte(part);
    encoder.string(value);
  };
  const value = (part: number, key: string, held: unknown): void => {
    encoder.byte(part);
    if (part === OTHER) encoder.string(key);
    encoder.path.kinds[depth] = PROPERTY;
    encoder.path.steps[depth] = key;
    encoder.any(held, depth + 1);
  };
  if (className !== DOM_EXCEPTION) {
    if (error.name !== className) text(NAME, error.name);
    if (error.message !== '' || Object.hasOwn(error, 'message')) text(MESSAGE, error.message);
  }
  text(STACK, error.stack);
  if (Object.hasOwn(error, 'cause')) value(CAUSE, 'cause', error.cause);
  if (Object.hasOwn(error, 'errors')) value(ERRORS, 'errors', (error as AggregateError).errors);
  if (isOurs(className)) {
    for (const key of Object.keys(error)) {
      if (!COVERED.has(key)) value(OTHER, key, (error as unknown as Record<string, unknown>)[key]);
    }
  } else if (Object.hasOwn(error, 'code')) {
    const { code } = error as { code?: unknown };
    if (typeof code === 'string' || typeof code === 'number') value(OTHER, 'code', code);
  }
  encoder.byte(END);
}

const COVERED: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause', 'errors']);
