import { corrupt } from './byte-reader.ts';
import type { Decoder } from './decoder.ts';
import { CAUSE, ERRORS, MESSAGE, NAME, OTHER, STACK } from './encode-error.ts';
import { DOM_EXCEPTION, ERROR_CLASSES } from './error-classes.ts';
import { END } from './tags.ts';

/** Makes an error of the class that the message names, without its parts, and without running the constructor of a class of ours. */
export function readErrorHead(decoder: Decoder): Error {
  const at = decoder.at;
  const className = decoder.string();
  if (className === DOM_EXCEPTION) return domException(decoder.string(), decoder.string());
  const errorClass = ERROR_CLASSES.get(className);
  if (errorClass === undefined) throw corrupt(at, 'the name of a class of errors was expected');
  return withoutStack(() => Reflect.construct(Error, [], errorClass) as Error);
}

/** Makes an error without noting where: the sender's stack takes its place, and noting costs 5 µs. */
function withoutStack(make: () => Error): Error {
  const limit = Error.stackTraceLimit;
  Reflect.set(Error, 'stackTraceLimit', 0); // which frozen intrinsics refuse, without harm
  try {
    return make();
  } finally {
    Reflect.set(Error, 'stackTraceLimit', limit);
  }
}

function domException(message: string, name: string): Error {
  if (typeof DOMException !== 'undefined') return withoutStack(() => new DOMException(message, name));
  const error = new Error(message);
  define(error, 'name', name);
  return error;
}

/** Reads the parts of `error` up to its end. */
export function readErrorParts(decoder: Decoder, error: Error, depth: number): void {
  for (;;) {
    const part = decoder.byte();
    switch (part) {
      case END:
        return;
      case NAME:
        define(error, 'name', decoder.string());
        break;
      case MESSAGE:
        define(error, 'message', decoder.string());
        break;
      case STACK:
        define(error, 'stack', decoder.string());
        break;
      case CAUSE:
        define(error, 'cause', decoder.any(depth + 1));
        break;
      case ERRORS:
        define(error, 'errors', decoder.any(depth + 1));
        break;
      case OTHER:
        define(error, decoder.string(), decoder.any(depth + 1), true);
        break;
      default:
        throw corrupt(decoder.at - 1, `a part of an error was expected, but the tag is ${part}`);
    }
  }
}

function define(error: Error, key: string, value: unknown, enumerable = false): void {
  Object.defineProperty(error, key, { value, enumerable, writable: true, configurable: true });
}
