/** RwLock in one thread and between real ones. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { AtomicI32, waitAsync, wakeAll } from '../../atomic/index.ts';
import { heapRegion } from '../../memory/heap.ts';
import { heldEntries } from '../../memory/held-list.ts';
import { f64, u32, u8 } from '../../memory/index.ts';
import { current, realm, type SharedMemory } from '../../realm/realm.ts';
import { spawn } from '../../thread/index.ts';
import { RwLock, type RwLockOf, type WriteGuard } from '../index.ts';
import { keep, Pair, pass, readAndWrite, work, writeUntil } from './test-work.ts';

const TIMES = 700;

const memories: Record<string, () => SharedMemory | undefined> = {
  'the heap': () => undefined,
  'a SharedArrayBuffer': () => new SharedArrayBuffer(64),
  'a WebAssembly.Memory': () => new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 }),
};
const everywhere = Object.keys(memories);
/** Chromium takes two seconds to end a worker that does not return to its event loop. */
const whereThreadsDie = typeof window === 'undefined' ? everywhere : everywhere.slice(0, 1);

function make(memory: string): RwLockOf<typeof Pair> {
  const own = memories[memory]!();
  return own === undefined ? new RwLock(Pair) : RwLock.at(own, 16, Pair);
}

const code = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return 'nothing was thrown';
};

const failing = (): never => {
  throw new RangeError('mine');
};

async function isSet(ready: AtomicI32): Promise<void> {
  while (ready.load() === 0) await waitAsync(ready, 0);
}

async function someoneWaits({ region, address }: RwLockOf<typeof Pair>): Promise<void> {
  while ((region.ops.load32(address) & 1) === 0) await new Promise((resolve) => setTimeout(resolve));
}

test.for(everywhere)('in %s: many read at once, one writes, and each is noted', (memory) => {
  const lock = make(memory);
  const [a, b, c] = [lock.read(), lock.tryRead()!, lock.tryUpgradableRead()!];
  expect([lock.readers, lock.isWriteLocked]).toEqual([3, false]);
  expect(heldEntries(current.block)).toHaveLength(6);
  expect([lock.tryWrite(), lock.tryUpgradableRead(), c.tryUpgrade()]).toEqual([undefined, undefined, undefined]);
  for (const guard of [b, a, c]) guard.unlock();
  const writing = lock.write();
  expect([lock.readers, lock.isWriteLocked]).toEqual([0, true]);
  expect([lock.tryWrite(), lock.tryUpgradableRead(), lock.tryRead()]).toEqual([undefined, undefined, undefined]);
  writing.unlock();
  expect(heldEntries(current.block)).toEqual([]);
});

test.for(everywhere)('in %s: guards give the value, once, and go over into each other', (memory) => {
  const lock = make(memory);
  const writing = lock.write();
  writing.value = { a: 1, b: 2 };
  writing.value.b = 3;
  const upgradable = writing.downgradeToUpgradable();
  expect([writing.isLive, upgradable.isLive, lock.readers]).toEqual([false, true, 1]);
  expect(code(() => writing.value)).toBe('STALE_GUARD');
  expect(code(() => (writing.value = { a: 0, b: 0 }))).toBe('STALE_GUARD');
  expect(code(() => writing.downgrade())).toBe('STALE_GUARD');
  writing[Symbol.dispose](); // no-op: must not give back what the other has
  const again = upgradable.upgrade();
  expect(code(() => upgradable.upgrade())).toBe('STALE_GUARD');
  expect(code(() => upgradable.downgrade())).toBe('STALE_GUARD');
  expect([again.value.a, again.value.b]).toEqual([1, 3]);
  const reading = again.downgrade();
  const other = lock.read();
  expect([reading.value.b, other.value.b, lock.readers]).toEqual([3, 3, 2]);
  reading.unlock();
  expect(code(() => reading.value)).toBe('STALE_GUARD');
  expect(code(() => reading.unlock())).toBe('STALE_GUARD');
  other.unlock();
  const last = lock.upgradableRead().downgrade();
  expect(lock.tryUpgradableRead()?.unlock()).toBeUndefined();
  last.unlock();
  expect([lock.readers, lock.isWriteLocked]).toEqual([0, false]);
});

test.for(everywhere)('in %s: withRead and withWrite give back whether the body returns or throws', (memory) => {
  const lock = make(memory);
  expect(lock.withWrite((guard) => (guard.value.a = 5))).toBe(5);
  expect(lock.withRead(({ value }) => value.a)).toBe(5);
  expect(lock.withUpgradableRead((guard) => [guard.value.a, lock.tryUpgradableRead()])).toEqual([5, undefined]);
  for (const form of ['withRead', 'withUpgradableRead', 'withWrite'] as const) {
    expect(() => lock[form](failing)).toThrow('mine');
  }
  lock.write().unlock();
});

