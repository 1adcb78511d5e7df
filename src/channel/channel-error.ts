import { threadName } from '../memory/thread-name.ts';
import { LockwrightError } from '../realm/errors.ts';
import { shown } from '../memory/layout/mismatch.ts';

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

const nameOf = ({ kind, address }: NamedEnd): string => `${kind} of the channel at address ${address} of the heap, in ${threadName()}`;

export function noReceiver(end: NamedEnd, value: unknown): ChannelError {
  return new ChannelError(
    'CLOSED',
    `${nameOf(end)}: nobody can receive any more, since every receiver was disposed of or its thread has ended. What was not sent is in the error's value`,
    value,
  );
}

export function noSender(end: NamedEnd): ChannelError {
  return new ChannelError(
    'CLOSED',
    `${nameOf(end)}: all messages were received, and no more can come, since every sender was disposed of or its thread has ended. Iterate over the receiver to end without an error`,
  );
}

const WHY_GONE = {
  closed: 'after this end was disposed of. Use it before, or make another channel',
  moved: 'after this end was sent to another thread, which owns it now. Use it there, or send a clone where the channel allows it',
  used: 'after this sender has sent its one message. Make another channel',
} as const;

export function endGone(end: NamedEnd, call: string, why: keyof typeof WHY_GONE): ChannelError {
  return new ChannelError({ closed: 'DISPOSED', moved: 'MOVED', used: 'ALREADY_SENT' }[why], `${nameOf(end)}: ${call}() ${WHY_GONE[why]}`);
}

/** For a promise that waited when its end went. */
export function goneWhileWaiting(end: NamedEnd, why: 'closed' | 'moved'): ChannelError {
  const what = why === 'closed' ? 'disposed of' : 'sent to another thread';
  return new ChannelError(
    why === 'closed' ? 'DISPOSED' : 'MOVED',
    `${nameOf(end)}: this end was ${what} while a promise waited at it. Pass { signal } to end such a wait before, or await it first`,
  );
}

export function notShared(end: NamedEnd, kind: string): ChannelError {
  return new ChannelError(
    'NOT_SHARED',
    `${nameOf(end)}: clone() of an end that there can be only one of, since the channel was made with ${kind}(). Make one with mpmc() or unbounded()`,
  );
}

export function tooManyHandles(end: NamedEnd, most: number): ChannelError {
  return new ChannelError(
    'TOO_MANY_HANDLES',
    `${nameOf(end)}: clone() of an end that has ${most} handles already. Dispose of those that are not used`,
  );
}

export function badCapacity(what: string, capacity: unknown, most: number): ChannelError {
  return new ChannelError('BAD_CAPACITY', `${what}: the capacity must be a whole number from 1 to ${most}, but is ${shown(capacity)}`);
}

export function badCount(what: string, count: unknown): ChannelError {
  return new ChannelError('BAD_COUNT', `${what}: expected how many to receive at most, a whole number from 1 up, but got ${shown(count)}`);
}

export function badCase(call: string, expected: string, found: unknown): ChannelError {
  return new ChannelError(
    'BAD_CASE',
    `${call}(cases): expected ${expected}, but got ${Array.isArray(found) ? `${found.length} cases` : shown(found)}`,
  );
}

export function noArrays(end: NamedEnd, call: string, layout: string | undefined): ChannelError {
  const messages = layout === undefined ? 'of any type, since the channel was made without a layout' : `of the layout ${layout}`;
  return new ChannelError(
    'BAD_ARRAY',
    `${nameOf(end)}: ${call}(array) copies typed arrays, but the messages are ${messages}. Use an ordinary array, or make the channel with the layout of a number, such as f64`,
  );
}

export function badArray(end: NamedEnd, call: string, expected: string, layout: string, found: unknown): ChannelError {
  return new ChannelError(
    'BAD_ARRAY',
    `${nameOf(end)}: ${call}(array): the messages are of the layout ${layout}, so expected a ${expected}, but got ${shown(found)}`,
  );
}

export function arrayIsShared(end: NamedEnd, call: string, expected: string): ChannelError {
  return new ChannelError(
    'BAD_ARRAY',
    `${nameOf(end)}: ${call}(array) with a ${expected} of shared memory, which other threads may use meanwhile. Use one that is this thread's: array.slice() makes one`,
  );
}

export function arrayHasNoRoom(end: NamedEnd, call: string): ChannelError {
  return new ChannelError(
    'BAD_ARRAY',
    `${nameOf(end)}: ${call}(array) expected an array with room for one message at least, but its length is 0`,
  );
}
