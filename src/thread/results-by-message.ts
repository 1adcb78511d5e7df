import type { Message } from './messages.ts';
import { isOpen } from './open-handles.ts';

/** What of the results of this thread's children came by message, and who waits for it, by the child's id. */
const arrived = new Map<number, readonly unknown[]>();
const waiting = new Map<number, (externals: readonly unknown[]) => void>();

/** Called with each message of the supervisor. */
export function receiveResult(message: Message): void {
  if (message.kind !== 'result') return;
  const { id, externals } = message;
  const resolve = waiting.get(id);
  if (resolve !== undefined) {
    waiting.delete(id);
    resolve(externals);
  } else if (isOpen(id)) {
    arrived.set(id, externals);
  }
  // Else nobody is left who could ask for it.
}

/** Resolves with the part of a result that comes by message. */
export function resultByMessage(id: number): Promise<readonly unknown[]> {
  const there = arrived.get(id);
  if (there !== undefined) {
    arrived.delete(id);
    return Promise.resolve(there);
  }
  return new Promise((resolve) => waiting.set(id, resolve));
}

/** The handle was collected. */
export function forgetResult(id: number): void {
  arrived.delete(id);
}
