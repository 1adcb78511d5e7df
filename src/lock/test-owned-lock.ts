/** What Mutex, SpinLock, ReentrantLock and the queue locks have in common, in each kind of memory: for the tests of each. They run in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { current, realm, type SharedMemory } from '../realm/realm.ts';
import { heapRegion } from '../memory/heap.ts';
import { HELD_OWNER_WORD, heldEntries } from '../memory/held-list.ts';
import { array, f64, string, struct, u8, u32, type Layout } from '../memory/layout/index.ts';
import { CannotBlockError, ClhLock, type LockError, McsLock, Mutex, OwnerDiedError, ReentrantLock, SpinLock, TicketLock } from './index.ts';
import { OtherThread } from './test-other-thread.ts';

const OFFSET = 128;
const memories: Record<string, () => SharedMemory | undefined> = {
  'the heap': () => undefined,
  'a SharedArrayBuffer': () => new SharedArrayBuffer(1024),
  'a WebAssembly.Memory': () => new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 }),
};

/** The classes have the same shape; to the tests they are one. */
const kinds = {
  Mutex,
  SpinLock: SpinLock as unknown as typeof Mutex,
  ReentrantLock: ReentrantLock as unknown as typeof Mutex,
  TicketLock: TicketLock as unknown as typeof Mutex,
  ClhLock: ClhLock as unknown as typeof Mutex,
  McsLock: McsLock as unknown as typeof Mutex,
};
export type OwnedKind = keyof typeof kinds;

function make(kind: string, memory: string): Mutex;
function make<V, W>(kind: string, memory: string, layout: Layout<V, W>): Mutex<V, W>;
function make(kind: string, memory: string, layout?: Layout<any, any>): Mutex<any, any> {
  const Kind = kinds[kind as 'Mutex'];
  const own = memories[memory]!();
  if (own !== undefined) return Kind.at(own, OFFSET, layout);
  return layout === undefined ? new Kind() : new Kind(layout);
}

const code = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return (error as LockError).code;
  }
  return 'nothing was thrown';
};

