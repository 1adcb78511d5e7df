/**
 * Each thread raises its own flag, then looks at the other's. Sequential consistency lets one of them at most find the other's down, so
 * only that one touches the text: the one order of all four operations has a first flag.
 */
import { AtomicBool } from 'lockwright/atomic';
import { scope } from 'lockwright/thread';

export function raiseAndLook(mine: AtomicBool, other: AtomicBool, marks: Int32Array): void {
  mine.store(true, 'seqCst');
  if (!other.load('seqCst')) marks[0]! += 1;
}

if (import.meta.main) {
  const a = new AtomicBool(false);
  const b = new AtomicBool(false);
  const marks = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  scope((s) => {
    s.spawn(import.meta, raiseAndLook, a, b, marks);
    s.spawn(import.meta, raiseAndLook, b, a, marks);
  });
  console.log(`marks: ${marks[0]}`);
}
