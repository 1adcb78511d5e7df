/** Mutex and SpinLock between threads that come and go and die: for the tests of each. They run in Node and in a page. */
import { expect, test } from 'vitest';
import { AtomicI32, wakeAll } from '../atomic/index.ts';
import { heldEntries } from '../memory/held-list.ts';
import { u32 } from '../memory/index.ts';
import { current } from '../realm/realm.ts';
import { spawn } from '../thread/index.ts';
import { Mutex, SpinLock } from './index.ts';
import { codeOf, memories, OFFSET, reaches } from './test-real-threads.ts';
import { comeAndGo, comeAndGoForEver, hold, holdUntil, sayAndTakeTurn, takeTurn, takeTurnFor, work } from './test-queue-work.ts';

const kinds = { Mutex, SpinLock: SpinLock as unknown as typeof Mutex };
const TIMES = 2000;
/** Chromium takes two seconds to end a worker that does not return to its event loop. */
const DEATHS = typeof window === 'undefined' ? 2 : 1;

function make(kind: keyof typeof kinds, memory: string): Mutex<number> {
  const own = memories[memory]!();
  return own === undefined ? new kinds[kind](u32) : kinds[kind].at(own, OFFSET, u32);
}

/** The tests of one of them. */
export function testLockOfThreads(kind: keyof typeof kinds): void {
  const everywhere = Object.keys(memories);
  const whereThreadsDie = typeof window === 'undefined' ? everywhere : ['the heap'];

  test.for(everywhere)(`${kind} in %s: threads that lock by each form lose no count, and leave nothing behind`, async (memory) => {
    const lock = make(kind, memory);
    const entered = await Promise.all([1, 2, 3].map(() => spawn(work, comeAndGo, lock, TIMES)));
    expect(lock.withLock(({ value }) => value)).toBe(entered.reduce((a, b) => a + b));
    expect(heldEntries(current.block)).toEqual([]);
  });

  test.for(everywhere)(`${kind} in %s: a thread whose time is over has not got it`, async (memory) => {
    const lock = make(kind, memory);
    const [ready, end] = [new AtomicI32(0), new AtomicI32(0)];
    const holder = spawn(work, holdUntil, lock, ready, end);
    await reaches(ready, 1);
    expect(await spawn(work, takeTurnFor, lock, 1)).toBe(false);
    const aborted = lock.lockAsync({ signal: AbortSignal.timeout(1) });
    await expect(aborted).rejects.toMatchObject({ name: 'TimeoutError' });
    end.store(1);
    wakeAll(end);
    await holder;
    expect(await spawn(work, takeTurnFor, lock, 10_000)).toBe(true);
  });

  test.for(whereThreadsDie)(
    `${kind} in %s: when its holder is terminated, all who wait are told, and it can be repaired`,
    async (memory) => {
      const lock = make(kind, memory);
      const [ready, come] = [new AtomicI32(0), new AtomicI32(0)];
      const holder = spawn(work, hold, lock, ready);
      await reaches(ready, 1);
      const waiting = [1, 2].map(() => spawn(work, sayAndTakeTurn, lock, come));
      const told = Promise.allSettled([...waiting, lock.lockAsync()]);
      await reaches(come, 2);
      holder.terminate();
      for (const result of await told) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'OWNER_DIED' } });
      await expect(holder).rejects.toThrow(/terminated/);
      expect(codeOf(() => lock.tryLock())).toBe('OWNER_DIED');
      expect(lock.recover((guard) => (guard.value = 7))).toBe(true);
      expect(await spawn(work, takeTurn, lock)).toBe(7);
    },
  );

  test.for(whereThreadsDie)(`${kind} in %s: when a thread is terminated that waits, the others get it`, async (memory) => {
    const lock = make(kind, memory);
    const [ready, end, come] = [new AtomicI32(0), new AtomicI32(0), new AtomicI32(0)];
    const holder = spawn(work, holdUntil, lock, ready, end);
    await reaches(ready, 1);
    const [doomed, other] = [spawn(work, sayAndTakeTurn, lock, come), spawn(work, sayAndTakeTurn, lock, come)];
    await reaches(come, 2);
    doomed.terminate();
    await expect(doomed).rejects.toThrow(/terminated/);
    end.store(1);
    expect(await other).toBe(0);
    await holder;
    lock.tryLock()!.unlock();
  });

  test(`${kind}: wherever threads are terminated, it can be had afterwards`, async () => {
    const lock = make(kind, 'the heap');
    for (let i = 0; i < DEATHS; i++) {
      const ready = [new AtomicI32(0), new AtomicI32(0)];
      const threads = ready.map((word) => spawn(work, comeAndGoForEver, lock, word));
      await Promise.all(ready.map((word) => reaches(word, 1)));
      for (const thread of threads) thread.terminate();
      await Promise.allSettled(threads);
      lock.clearPoison();
      expect(await spawn(work, takeTurn, lock)).toBe(i);
    }
  });
}