/** The tests of one of them. */
export function testOwnedLock(only: OwnedKind): void {
  const all = { [only]: kinds[only] };
  const everywhere = Object.keys(memories).map((memory) => [only, memory] as const);
  /** Where a thread does not get what it has. */
  const whereOnce = only === 'ReentrantLock' ? [] : everywhere;

  test.for(everywhere)('%s in %s: lock and unlock, and the word says who holds it', ([kind, memory]) => {
    const lock = make(kind, memory);
    expect(lock.isLocked).toBe(false);
    const guard = lock.lock();
    expect(lock.isLocked).toBe(true);
    expect(guard.isLive).toBe(true);
    expect(guard.lock).toBe(lock);
    expect(lock.region.ops.load32(lock.address)).toBe(current.block);
    expect(heldEntries(current.block)).toHaveLength(1);
    expect(heldEntries(current.block).at(-1)!.address).toBe(lock.address);
    lock.unlock();
    expect(lock.isLocked).toBe(false);
    expect(guard.isLive).toBe(false);
    expect(heldEntries(current.block)).toEqual([]);
  });

  test.for(whereOnce)('%s in %s: a second lock() by the same thread is an error, tryLock gives undefined', ([kind, memory]) => {
    const lock = make(kind, memory);
    const guard = lock.lock();
    expect(code(() => lock.lock())).toBe('SELF_DEADLOCK');
    expect(code(() => lock.tryLockFor(1))).toBe('SELF_DEADLOCK');
    expect(lock.tryLock()).toBeUndefined();
    guard.unlock();
    lock.tryLock()!.unlock();
    lock.tryLockFor(5)!.unlock();
  });

  test.for(everywhere)('%s in %s: a guard is good once', ([kind, memory]) => {
    const lock = make(kind, memory, u32);
    const stale = lock.lock();
    stale.value = 7;
    stale.unlock();
    const live = lock.lock();
    expect(code(() => stale.value)).toBe('STALE_GUARD');
    expect(code(() => (stale.value = 8))).toBe('STALE_GUARD');
    expect(code(() => stale.unlock())).toBe('STALE_GUARD');
    stale[Symbol.dispose](); // no-op, and must not unlock what was locked since
    expect(lock.isLocked).toBe(true);
    expect(live.value).toBe(7);
    lock.unlock();
    expect(code(() => live.value)).toBe('STALE_GUARD');
    expect(code(() => lock.unlock())).toBe('NOT_LOCKED');
  });

  test.for(everywhere)('%s in %s: using unlocks at the end of the block, also after an early unlock', ([kind, memory]) => {
    const lock = make(kind, memory);
    {
      using guard = lock.lock();
      expect(guard.isLive).toBe(true);
    }
    expect(lock.isLocked).toBe(false);
    {
      using guard = lock.lock();
      guard.unlock();
      lock.lock();
    }
    expect(lock.isLocked).toBe(true);
    lock.unlock();
  });

  test.for(everywhere)('%s in %s: withLock returns what its body returns, and unlocks when it throws', ([kind, memory]) => {
    const lock = make(kind, memory, f64);
    expect(lock.withLock((guard) => (guard.value = 2.5))).toBe(2.5);
    expect(lock.isLocked).toBe(false);
    expect(() =>
      lock.withLock(() => {
        throw new RangeError('mine');
      }),
    ).toThrow(RangeError);
    expect(lock.isLocked).toBe(false);
    lock.withLock((guard) => guard.unlock());
    expect(lock.isLocked).toBe(false);
    expect(lock.withLock(({ value }) => value)).toBe(2.5);
  });

  test.for(everywhere)('%s in %s: holds any value that has a layout', ([kind, memory]) => {
    const account = make(kind, memory, struct({ id: u32, balance: f64 }));
    account.withLock((guard) => {
      guard.value = { id: 7, balance: 1 };
      guard.value.balance += 0.5;
    });
    expect(account.withLock(({ value: { id, balance } }) => [id, balance])).toEqual([7, 1.5]);
    expect(account.valueAddress).toBe(account.address + Math.ceil(kinds[kind as 'Mutex'].byteLength / 8) * 8);
    const name = make(kind, memory, string(20));
    name.withLock((guard) => (guard.value = 'grün'));
    expect(name.withLock((guard) => guard.value)).toBe('grün');
    const bytes = make(kind, memory, array(u8, 3));
    bytes.withLock((guard) => (guard.value = [1, 2, 3]));
    expect(bytes.withLock(({ value }) => [...value])).toEqual([1, 2, 3]);
    const bare = make(kind, memory);
    bare.withLock((guard) => {
      expect(guard.value).toBeUndefined();
      expect(code(() => ((guard as { value: unknown }).value = 1))).toBe('NO_LAYOUT');
    });
  });

  test.for(whereOnce)('%s in %s: two handles of one lock exclude each other, and each unlocks only what it locked', ([kind, memory]) => {
    const lock = make(kind, memory, u32);
    const other = kinds[kind as 'Mutex'].at(lock.region, lock.address, u32);
    const guard = lock.lock();
    guard.value = 3;
    expect(other.tryLock()).toBeUndefined();
    expect(code(() => other.unlock())).toBe('NOT_LOCKED');
    guard.unlock();
    expect(other.withLock(({ value }) => value)).toBe(3);
  });

  test.for(everywhere)('%s in %s: many locks held at once are all noted, and given back in any order', ([kind, memory]) => {
    const locks = Array.from({ length: 100 }, () => make(kind, memory));
    for (const lock of locks) lock.lock();
    // Where its thread's list has to grow, a lock with a queue takes a place there, which is noted as well.
    const noted = heldEntries(current.block).filter(({ kind: held }) => held === HELD_OWNER_WORD);
    expect(noted.map(({ address }) => address)).toEqual(locks.map(({ address }) => address));
    for (const [i, lock] of locks.entries()) if (i % 2 === 0) lock.unlock();
    for (const lock of locks.toReversed()) if (lock.isLocked) lock.unlock();
    expect(heldEntries(current.block)).toEqual([]);
  });

  test.for(everywhere)(
    '%s in %s: while another thread holds it, waiting ends in time, or is refused where the agent may not block',
    ([kind, memory]) => {
      const lock = make(kind, memory);
      const other = new OtherThread();
      other.lock(lock);
      expect(lock.isLocked).toBe(true);
      expect(lock.tryLock()).toBeUndefined();
      expect(code(() => lock.unlock())).toBe('NOT_LOCKED');
      if (realm.canBlock()) {
        expect(lock.tryLockFor(1)).toBeUndefined();
        expect(lock.tryLockFor(0)).toBeUndefined();
      } else {
        expect(() => lock.lock()).toThrow(CannotBlockError);
        expect(() => lock.lock()).toThrow(/await lockAsync\(\)/);
      }
      other.unlock(lock);
      lock.lock().unlock();
    },
  );

  test.for(everywhere)('%s in %s: lockAsync waits in order, and tells the owner', async ([kind, memory]) => {
    const lock = make(kind, memory);
    const other = new OtherThread();
    other.lock(lock);
    const order: number[] = [];
    const waits = [1, 2, 3].map(async (n) => {
      const guard = await lock.lockAsync();
      order.push(n);
      expect(guard.isLive).toBe(true);
      await Promise.resolve();
      guard.unlock();
    });
    expect(order).toEqual([]);
    other.unlock(lock);
    await Promise.all(waits);
    expect(order).toEqual([1, 2, 3]);
    expect(lock.isLocked).toBe(false);
  });

  test.for(everywhere)('%s in %s: withLockAsync holds the lock across awaits', async ([kind, memory]) => {
    const lock = make(kind, memory, u32);
    const add = (): Promise<void> =>
      lock.withLockAsync(async (guard) => {
        const before = guard.value;
        await new Promise((resolve) => setTimeout(resolve, 1));
        guard.value = before + 1;
      });
    await Promise.all(Array.from({ length: 10 }, add));
    expect(lock.withLock(({ value }) => value)).toBe(10);
    await expect(lock.withLockAsync(() => Promise.reject(new RangeError('mine')))).rejects.toThrow(RangeError);
    expect(lock.isLocked).toBe(false);
  });

  test.for(everywhere)('%s in %s: an async wait ends by its time or its signal, and leaves the others waiting', async ([kind, memory]) => {
    const lock = make(kind, memory);
    const other = new OtherThread();
    other.lock(lock);
    const controller = new AbortController();
    const aborted = lock.lockAsync({ signal: controller.signal });
    const late = lock.tryLockForAsync(1);
    const last = lock.lockAsync();
    controller.abort(new RangeError('enough'));
    await expect(aborted).rejects.toThrow('enough');
    expect(await late).toBeUndefined();
    other.unlock(lock);
    (await last).unlock();
    await expect(lock.lockAsync({ signal: controller.signal })).rejects.toThrow('enough');
    await expect(lock.withLockAsync(() => 1, { signal: AbortSignal.abort(new TypeError('no')) })).rejects.toThrow('no');
    expect((await lock.tryLockForAsync(0))?.isLive).toBe(true);
    lock.unlock();
  });

  test.for(everywhere)(
    '%s in %s: a task that locks in a loop does not keep others of its thread waiting for ever',
    async ([kind, memory]) => {
      const lock = make(kind, memory);
      const first = await lock.lockAsync();
      const served: string[] = [];
      const patient = lock.withLockAsync(() => served.push('the patient one'));
      first.unlock();
      for (let turns = 0; served.length === 0; turns++) {
        expect(turns).toBeLessThan(100);
        (await lock.lockAsync()).unlock();
      }
      await patient;
    },
  );

  test.for(everywhere)('%s in %s: the death of the owner is told to all, until the poison is cleared', async ([kind, memory]) => {
    const lock = make(kind, memory, u32);
    const other = new OtherThread();
    other.lock(lock);
    const waits = Promise.allSettled([lock.lockAsync(), lock.tryLockForAsync(10_000)]);
    other.die(lock);
    for (const result of await waits) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'OWNER_DIED' } });
    expect(lock.isPoisoned).toBe(true);
    expect(lock.isLocked).toBe(false);
    expect(() => lock.lock()).toThrow(OwnerDiedError);
    expect(() => lock.lock()).toThrow(`${kind} at address ${lock.address}`);
    expect(() => lock.tryLock()).toThrow(/clearPoison/);
    expect(() => lock.tryLockFor(1)).toThrow(/recover/);
    expect(() => lock.withLock(() => 0)).toThrow(OwnerDiedError);
    await expect(lock.lockAsync()).rejects.toThrow(OwnerDiedError);
    expect(lock.clearPoison()).toBe(true);
    expect(lock.clearPoison()).toBe(false);
    lock.lock().unlock();
  });

  test.for(everywhere)('%s in %s: recover repairs under the lock, once, and only what it says is repaired', ([kind, memory]) => {
    const lock = make(kind, memory, u32);
    const other = new OtherThread();
    expect(lock.recover(() => expect.fail('there is nothing to repair'))).toBe(false);
    other.lock(lock);
    other.die(lock);
    expect(() =>
      lock.recover(() => {
        throw new RangeError('too broken');
      }),
    ).toThrow('too broken');
    expect(lock.isPoisoned).toBe(true);
    expect(heldEntries(current.block)).toEqual([]);
    expect(
      lock.recover((guard) => {
        expect(lock.isLocked).toBe(true);
        guard.value = 1;
      }),
    ).toBe(true);
    expect(lock.isPoisoned).toBe(false);
    expect(lock.withLock(({ value }) => value)).toBe(1);
  });

  test.for(Object.entries(all))('%s: what new and at refuse', ([, Kind]) => {
    const sab = new SharedArrayBuffer(512);
    expect(code(() => Kind.at(sab, 2))).toBe('MISALIGNED');
    expect(code(() => Kind.at(sab, 4, f64))).toBe('MISALIGNED');
    expect(code(() => Kind.at(sab, 508))).toBe('OUT_OF_RANGE');
    for (const bad of [-8, 0.5, NaN, Infinity, '8', undefined, null, {}])
      expect(code(() => Kind.at(sab, bad as number))).toMatch(/OUT_OF_RANGE|MISALIGNED/);
    for (const bad of [new ArrayBuffer(64), new Uint8Array(8), null, undefined, 5, 'sab'])
      expect(code(() => Kind.at(bad as unknown as SharedArrayBuffer, 0))).toBe('NOT_SHARED');
    for (const bad of [null, 5, 'u32', {}, string]) expect(code(() => new Kind(bad as unknown as typeof u32))).toBe('BAD_LAYOUT');
    expect(code(() => new Kind(u32, 'seven' as unknown as number))).toBe('WRONG_TYPE');
    expect(code(() => new Kind(undefined as unknown as typeof u32, 7))).toBe('NO_LAYOUT');
    expect(code(() => Kind.at(heapRegion(), 0))).toBe('NULL_ADDRESS');
    const lock = new Kind();
    for (const bad of [-1, NaN, '5', null, undefined, {}]) {
      expect(code(() => lock.tryLockFor(bad as number))).toBe('BAD_TIMEOUT');
    }
    expect(code(() => lock.withLock(5 as unknown as () => void))).toBe('BAD_CALLBACK');
    expect(code(() => lock.recover({} as unknown as () => void))).toBe('BAD_CALLBACK');
    expect(lock.isLocked).toBe(false);
  });

  test.for(Object.entries(all))('%s: async forms reject bad input, and never throw', async ([, Kind]) => {
    const lock = new Kind();
    for (const bad of [-1, NaN, '5', null, {}])
      await expect(lock.tryLockForAsync(bad as number)).rejects.toMatchObject({ code: 'BAD_TIMEOUT' });
    await expect(lock.lockAsync({ signal: {} as AbortSignal })).rejects.toMatchObject({ code: 'BAD_SIGNAL' });
    await expect(lock.withLockAsync(7 as unknown as () => void)).rejects.toMatchObject({ code: 'BAD_CALLBACK' });
    expect(lock.isLocked).toBe(false);
  });

  test.for(only === 'Mutex' || only === 'SpinLock' ? Object.entries(all) : [])('%s: sizes and alignments follow the layout', ([, Kind]) => {
    expect([Kind.byteLength, Kind.alignment]).toEqual([8, 4]);
    expect([Kind.bytesFor(), Kind.alignmentFor()]).toEqual([8, 4]);
    expect([Kind.bytesFor(f64), Kind.alignmentFor(f64)]).toEqual([16, 8]);
    expect([Kind.bytesFor(u8), Kind.alignmentFor(u8)]).toEqual([9, 4]);
  });

  test.for(Object.entries(all))('%s: free gives the memory back, once, and never under the feet of its owner', ([, Kind]) => {
    const lock = new Kind(u32, 5);
    const guard = lock.lock();
    expect(code(() => lock.free())).toBe('STILL_HELD');
    guard.unlock();
    lock.free();
    expect(code(() => lock.free())).toBe('DOUBLE_FREE');
    expect(code(() => lock.lock())).toBe('FREED');
    expect(code(() => lock.tryLock())).toBe('FREED');
    expect(code(() => guard.value)).toBe('STALE_GUARD');
    expect(code(() => Kind.at(new SharedArrayBuffer(512), 0).free())).toBe('NOT_ALLOCATED');
  });
}
