import { LockwrightError } from '../realm/errors.ts';

/** A channel was misused, or its other end is gone. A failed send has what was not sent in `value`. */
export class ChannelError extends LockwrightError {
  static override readonly name: string = 'ChannelError';
  /** What was not sent: one value, or an array of them if `sendMany` failed. Undefined for errors of a receiver. */
  readonly value: unknown;

  constructor(code: string, message: string, value?: unknown) {
    super(code, message);
    this.value = value;
  }
}

/** What errors name: an end of a channel. */
export interface NamedEnd {
  readonly kind: string;
  readonly address: number;
}

const nameOf = ({ kind, address }: NamedEnd): string => `${kind} of the channel at address ${address} of the heap`;

export function noReceiver(end: NamedEnd, value: unknown): ChannelError {
  return new ChannelError(
    'CLOSED',
    `${nameOf(end)}: nobody can receive any more, since the receiver was disposed of or its thread has ended. What was not sent is in the error's value`,
    value,
  );
}

export function noSender(end: NamedEnd): ChannelError {
  return new ChannelError(
    'CLOSED',
    `${nameOf(end)}: all messages were received, and no more can come, since the sender was disposed of or its thread has ended. Iterate over the receiver to end without an error`,
  );
}

export function endGone(end: NamedEnd, call: string, why: 'closed' | 'moved'): ChannelError {
  return why === 'closed'
    ? new ChannelError('DISPOSED', `${nameOf(end)}: ${call}() after this end was disposed of. Use it before, or make another channel`)
    : new ChannelError('MOVED', `${nameOf(end)}: ${call}() after this end was sent to another thread, which owns it now. Use it there`);
}

export function notOwner(end: NamedEnd, call: string): ChannelError {
  return new ChannelError(
    'NOT_OWNER',
    `${nameOf(end)}: ${call}() in a thread that does not own this end: another thread has used it. An end of this channel belongs to one thread`,
  );
}

export function badCapacity(what: string, capacity: unknown, most: number): ChannelError {
  return new ChannelError('BAD_CAPACITY', `${what}: the capacity must be a whole number from 1 to ${most}, but is ${String(capacity)}`);
}

export function badCount(what: string, count: unknown): ChannelError {
  return new ChannelError('BAD_COUNT', `${what}: expected how many to receive at most, a whole number from 1 up, but got ${String(count)}`);
}
