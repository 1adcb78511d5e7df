/** What the threads of the tests of RwLock run. */
import { type AtomicI32, wait, wakeAll } from '../../atomic/index.ts';
import { sleep } from '../../thread/index.ts';
import type { RwLockOf } from '../index.ts';
import { struct, u32 } from '../../memory/index.ts';

export const work = new URL('./test-work.ts', import.meta.url);

/** Equal whenever nobody writes. */
export const Pair = struct({ a: u32, b: u32 });
type Lock = RwLockOf<typeof Pair>;

/** Reads and writes so many times, by each form in turn; returns how often it wrote, or -1 if it ever saw halves that differ. */
export async function readAndWrite(lock: Lock, times: number, offset: number): Promise<number> {
  let writes = 0;
  let isTorn = false;
  const look = ({ value: { a, b } }: { value: { a: number; b: number } }): void => void (isTorn ||= a !== b);
  const write = (guard: { value: { a: number; b: number } }): void => {
    look(guard);
    guard.value.a += 1;
    guard.value.b += 1;
    writes++;
  };
  const forms: (() => unknown)[] = [
    () => lock.withRead(look),
    () => lock.withWrite(write),
    () => {
      using guard = lock.tryRead();
      if (guard !== undefined) look(guard);
    },
    () => {
      using guard = lock.tryWriteFor(0.05);
      if (guard !== undefined) write(guard);
    },
    () => {
      using guard = lock.tryReadFor(0.05);
      if (guard !== undefined) look(guard);
    },
    () => {
      const reading = lock.upgradableRead();
      look(reading);
      const guard = reading.upgrade();
      write(guard);
      const again = guard.downgrade();
      look(again);
      again.unlock();
    },
    () => {
      using reading = lock.upgradableRead();
      using guard = reading.tryUpgradeFor(0.05);
      if (guard !== undefined) write(guard);
      else look(reading);
    },
  ];
  const asyncForms: (() => Promise<unknown>)[] = [
    async () => {
      using guard = await lock.readAsync();
      look(guard);
    },
    async () => {
      using guard = await lock.writeAsync();
      write(guard);
    },
    async () => {
      using guard = await (await lock.upgradableReadAsync()).upgradeAsync();
      write(guard);
    },
  ];
  for (let i = 0; i < times; i++) {
    forms[(i + offset) % forms.length]!();
    if (i % 10 === 0) await asyncForms[(i / 10 + offset) % asyncForms.length]!();
  }
  return isTorn ? -1 : writes;
}

/** Takes the lock in that way, says so, and keeps it for ever. */
export function keep(lock: Lock, how: 'read' | 'upgradableRead' | 'write', ready: AtomicI32): void {
  lock[how]();
  ready.store(1);
  wakeAll(ready);
  for (;;) sleep(1000);
}

/** Writes until it is told to stop. */
export function writeUntil(lock: Lock, ready: AtomicI32, stop: AtomicI32): void {
  using guard = lock.write();
  guard.value.a = 1;
  ready.store(1);
  wakeAll(ready);
  while (stop.load() === 0) wait(stop, 0);
}

/** Takes the lock in that way and gives it back; returns what it met. */
export function pass(lock: Lock, how: 'read' | 'upgradableRead' | 'write'): string {
  try {
    lock[how]().unlock();
    return 'passed';
  } catch (error) {
    return (error as { code: string }).code;
  }
}
