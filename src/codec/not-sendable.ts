import { Handle } from '../memory/handle.ts';
import { NotSendableError } from '../realm/errors.ts';
import { UNREGISTERED_HANDLE, nameOf, type Kind } from './kinds.ts';
import { isMovable } from './platform.ts';

const CODE = 'NOT_SENDABLE';

/** Longer names and descriptions are cut. */
const SHOWN_CHARACTERS = 40;

/** The error for a value that cannot travel: where it hangs, what it is, and what to do instead. */
export function notSendable(path: string, what: string, advice: string, cause?: unknown): NotSendableError {
  return new NotSendableError(CODE, `${path} is ${what}; ${advice}`, cause === undefined ? undefined : { cause });
}

export function functionNotSendable(path: string, value: (...args: never[]) => unknown): NotSendableError {
  const { name } = value;
  const what = /^class\b/.test(Function.prototype.toString.call(value)) ? 'a class' : 'a function';
  return notSendable(
    path,
    `${what} (${typeof name === 'string' && name !== '' ? shown(name) : 'without a name'})`,
    'functions do not travel between threads: send the data that it needs, and import it there from the module that exports it',
  );
}

const VIEW_DESCRIPTION = 'a live view of shared memory';

export function symbolNotSendable(path: string, value: symbol): NotSendableError {
  // Views of shared memory carry a symbol that says in its description what to send instead.
  const { description = '' } = value;
  if (description.startsWith(VIEW_DESCRIPTION)) return new NotSendableError(CODE, `${path} belongs to ${description}`);
  return notSendable(
    path,
    `a symbol (${shown(value.description ?? '')})`,
    'a symbol means something in its own thread only: send a string',
  );
}

/** For an object of a kind that can never travel, or not like this. */
export function objectNotSendable(path: string, value: object, kind: Kind): NotSendableError {
  const name = shown(nameOf(value));
  if (kind.type === UNREGISTERED_HANDLE) {
    return notSendable(path, `a handle of the class ${name}`, `${name} was never registered: call registerHandle for it in its own module`);
  }
  if (kind.advice !== '') {
    return notSendable(path, `${article(kind.name)} ${kind.name}`, `it belongs to its thread: ${kind.advice}`);
  }
  if (isMovable(value)) {
    return notSendable(path, `an object of the host (${name})`, 'it can move but not be copied: name it in the transfer list');
  }
  return notSendable(
    path,
    `an object of the host (${name})`,
    'the host cannot copy it to another thread: send the data that it holds, and make one there',
  );
}

/** For what can travel only beside the bytes, where nothing can be posted along. Of a handle it is the memory that it lies in. */
export function noByteForm(path: string, value: object, advice: string): NotSendableError {
  const name = shown(nameOf(value));
  const what = value instanceof Handle ? `a handle (${name}) of something in memory of your own, which` : `${article(name)} ${name}, which`;
  return new NotSendableError(CODE, `${path} is ${what} has no byte form; ${advice}`);
}

const article = (name: string): string => (/^[AEIOU]/i.test(name) ? 'an' : 'a');

function shown(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
