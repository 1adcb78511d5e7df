import { host } from './host/host.ts';
import { readOutcome } from './outcome.ts';
import { heapRegion } from '../memory/heap.ts';
import * as r from './record.ts';

/**
 * Threads whose result nobody has asked for. If one of them threw, the error would be lost: it is printed when its handle is collected, or when the
 * program ends.
 */
const names = new Map<number, string>();

const collected = new FinalizationRegistry((record: number) => {
  report(record);
  names.delete(record);
  r.releaseRecord(record);
});

let listening = false;

/** Called with each new handle. About 200 ns. */
export function rememberUnjoined(handle: object, record: number, name: string): void {
  names.set(record, name);
  collected.register(handle, record, handle);
  if (listening) return;
  listening = true;
  host.onExit(() => {
    for (const left of names.keys()) report(left);
  });
}

/** Called when a handle's result has been taken. */
export function forgetUnjoined(handle: object, record: number): void {
  names.delete(record);
  collected.unregister(handle);
}

function report(record: number): void {
  const { ops, i32 } = heapRegion();
  if (ops.load32(r.wordOf(record, r.STATE), 'acquire') !== r.DONE || i32[(record >>> 2) + r.OUTCOME] !== r.THREW) return;
  const name = names.get(record) ?? '';
  try {
    const outcome = readOutcome(record, name, []);
    console.error(`lockwright: thread ${name} ended with an error, and nobody joined it:`, 'threw' in outcome ? outcome.threw : outcome);
  } catch {
    console.error(`lockwright: thread ${name} ended with an error, and nobody joined it`);
  }
}