test.for(everywhere)('in %s: a thread that has the lock and would have to wait for it is told', (memory) => {
  const lock = make(memory);
  const reading = lock.read();
  for (const again of [() => lock.write(), () => lock.tryWriteFor(1)]) expect(code(again)).toBe('SELF_DEADLOCK');
  reading.unlock();
  const writing = lock.write();
  for (const again of [() => lock.read(), () => lock.write(), () => lock.upgradableRead(), () => lock.tryReadFor(1)]) {
    expect(code(again)).toBe('SELF_DEADLOCK');
  }
  writing.unlock();
});

test.for(everywhere)(
  'in %s: while another thread writes, waiting ends in time, or is refused where the agent may not block',
  async (memory) => {
    const lock = make(memory);
    const [ready, stop] = [new AtomicI32(0), new AtomicI32(0)];
    const writer = spawn(work, writeUntil, lock, ready, stop);
    await isSet(ready);
    expect([lock.tryRead(), lock.tryWrite(), lock.tryUpgradableRead()]).toEqual([undefined, undefined, undefined]);
    if (realm.canBlock()) {
      expect([lock.tryReadFor(1), lock.tryWriteFor(1), lock.tryUpgradableReadFor(1)]).toEqual([undefined, undefined, undefined]);
    } else {
      expect(() => lock.read()).toThrow(/await readAsync\(\)/);
      expect(() => lock.write()).toThrow(/await writeAsync\(\)/);
    }
    const controller = new AbortController();
    const aborted = lock.readAsync({ signal: controller.signal });
    controller.abort(new RangeError('enough'));
    await expect(aborted).rejects.toThrow('enough');
    expect(await lock.tryReadForAsync(1)).toBeUndefined();
    expect(await lock.tryWriteForAsync(1)).toBeUndefined();
    expect(await lock.tryUpgradableReadForAsync(1)).toBeUndefined();
    const patient = lock.readAsync();
    stop.store(1);
    wakeAll(stop);
    const reading = await patient;
    expect(reading.value.a).toBe(1);
    reading.unlock();
    await writer;
  },
);

test.for(everywhere)('in %s: a function that awaits has the lock until it has settled', async (memory) => {
  const lock = make(memory);
  const sum = await lock.withWriteAsync(async ({ value }) => {
    value.a = 3;
    await Promise.resolve();
    expect(lock.isWriteLocked).toBe(true);
    return value.a;
  });
  expect([sum, lock.isWriteLocked]).toEqual([3, false]);
  const upgraded = await lock.withUpgradableReadAsync(async (guard) => {
    using writing = await guard.upgradeAsync();
    writing.value.b = 4;
    return lock.isWriteLocked;
  });
  expect([upgraded, lock.isWriteLocked]).toEqual([true, false]);
  const read = lock.withReadAsync(async (guard) => {
    await Promise.resolve();
    expect(lock.readers).toBe(1);
    throw new RangeError(`found ${guard.value.a}`);
  });
  await expect(read).rejects.toThrow('found 3');
  expect(lock.readers).toBe(0);
  (await lock.tryUpgradableReadForAsync(1))!.upgrade().unlock();
  await expect(lock.withWriteAsync(5 as unknown as () => void)).rejects.toThrow('RwLock.withWriteAsync: expected a function, but got 5');
});

test.for(everywhere)('in %s: an upgrade waits for the readers, and is as before if it is given up', async (memory) => {
  const lock = make(memory);
  const upgradable = lock.upgradableRead();
  const reading = lock.read();
  const controller = new AbortController();
  const given = upgradable.upgradeAsync({ signal: controller.signal });
  expect(lock.tryRead()).toBeUndefined();
  controller.abort(new RangeError('enough'));
  await expect(given).rejects.toThrow('enough');
  expect(upgradable.isLive).toBe(true);
  lock.tryRead()!.unlock();
  if (realm.canBlock()) expect(upgradable.tryUpgradeFor(1)).toBeUndefined();
  else expect(code(() => upgradable.upgrade())).toBe('CANNOT_BLOCK');
  expect(await upgradable.tryUpgradeForAsync(1)).toBeUndefined();
  expect(upgradable.isLive).toBe(true);
  lock.tryRead()!.unlock();
  const pending = upgradable.tryUpgradeForAsync(100_000) as Promise<WriteGuard<unknown, unknown>>;
  reading.unlock();
  (await pending).unlock();
  expect(lock.readers).toBe(0);
});

test.for(everywhere)('in %s: threads and promises read and write by every form, and no read is torn', async (memory) => {
  const lock = make(memory);
  const threads = [0, 1, 2].map((offset) => spawn(work, readAndWrite, lock, TIMES, offset));
  let writes = 0;
  for (const written of await Promise.all(threads)) {
    expect(written).toBeGreaterThan(0);
    writes += written;
  }
  expect(lock.withRead(({ value: { a, b } }) => [a, b])).toEqual([writes, writes]);
});

