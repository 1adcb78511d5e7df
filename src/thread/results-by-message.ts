import type { Message } from './messages.ts';

/** What of the results of this thread's children came by message, and who waits for it, by record. */
const arrived = new Map<number, readonly unknown[]>();
const waiting = new Map<number, (externals: readonly unknown[]) => void>();

/** Called with each message of the supervisor. */
export function receiveResult(message: Message): void {
  if (message.kind !== 'result') return;
  const resolve = waiting.get(message.record);
  if (resolve === undefined) arrived.set(message.record, message.externals);
  else {
    waiting.delete(message.record);
    resolve(message.externals);
  }
}

/** Resolves with the part of a result that comes by message. */
export function resultByMessage(record: number): Promise<readonly unknown[]> {
  const there = arrived.get(record);
  if (there !== undefined) {
    arrived.delete(record);
    return Promise.resolve(there);
  }
  return new Promise((resolve) => waiting.set(record, resolve));
}
