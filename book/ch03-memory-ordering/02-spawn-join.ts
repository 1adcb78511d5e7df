/**
 * All that comes before a `spawn` happens before the thread, and all of the thread before the end of its `join`. In between, a relaxed
 * store may be seen or not.
 */
import { AtomicU32 } from 'lockwright/atomic';
import { spawn } from 'lockwright/thread';

export function look(x: AtomicU32): number {
  return x.load('relaxed');
}

export function run(): number {
  const x = new AtomicU32(0);
  x.store(1, 'relaxed');
  const thread = spawn(import.meta, look, x);
  x.store(2, 'relaxed');
  const seen = thread.join();
  x.store(3, 'relaxed');
  return seen;
}

if (import.meta.main) console.log(`seen: ${run()}`);
