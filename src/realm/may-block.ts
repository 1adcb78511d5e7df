/**
 * Whether this thread may block, and if not, why. A page's main thread never may; a worker that a page made itself may not while the supervisor of its threads comes up, which a browser starts only
 * while the worker's event loop runs: to block would be to wait for ever.
 */
let hostAllows: boolean | undefined;
let hindrance: (() => boolean) | undefined;

const ON_A_PAGE = 'the main thread of a page may not';
const THREADS_COME_UP =
  'its first threads are coming up, which in a browser they do only while the event loop of the worker that spawned them runs; await one of them first';

/** Asks the host once. */
export function mayBlock(): boolean {
  hostAllows ??= askHost();
  return hostAllows && !isHindered();
}

/** Forbids this thread to block until `isHindering` returns false. */
export function hinderBlocking(isHindering: () => boolean): void {
  hindrance = isHindering;
}

/** Why this thread may not block, for errors. */
export function whyNotBlock(): string {
  return isHindered() ? THREADS_COME_UP : ON_A_PAGE;
}

function isHindered(): boolean {
  if (hindrance === undefined) return false;
  if (hindrance()) return true;
  hindrance = undefined;
  return false;
}

function askHost(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
}
