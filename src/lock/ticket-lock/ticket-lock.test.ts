/** TicketLock between real threads, and what it has of its own; what it shares with Mutex is in `../owned-lock.test.ts`. Runs in Node and in a page. */
import { expect, test } from 'vitest';
import { AtomicI32 } from '../../atomic/index.ts';
import { f64, u32, u8 } from '../../memory/index.ts';
import { heldEntries } from '../../memory/held-list.ts';
import { current } from '../../realm/realm.ts';
import { spawn } from '../../thread/index.ts';
import { TicketLock } from '../index.ts';
import { codeOf, memories, OFFSET, reaches } from '../test-real-threads.ts';
import { comeAndGo, comeAndGoForEver, hold, holdUntil, takeTurn, takeTurnFor, work } from './test-work.ts';

const TIMES = 2000;
const DEATHS = typeof window === 'undefined' ? 5 : 1;
const everywhere = Object.keys(memories);
/** Chromium takes two seconds to end a worker that does not return to its event loop. */
const whereThreadsDie = typeof window === 'undefined' ? everywhere : everywhere.slice(0, 1);

function make(memory: string): TicketLock<number> {
  const own = memories[memory]!();
  return own === undefined ? new TicketLock(u32) : TicketLock.at(own, OFFSET, u32);
}

/** Resolves when so many tickets have been drawn. */
async function drawn({ region, address }: TicketLock<number>, least: number): Promise<void> {
  while (region.ops.load32(address + 8) / 4 < least) await new Promise((resolve) => setTimeout(resolve));
}

test.for(everywhere)('in %s: threads that lock by each form lose no count, and leave nothing behind', async (memory) => {
  const lock = make(memory);
  const threads = [1, 2, 3].map(() => spawn(work, comeAndGo, lock, TIMES));
  let entered = 0;
  for (const times of await Promise.all(threads)) {
    expect(times).toBeGreaterThanOrEqual(TIMES / 2);
    entered += times;
  }
  const guard = lock.tryLock()!;
  expect(guard.value).toBe(entered);
  guard.unlock();
  expect(heldEntries(current.block)).toEqual([]);
});

test.for(everywhere)('in %s: threads are served in the order in which they came', async (memory) => {
  const lock = make(memory);
  const [ready, end] = [new AtomicI32(0), new AtomicI32(0)];
  const holder = spawn(work, holdUntil, lock, ready, end);
  await reaches(ready, 1);
  const turns = [];
  for (let i = 0; i < 4; i++) {
    turns.push(spawn(work, takeTurn, lock));
    await drawn(lock, i + 2);
  }
  expect(lock.tryLock()).toBeUndefined();
  end.store(1);
  expect(await Promise.all(turns)).toEqual([0, 1, 2, 3]);
  await holder;
});

test.for(everywhere)('in %s: tickets whose time is over are skipped, also more than can be out at once', async (memory) => {
  const lock = make(memory);
  const [ready, end] = [new AtomicI32(0), new AtomicI32(0)];
  const holder = spawn(work, holdUntil, lock, ready, end);
  await reaches(ready, 1);
  const patient = spawn(work, takeTurn, lock);
  await drawn(lock, 2);
  for (let i = 0; i < 35; i++) {
    const [a, b] = [spawn(work, takeTurnFor, lock, 0), spawn(work, takeTurnFor, lock, 0.5)];
    expect(await Promise.all([a, b])).toEqual([false, false]);
  }
  end.store(1);
  expect(await patient).toBe(0);
  expect(await spawn(work, takeTurn, lock)).toBe(1);
  await holder;
});

test.for(whereThreadsDie)('in %s: when its holder is terminated, all who wait are told, and it can be repaired', async (memory) => {
  const lock = make(memory);
  const ready = new AtomicI32(0);
  const holder = spawn(work, hold, lock, ready);
  await reaches(ready, 1);
  const waiting = [spawn(work, takeTurn, lock), spawn(work, takeTurn, lock)];
  await drawn(lock, 3);
  const told = Promise.allSettled([...waiting, lock.lockAsync()]);
  holder.terminate();
  for (const result of await told) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'OWNER_DIED' } });
  await expect(holder).rejects.toThrow(/terminated/);
  expect(codeOf(() => lock.tryLock())).toBe('OWNER_DIED');
  expect(lock.clearPoison()).toBe(true);
  expect(await spawn(work, takeTurn, lock)).toBe(0);
});

test.for(whereThreadsDie)('in %s: when a thread is terminated in line, those behind it are served', async (memory) => {
  const lock = make(memory);
  const [ready, end] = [new AtomicI32(0), new AtomicI32(0)];
  const holder = spawn(work, holdUntil, lock, ready, end);
  await reaches(ready, 1);
  const doomed = spawn(work, takeTurn, lock);
  await drawn(lock, 2);
  const behind = spawn(work, takeTurn, lock);
  await drawn(lock, 3);
  doomed.terminate();
  await expect(doomed).rejects.toThrow(/terminated/);
  end.store(1);
  expect(await behind).toBe(0);
  await holder;
});

test('wherever threads are terminated, the lock can be had afterwards', async () => {
  const lock = new TicketLock(u32);
  for (let i = 0; i < DEATHS; i++) {
    const ready = [new AtomicI32(0), new AtomicI32(0)];
    const threads = ready.map((word) => spawn(work, comeAndGoForEver, lock, word));
    await Promise.all(ready.map((word) => reaches(word, 1)));
    for (const thread of threads) thread.terminate();
    await Promise.allSettled(threads);
    lock.clearPoison();
    lock.tryLock()!.unlock();
    expect(await spawn(work, takeTurn, lock)).toBe(i);
  }
});

test('sizes and alignments follow the layout, and what does not fit is refused', () => {
  const { byteLength } = TicketLock;
  expect([byteLength, TicketLock.alignment]).toEqual([272, 4]);
  expect([TicketLock.bytesFor(), TicketLock.bytesFor(f64), TicketLock.bytesFor(u8)]).toEqual([byteLength, byteLength + 8, byteLength + 1]);
  expect([TicketLock.alignmentFor(), TicketLock.alignmentFor(f64)]).toEqual([4, 8]);
  expect(TicketLock.at(new SharedArrayBuffer(byteLength), 0).withLock(() => 5)).toBe(5);
  expect(codeOf(() => TicketLock.at(new SharedArrayBuffer(byteLength - 4), 0))).toBe('OUT_OF_RANGE');
});
