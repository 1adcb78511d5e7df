/** The locks with a queue between real threads, and what they have of their own: for the tests of each. What they share with Mutex is in `test-owned-lock.ts`. They run in Node and in a page. */
import { expect, test } from 'vitest';
import { AtomicI32 } from '../atomic/index.ts';
import { f64, u32, u8 } from '../memory/index.ts';
import { heldEntries } from '../memory/held-list.ts';
import { current } from '../realm/realm.ts';
import { spawn } from '../thread/index.ts';
import { ClhLock, McsLock, TicketLock } from './index.ts';
import { codeOf, memories, OFFSET, reaches } from './test-real-threads.ts';
import { comeAndGo, comeAndGoForEver, hold, holdUntil, takeTurn, takeTurnFor, work } from './test-queue-work.ts';

const TIMES = 2000;
const DEATHS = typeof window === 'undefined' ? 2 : 1;
const kinds = { TicketLock, ClhLock: ClhLock as unknown as typeof TicketLock, McsLock: McsLock as unknown as typeof TicketLock };
type Kind = keyof typeof kinds;
function make(kind: Kind, memory: string): TicketLock<number> {
  const own = memories[memory]!();
  return own === undefined ? new kinds[kind](u32) : kinds[kind].at(own, OFFSET, u32);
}

/** Where the queue is: behind the owner word and the count. */
const QUEUE = 8;

/** The owner word, and the two parts of a place. */
const NOTES_WITH_PLACE = 3;

/** Who was the last to come: the first word of the queue says so, a ticket or a node. A thread that has a node, but is not behind the tail yet, has not come. */
const lastToCome = ({ region, address }: TicketLock<number>): number => region.ops.load32(address + QUEUE);

/** Asked before a thread is started: the function that it returns resolves when that stands in the queue. */
function watch(lock: TicketLock<number>): () => Promise<void> {
  const before = lastToCome(lock);
  return async () => {
    while (lastToCome(lock) === before) await new Promise((resolve) => setTimeout(resolve));
  };
}

/** The tests of one of them, which takes so many bytes without a value. */
export function testQueueLock(only: Kind, bytes: number): void {
  const everywhere = Object.keys(memories).map((memory) => [only, memory] as const);
  /** Chromium takes two seconds to end a worker that does not return to its event loop. */
  const whereThreadsDie = typeof window === 'undefined' ? everywhere : everywhere.filter(([, memory]) => memory === 'the heap');

  test.for(everywhere)('%s in %s: threads that lock by each form lose no count, and leave nothing behind', async ([kind, memory]) => {
    const lock = make(kind, memory);
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

  test.for(everywhere)('%s in %s: threads are served in the order in which they came', async ([kind, memory]) => {
    const lock = make(kind, memory);
    const [ready, end] = [new AtomicI32(0), new AtomicI32(0)];
    const holder = spawn(work, holdUntil, lock, ready, end);
    await reaches(ready, 1);
    const turns = [];
    for (let i = 0; i < 4; i++) {
      const hasCome = watch(lock);
      turns.push(spawn(work, takeTurn, lock));
      await hasCome();
    }
    expect(lock.tryLock()).toBeUndefined();
    end.store(1);
    expect(await Promise.all(turns)).toEqual([0, 1, 2, 3]);
    await holder;
  });

  test.for(everywhere)('%s in %s: many places that are held at once are all noted, and given back in any order', ([kind, memory]) => {
    const locks = Array.from({ length: 100 }, () => make(kind, memory));
    for (const lock of locks) {
      lock.shortcut = false;
      lock.lock();
    }
    expect(heldEntries(current.block)).toHaveLength(locks.length * NOTES_WITH_PLACE);
    for (const [i, lock] of locks.entries()) if (i % 2 === 0) lock.unlock();
    for (const lock of locks.toReversed()) if (lock.isLocked) lock.unlock();
    expect(heldEntries(current.block)).toEqual([]);
  });

  test.for(everywhere)('%s in %s: places that were given up are passed, also more than there can be at once', async ([kind, memory]) => {
    const lock = make(kind, memory);
    const [ready, end] = [new AtomicI32(0), new AtomicI32(0)];
    const holder = spawn(work, holdUntil, lock, ready, end);
    await reaches(ready, 1);
    const hasCome = watch(lock);
    const patient = spawn(work, takeTurn, lock);
    await hasCome();
    for (let i = 0; i < 35; i++) {
      const [a, b] = [spawn(work, takeTurnFor, lock, 0), spawn(work, takeTurnFor, lock, 0.5)];
      expect(await Promise.all([a, b])).toEqual([false, false]);
    }
    end.store(1);
    expect(await patient).toBe(0);
    expect(await spawn(work, takeTurn, lock)).toBe(1);
    await holder;
  });

  test.for(whereThreadsDie)(
    '%s in %s: when its holder is terminated, all who wait are told, and it can be repaired',
    async ([kind, memory]) => {
      const lock = make(kind, memory);
      const ready = new AtomicI32(0);
      const holder = spawn(work, hold, lock, ready);
      await reaches(ready, 1);
      const waiting = [];
      for (let i = 0; i < 2; i++) {
        const hasCome = watch(lock);
        waiting.push(spawn(work, takeTurn, lock));
        await hasCome();
      }
      const told = Promise.allSettled([...waiting, lock.lockAsync()]);
      holder.terminate();
      for (const result of await told) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'OWNER_DIED' } });
      await expect(holder).rejects.toThrow(/terminated/);
      expect(codeOf(() => lock.tryLock())).toBe('OWNER_DIED');
      expect(lock.clearPoison()).toBe(true);
      expect(await spawn(work, takeTurn, lock)).toBe(0);
    },
  );

  test.for(whereThreadsDie)('%s in %s: when a thread is terminated in line, those behind it are served', async ([kind, memory]) => {
    const lock = make(kind, memory);
    const [ready, end] = [new AtomicI32(0), new AtomicI32(0)];
    const holder = spawn(work, holdUntil, lock, ready, end);
    await reaches(ready, 1);
    const doomedHasCome = watch(lock);
    const doomed = spawn(work, takeTurn, lock);
    await doomedHasCome();
    const behindHasCome = watch(lock);
    const behind = spawn(work, takeTurn, lock);
    await behindHasCome();
    doomed.terminate();
    await expect(doomed).rejects.toThrow(/terminated/);
    end.store(1);
    expect(await behind).toBe(0);
    await holder;
  });

  test.for([only])('%s: wherever threads are terminated, the lock can be had afterwards', async (kind) => {
    const lock = new kinds[kind as Kind](u32);
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

  test.for([[only, bytes]] as const)('%s: sizes and alignments follow the layout, and what does not fit is refused', ([kind]) => {
    const Kind = kinds[kind];
    expect([Kind.byteLength, Kind.alignment]).toEqual([bytes, 4]);
    expect([Kind.bytesFor(), Kind.bytesFor(f64), Kind.bytesFor(u8)]).toEqual([bytes, 280, bytes + 1]);
    expect([Kind.alignmentFor(), Kind.alignmentFor(f64)]).toEqual([4, 8]);
    expect(Kind.at(new SharedArrayBuffer(bytes), 0).withLock(() => 5)).toBe(5);
    expect(codeOf(() => Kind.at(new SharedArrayBuffer(bytes - 4), 0))).toBe('OUT_OF_RANGE');
  });
}
