/**
 * What is shared, and what is copied. Rust counts owners (`Rc`); here a second name for an object is free, but only within one thread:
 * another thread gets a copy. A handle, such as a mutex, arrives as itself: both threads have the same bytes.
 */
import { Mutex } from 'lockwright/lock';
import { u32 } from 'lockwright/memory';
import { spawn } from 'lockwright/thread';

export function share(): readonly [own: number, copied: number, shared: number] {
  const box = { value: 1 };
  const sameBox = box;
  sameBox.value += 1;

  const copy = { value: 1 };
  const mutex = new Mutex(u32, 1);
  const change = (copied: { value: number }, shared: typeof mutex): void => {
    copied.value += 1;
    shared.withLock((guard) => void (guard.value += 1));
  };
  spawn(change, copy, mutex).join();
  return [box.value, copy.value, mutex.withLock((guard) => guard.value)];
}

if (import.meta.main) {
  const [own, copied, shared] = share();
  console.log(`two names in one thread: ${own}`);
  console.log(`copied into another:     ${copied}`);
  console.log(`shared with another:     ${shared}`);
}
