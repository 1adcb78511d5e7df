/**
 * Who turns the flag on may change the data, and turns it off with `release`, which the next one's `acquire` meets. Who finds it on does
 * nothing.
 */
import { AtomicBool } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

const EXCLAMATION_MARK = '!'.charCodeAt(0);

/** The text's length, then its characters. */
export type Text = Int32Array;

export function tryAppend(locked: AtomicBool, text: Text): boolean {
  if (locked.compareExchange(false, true, 'acquire', 'relaxed')) return false;
  const length = text[0]!;
  text[length + 1] = EXCLAMATION_MARK;
  text[0] = length + 1;
  locked.store(false, 'release');
  return true;
}

export const show = (text: Text): string => String.fromCharCode(...text.subarray(1, 1 + text[0]!));

export const newText = (most: number): Text => new Int32Array(new SharedArrayBuffer((1 + most) * Int32Array.BYTES_PER_ELEMENT));

if (import.meta.main) {
  const THREADS = 20;
  const locked = new AtomicBool(false);
  const text = newText(THREADS);
  scope((s) => {
    for (let n = 0; n < THREADS; n++) s.spawn(import.meta, tryAppend, locked, text);
  });
  console.log(show(text));
}
