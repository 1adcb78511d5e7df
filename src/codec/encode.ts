import { Encoder, type Encoded } from './encoder.ts';

/** How to encode. */
export interface EncodeOptions {
  /** What errors call the value itself. Default `'value'`. */
  readonly root?: string;
  /** Objects (buffers, ports, streams) that are to move rather than be copied: they become externals, for `postMessage` to transfer. */
  readonly transfer?: Iterable<object>;
  /** Whether the bytes may be decoded many times, so that a handle that moves, and can arrive only once, is refused. Default false. */
  readonly isForMany?: boolean;
  /** Set where nothing can be posted along: what has no byte form is refused, with this advice. */
  readonly insteadOfMessage?: string;
}

export type { Encoded } from './encoder.ts';

/** The encoder at rest, kept with its buffer. While it works (a getter may call `encode` again) others are made. */
let idle: Encoder | undefined = new Encoder();

/**
 * Turns a value into bytes, with the meaning of `structuredClone`, and handles of ours at any depth. A small value takes about half a
 * microsecond.
 *
 * What has no byte form but can travel by message (a `SharedArrayBuffer`, what `transfer` names) goes into `externals`. `bytes` is a view of a buffer that is used again:
 * copy it before the next call.
 *
 * @throws {NotSendableError} `NOT_SENDABLE` for what cannot travel, with the path to it
 */
export function encode(value: unknown, options?: EncodeOptions): Encoded {
  const encoder = idle ?? new Encoder();
  idle = undefined;
  try {
    return encoder.encode(value, options);
  } finally {
    encoder.reset();
    idle = encoder;
  }
}

/** Encodes the arguments of a call: as `encode`, and errors begin with `arguments[0]`. */
export function encodeArguments(args: readonly unknown[], transfer?: Iterable<object>): Encoded {
  return encode(args, transfer === undefined ? ARGUMENTS : { ...ARGUMENTS, transfer });
}

const ARGUMENTS: EncodeOptions = { root: 'arguments' };
