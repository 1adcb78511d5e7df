import { NotSendableError } from '../realm/errors.ts';
import { encode } from './encode.ts';
import type { Encoded } from './encoder.ts';

const ROOT: { readonly root: string } = { root: 'error' };

/**
 * Encodes what a thread threw, whatever it is: never throws itself. Costs as `encode`, and twice that if something of it cannot travel.
 *
 * An error whose cause, or one of whose errors, cannot travel arrives without them; its cause is then the refusal that names them. Anything else that cannot
 * travel arrives as its refusal.
 */
export function encodeThrown(thrown: unknown): Encoded {
  try {
    return encode(thrown, ROOT);
  } catch (refusal) {
    return bare(thrown, refusal) ?? bare(refusal, undefined) ?? encode(nameless(), ROOT);
  }
}

/** An error with its name, message and stack only; undefined if even they cannot be read. */
function bare(thrown: unknown, cause: unknown): Encoded | undefined {
  if (!(thrown instanceof Error)) return undefined;
  try {
    const { name, message, stack } = thrown;
    const own = cause === undefined ? {} : { cause: { value: cause } };
    const copy: unknown = Object.create(Object.getPrototypeOf(thrown) as object, {
      name: { value: String(name) },
      message: { value: String(message) },
      stack: { value: String(stack) },
      ...own,
    });
    return encode(copy, ROOT);
  } catch {
    return undefined;
  }
}

function nameless(): NotSendableError {
  return new NotSendableError('NOT_SENDABLE', 'the thread threw a value that cannot travel, and reading it failed: throw an Error instead');
}
