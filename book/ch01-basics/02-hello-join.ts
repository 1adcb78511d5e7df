/** The same two threads, joined: all three lines are printed, in any order of the threads. */
import { current, spawn } from 'lockwright/thread';

export function greet(): void {
  console.log(`hello from thread ${current().id}`);
}

if (import.meta.main) {
  const first = spawn(import.meta, greet);
  const second = spawn(import.meta, greet);
  console.log('hello from the main thread');
  first.join();
  second.join();
}
