/**
 * Two threads are started, and nobody waits for them. A thread of JavaScript keeps its program alive, unlike one of Rust;
 * `unref()` gives that up. So only the last line is sure to be printed: the threads may or may not get that far.
 */
import { current, spawn } from 'lockwright/thread';

export function greet(): void {
  console.log(`hello from thread ${current().id}`);
}

if (import.meta.main) {
  spawn(import.meta, greet).unref();
  spawn(import.meta, greet).unref();
  console.log('hello from the main thread');
}