test.for(whereThreadsDie)('in %s: a reader that is terminated is counted off, and the writer that waits gets the lock', async (memory) => {
  const lock = make(memory);
  for (const how of ['read', 'upgradableRead'] as const) {
    const ready = new AtomicI32(0);
    const reader = spawn(work, keep, lock, how, ready);
    await isSet(ready);
    const writer = spawn(work, pass, lock, 'write');
    await someoneWaits(lock);
    reader.terminate();
    expect(await writer).toBe('passed');
    (await lock.writeAsync()).unlock();
    await expect(reader).rejects.toThrow(/terminated/);
  }
});

test.for(whereThreadsDie)(
  'in %s: a writer that is terminated poisons the lock, which all are told until it is repaired',
  async (memory) => {
    const lock = make(memory);
    const ready = new AtomicI32(0);
    const writer = spawn(work, keep, lock, 'write', ready);
    await isSet(ready);
    const others = [spawn(work, pass, lock, 'read'), spawn(work, pass, lock, 'write'), spawn(work, pass, lock, 'upgradableRead')];
    await someoneWaits(lock);
    const promise = Promise.allSettled([lock.readAsync()]);
    writer.terminate();
    for (const other of others) expect(await other).toBe('OWNER_DIED');
    expect(await promise).toMatchObject([{ status: 'rejected', reason: { code: 'OWNER_DIED' } }]);
    expect([lock.isPoisoned, lock.isWriteLocked]).toEqual([true, false]);
    for (const use of [() => lock.read(), () => lock.tryRead(), () => lock.write(), () => lock.tryUpgradableRead()]) {
      expect(code(use)).toBe('OWNER_DIED');
    }
    expect(() =>
      lock.recover(() => {
        throw new RangeError('too broken');
      }),
    ).toThrow('too broken');
    expect(lock.isPoisoned).toBe(true);
    expect(lock.recover((guard) => (guard.value = { a: 1, b: 1 }))).toBe(true);
    expect(lock.recover(() => expect.fail('there is nothing to repair'))).toBe(false);
    expect(lock.withRead(({ value }) => value.b)).toBe(1);
    expect(lock.clearPoison()).toBe(false);
    expect(heldEntries(current.block)).toEqual([]);
  },
);

test('what new, at and the forms refuse', async () => {
  const sab = new SharedArrayBuffer(32);
  expect(code(() => RwLock.at(sab, 2))).toBe('MISALIGNED');
  expect(code(() => RwLock.at(sab, 4, f64))).toBe('MISALIGNED');
  expect(code(() => RwLock.at(sab, 20))).toBe('OUT_OF_RANGE');
  expect(code(() => RwLock.at(new ArrayBuffer(32) as unknown as SharedArrayBuffer, 0))).toBe('NOT_SHARED');
  expect(code(() => RwLock.at(heapRegion(), 0))).toBe('NULL_ADDRESS');
  expect(code(() => new RwLock(5 as unknown as typeof u32))).toBe('BAD_LAYOUT');
  expect(code(() => new RwLock(u32, 'seven' as unknown as number))).toBe('WRONG_TYPE');
  expect(code(() => new RwLock(undefined as unknown as typeof u32, 7))).toBe('NO_LAYOUT');
  expect([RwLock.byteLength, RwLock.bytesFor(u8), RwLock.bytesFor(f64), RwLock.alignmentFor(f64)]).toEqual([16, 17, 24, 8]);
  const lock = new RwLock();
  for (const bad of [-1, NaN, '5', null]) {
    for (const form of ['tryReadFor', 'tryWriteFor', 'tryUpgradableReadFor'] as const) {
      expect(code(() => lock[form](bad as number))).toBe('BAD_TIMEOUT');
    }
  }
  await expect(lock.readAsync({ signal: {} as AbortSignal })).rejects.toMatchObject({ code: 'BAD_SIGNAL' });
  expect(code(() => lock.withRead(5 as unknown as () => void))).toBe('BAD_CALLBACK');
  const guard = lock.write();
  expect(guard.value).toBeUndefined();
  expect(code(() => ((guard as { value: unknown }).value = 1))).toBe('NO_LAYOUT');
  expect(() => spawn(work, 'pass', guard)).toThrow(/send the RwLock/);
  expect(() => structuredClone(lock)).toThrow(/spawn/);
  guard.unlock();
});

test('free gives the memory back, once, and the handle refuses from then on', async () => {
  const lock = new RwLock(u32);
  const guard = lock.read();
  expect(code(() => lock.free())).toBe('STILL_HELD');
  guard.unlock();
  lock.free();
  expect(code(() => lock.free())).toBe('DOUBLE_FREE');
  for (const use of [() => lock.read(), () => lock.tryRead(), () => lock.write(), () => lock.isPoisoned]) expect(code(use)).toBe('FREED');
  await expect(lock.readAsync()).rejects.toMatchObject({ code: 'FREED' });
});
