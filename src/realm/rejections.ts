/** What of the host's globals is used here; each may be missing. */
interface Host {
  process?: { on?(event: 'unhandledRejection', listener: (reason: unknown) => void): void; listenerCount?(event: string): number };
  addEventListener?(type: 'unhandledrejection', listener: (event: { reason: unknown; preventDefault(): void }) => void): void;
}

const host = globalThis as unknown as Host;
const expected: ((reason: unknown) => boolean)[] = [];

/**
 * From now on, promises that are rejected with a reason that `isExpected` knows, and that nobody handles, are no errors. Others end the program as before, unless it handles them itself.
 * For the checker, which ends async functions by an exception that is nobody's fault.
 */
export function expectRejections(isExpected: (reason: unknown) => boolean): void {
  if (expected.push(isExpected) > 1) return;
  if (host.process?.on !== undefined) {
    host.process.on('unhandledRejection', (reason) => {
      if (isOurs(reason) || host.process!.listenerCount!('unhandledRejection') > 1) return;
      throw reason;
    });
  } else {
    host.addEventListener?.('unhandledrejection', (event) => {
      if (isOurs(event.reason)) event.preventDefault();
    });
  }
}

function isOurs(reason: unknown): boolean {
  return expected.some((isExpected) => isExpected(reason));
}
