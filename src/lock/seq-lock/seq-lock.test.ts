/** SeqLock in one thread and between real ones, in each kind of memory. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { AtomicI32 } from '../../atomic/index.ts';
import { HELD_OWNER_WORD, HELD_SEQUENCE, heldEntries } from '../../memory/held-list.ts';
import { heapRegion } from '../../memory/heap.ts';
import { bytes, f64, type Layout, string, struct, u32, u8 } from '../../memory/index.ts';
import { forgetOwnerWord } from '../../memory/owner-word.ts';
import { WATCHED, WRITING } from '../../memory/sequence-word.ts';
import { settleHeld } from '../../memory/settle-held.ts';
import { current, realm } from '../../realm/realm.ts';
import { spawn } from '../../thread/index.ts';
import { CannotBlockError, OwnerDiedError, SeqLock } from '../index.ts';
import { OtherThread } from '../test-other-thread.ts';
import { codeOf, memories, OFFSET, reaches } from '../test-real-threads.ts';
import { addOnes, hold, LENGTH, readOnce, readUntil, Row, type RowLock, uniform, work, writeForEver } from './test-work.ts';

const TIMES = 200;
const DEATHS = typeof window === 'undefined' ? 2 : 1;
const everywhere = Object.keys(memories);
const Point = struct({ x: f64, y: f64 });
/** Where the sequence is: behind the owner word and the count. */
const SEQUENCE = 8;
const BIG_ENOUGH = 65_536;

function make<V, W>(memory: string, layout: Layout<V, W>): SeqLock<V, W> {
  const own = memories[memory]!();
  return own === undefined ? new SeqLock(layout) : SeqLock.at(own, OFFSET, layout);
}

function makeRow(memory: string): RowLock {
  if (memory === 'the heap') return new SeqLock(Row) as RowLock;
  const own = memory === 'a SharedArrayBuffer' ? new SharedArrayBuffer(BIG_ENOUGH) : memories[memory]!()!;
  return SeqLock.at(own, OFFSET, Row) as RowLock;
}

/** Another thread that has the lock, and is in the middle of writing. */
class OtherWriter extends OtherThread {
  begin(lock: SeqLock<any, any>): void {
    this.lock(lock);
    lock.region.ops.or32(lock.address + SEQUENCE, WRITING);
  }

  end({ region, address }: SeqLock<any, any>): void {
    const found = region.ops.exchange32(address + SEQUENCE, 8);
    if ((found & WATCHED) !== 0) region.ops.notify(address + SEQUENCE, Infinity);
  }

  /** Ends in the middle, with what the supervisor does then. */
  dieWriting({ region, address }: SeqLock<any, any>): void {
    const entries = [
      { kind: HELD_OWNER_WORD, address, regionId: region.id },
      { kind: HELD_SEQUENCE, address: address + SEQUENCE, regionId: region.id },
    ];
    settleHeld(entries, this.block, () => region);
  }
}

test.for(everywhere)('in %s: what is written is read, whatever layout it has', (memory) => {
  const point = make(memory, Point);
  expect(point.read()).toEqual({ x: 0, y: 0 });
  point.write({ x: 1, y: 2.5 });
  expect(point.read()).toEqual({ x: 1, y: 2.5 });
  point.withLock((guard) => (guard.value.x += 1));
  expect(point.tryRead()).toEqual({ x: 2, y: 2.5 });
  expect(point.tryReadFor(5)).toEqual({ x: 2, y: 2.5 });
  const name = make(memory, string(21));
  name.write('grün');
  expect(name.read()).toBe('grün');
  const odd = make(memory, bytes(7));
  odd.write(Uint8Array.of(1, 2, 3, 4, 5, 6, 7));
  expect([...odd.read()]).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const small = make(memory, u8);
  small.write(255);
  expect(small.withLock(({ value }) => value)).toBe(255);
  expect(heldEntries(current.block)).toEqual([]);
});

test.for(everywhere)('in %s: a copy stays as it is, and a draft is seen by nobody until unlock', (memory) => {
  const lock = make(memory, Point);
  const before = lock.read();
  {
    using guard = lock.lock();
    guard.value = { x: 1, y: 1 };
    expect(guard.value.y).toBe(1);
    guard.value.y = 2;
    expect(lock.read()).toEqual({ x: 0, y: 0 });
    expect(lock.isLocked).toBe(true);
  }
  expect(before).toEqual({ x: 0, y: 0 });
  expect(lock.read()).toEqual({ x: 1, y: 2 });
  expect(lock.isLocked).toBe(false);
});

test.for(everywhere)('in %s: a guard is good once, and its lock excludes writers', (memory) => {
  const lock = make(memory, u32);
  const stale = lock.lock();
  stale.value = 7;
  expect(lock.tryLock()).toBeUndefined();
  expect(codeOf(() => lock.lock())).toBe('SELF_DEADLOCK');
  expect(codeOf(() => lock.write(1))).toBe('SELF_DEADLOCK');
  stale.unlock();
  expect(codeOf(() => stale.value)).toBe('STALE_GUARD');
  expect(codeOf(() => (stale.value = 8))).toBe('STALE_GUARD');
  expect(codeOf(() => stale.unlock())).toBe('STALE_GUARD');
  stale[Symbol.dispose]();
  expect(codeOf(() => lock.unlock())).toBe('NOT_LOCKED');
  expect(lock.read()).toBe(7);
  expect(() =>
    lock.withLock(() => {
      throw new RangeError('mine');
    }),
  ).toThrow('mine');
  expect(lock.isLocked).toBe(false);
});

test.for(everywhere)('in %s: each form of writing gives it the value, and unlocks', async (memory) => {
  const lock = make(memory, u32);
  const written = [lock.write(1), lock.read(), lock.tryWrite(2), lock.read(), lock.tryWriteFor(3, 0), lock.read()];
  expect(written).toEqual([undefined, 1, true, 2, true, 3]);
  expect([await lock.writeAsync(4), lock.read(), await lock.tryWriteForAsync(5, 0), lock.read()]).toEqual([undefined, 4, true, 5]);
  expect(lock.isLocked).toBe(false);
});

test.for(everywhere)('in %s: a value that does not fit is refused, and changes nothing', async (memory) => {
  const lock = make(memory, string(4));
  lock.write('four');
  expect(codeOf(() => lock.write('fives'))).toBe('TOO_LONG');
  expect(codeOf(() => lock.write(4 as unknown as string))).toBe('WRONG_TYPE');
  await expect(lock.writeAsync('fives')).rejects.toMatchObject({ code: 'TOO_LONG' });
  expect(lock.isLocked).toBe(false);
  expect(lock.read()).toBe('four');
});

test.for(everywhere)('in %s: unlocking what another thread holds is refused before anything is written', (memory) => {
  const lock = make(memory, u32);
  const guard = lock.lock();
  guard.value = 5;
  const other = new OtherThread();
  lock.region.ops.store32(lock.address, other.block);
  expect(codeOf(() => guard.unlock())).toBe('NOT_OWNER');
  forgetOwnerWord(lock.region, lock.address);
  expect(lock.read()).toBe(0);
});

test.for(everywhere)('in %s: while a thread is writing, readers wait, for so long as they say', async (memory) => {
  const lock = make(memory, Point);
  const writer = new OtherWriter();
  writer.begin(lock);
  expect(lock.tryRead()).toBeUndefined();
  if (realm.canBlock()) {
    expect(lock.tryReadFor(1)).toBeUndefined();
    expect(lock.tryReadFor(0)).toBeUndefined();
  } else {
    expect(() => lock.read()).toThrow(CannotBlockError);
    expect(() => lock.read()).toThrow(/await readAsync\(\)/);
  }
  expect(await lock.tryReadForAsync(1)).toBeUndefined();
  const controller = new AbortController();
  const aborted = lock.readAsync({ signal: controller.signal });
  const patient = [lock.readAsync(), lock.readAsync()];
  controller.abort(new RangeError('enough'));
  await expect(aborted).rejects.toThrow('enough');
  writer.end(lock);
  expect(await Promise.all(patient)).toEqual([
    { x: 0, y: 0 },
    { x: 0, y: 0 },
  ]);
  await expect(lock.readAsync({ signal: controller.signal })).rejects.toThrow('enough');
});

test.for(everywhere)('in %s: promises of writers take turns, and hold it across awaits', async (memory) => {
  const lock = make(memory, u32);
  const add = (): Promise<void> =>
    lock.withLockAsync(async (guard) => {
      const before = guard.value;
      await Promise.resolve();
      guard.value = before + 1;
    });
  await Promise.all(Array.from({ length: 10 }, add));
  expect(lock.read()).toBe(10);
  const guard = await lock.tryLockForAsync(5);
  expect(await lock.tryLockForAsync(1)).toBeUndefined();
  guard!.unlock();
});

test.for(everywhere)('in %s: a writer that dies before it writes leaves the last value, and readers read on', (memory) => {
  const lock = make(memory, u32);
  lock.write(3);
  const other = new OtherThread();
  other.lock(lock);
  other.die(lock);
  expect(lock.isPoisoned).toBe(true);
  expect(lock.read()).toBe(3);
  expect(() => lock.write(4)).toThrow(OwnerDiedError);
  expect(lock.clearPoison()).toBe(true);
  expect(lock.clearPoison()).toBe(false);
  lock.write(4);
  expect(lock.read()).toBe(4);
});

test.for(everywhere)('in %s: a writer that dies in the middle is told to all, until the value is repaired', async (memory) => {
  const lock = make(memory, Point);
  const writer = new OtherWriter();
  writer.begin(lock);
  const waits = Promise.allSettled([lock.readAsync(), lock.tryReadForAsync(10_000), lock.lockAsync()]);
  writer.dieWriting(lock);
  for (const result of await waits) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'OWNER_DIED' } });
  expect(() => lock.read()).toThrow(/recover/);
  expect(codeOf(() => lock.tryRead())).toBe('OWNER_DIED');
  expect(codeOf(() => lock.tryReadFor(1))).toBe('OWNER_DIED');
  expect(codeOf(() => lock.write({ x: 1, y: 1 }))).toBe('OWNER_DIED');
  expect(codeOf(() => lock.clearPoison())).toBe('OWNER_DIED');
  expect(lock.isPoisoned).toBe(true);
  expect(() =>
    lock.recover(() => {
      throw new RangeError('too broken');
    }),
  ).toThrow('too broken');
  expect(codeOf(() => lock.read())).toBe('OWNER_DIED');
  expect(lock.recover((guard) => (guard.value = { x: 5, y: 6 }))).toBe(true);
  expect(lock.recover(() => expect.fail('there is nothing to repair'))).toBe(false);
  expect(lock.read()).toEqual({ x: 5, y: 6 });
  lock.write({ x: 1, y: 1 });
  expect(heldEntries(current.block)).toEqual([]);
});

test.for(everywhere)('in %s: between threads no copy is torn or goes back, and no count is lost', async (memory) => {
  const lock = makeRow(memory);
  const readers = [1, 2].map(() => spawn(work, readUntil, lock, 1));
  const writers = [1, 2].map(() => spawn(work, addOnes, lock, TIMES));
  const counts = await Promise.all(writers);
  const total = counts[0]! + counts[1]!;
  expect(total).toBeGreaterThanOrEqual(TIMES);
  expect(await Promise.all(readers)).toEqual([0, 0]);
  expect(await spawn(work, readUntil, lock, total)).toBe(0);
  expect(uniform(await lock.readAsync())).toBe(total);
});

test.for(everywhere)('in %s: a reader that keeps reading beside writers sees their last value', async (memory) => {
  const lock = makeRow(memory);
  const reader = spawn(work, readUntil, lock, TIMES / 2); // that many are certain: two of the four forms never fail
  const writer = spawn(work, addOnes, lock, TIMES);
  expect(await writer).toBe(TIMES); // alone, it gets the lock each time
  expect(await reader).toBe(0);
});

test('when the holder is terminated, its draft is lost, readers read on and writers are told', async () => {
  const lock = makeRow('the heap');
  const ready = new AtomicI32(0);
  const holder = spawn(work, hold, lock, ready);
  await reaches(ready, 1);
  const waiting = lock.lockAsync();
  holder.terminate();
  await expect(waiting).rejects.toThrow(OwnerDiedError);
  await expect(holder).rejects.toThrow(/terminated/);
  expect(uniform(await lock.readAsync())).toBe(0);
  expect(lock.clearPoison()).toBe(true);
});

test('wherever writers are terminated, readers get a whole value or are told, and a repair makes it whole', async () => {
  const lock = makeRow('the heap');
  for (let i = 0; i < DEATHS; i++) {
    const ready = new AtomicI32(0);
    const writers = [1, 2].map(() => spawn(work, writeForEver, lock, ready));
    await reaches(ready, 2);
    const reader = spawn(work, readOnce, lock);
    for (const writer of writers) writer.terminate();
    await Promise.allSettled(writers);
    expect(await reader).not.toBe(-1);
    expect(await spawn(work, readOnce, lock)).not.toBe(-1);
    lock.recover((guard) => guard.value.fill(i));
    expect(uniform(await lock.readAsync())).toBeGreaterThanOrEqual(0);
    (await lock.lockAsync()).unlock();
  }
});

test('what new and at refuse, and what it takes', () => {
  const sab = new SharedArrayBuffer(64);
  expect([SeqLock.byteLength, SeqLock.alignment]).toEqual([12, 4]);
  expect([SeqLock.bytesFor(u8), SeqLock.bytesFor(f64), SeqLock.bytesFor(bytes(5))]).toEqual([16, 24, 20]);
  expect([SeqLock.alignmentFor(u8), SeqLock.alignmentFor(f64)]).toEqual([4, 8]);
  expect(SeqLock.at(new SharedArrayBuffer(16), 0, u8).read()).toBe(0);
  expect(codeOf(() => SeqLock.at(new SharedArrayBuffer(13), 0, u8))).toBe('OUT_OF_RANGE');
  expect(codeOf(() => SeqLock.at(sab, 4, f64))).toBe('MISALIGNED');
  expect(codeOf(() => SeqLock.at(sab, 2, u8))).toBe('MISALIGNED');
  expect(codeOf(() => SeqLock.at(new ArrayBuffer(64) as unknown as SharedArrayBuffer, 0, u8))).toBe('NOT_SHARED');
  expect(codeOf(() => SeqLock.at(heapRegion(), 0, u8))).toBe('NULL_ADDRESS');
  for (const bad of [undefined, null, 5, {}]) expect(codeOf(() => new SeqLock(bad as unknown as typeof u8))).toBe('BAD_LAYOUT');
  expect(codeOf(() => new SeqLock(u8, 'seven' as unknown as number))).toBe('WRONG_TYPE');
  expect(new SeqLock(u8, 7).read()).toBe(7);
  expect(
    new SeqLock(
      Row,
      Array.from({ length: LENGTH }, () => 2),
    ).read()[LENGTH - 1],
  ).toBe(2);
});

test('what its calls refuse', async () => {
  const lock = new SeqLock(u32);
  for (const bad of [-1, NaN, '5', null, {}]) {
    expect(codeOf(() => lock.tryReadFor(bad as number))).toBe('BAD_TIMEOUT');
    expect(codeOf(() => lock.tryLockFor(bad as number))).toBe('BAD_TIMEOUT');
    await expect(lock.tryReadForAsync(bad as number)).rejects.toMatchObject({ code: 'BAD_TIMEOUT' });
  }
  await expect(lock.readAsync({ signal: {} as AbortSignal })).rejects.toMatchObject({ code: 'BAD_SIGNAL' });
  expect(codeOf(() => lock.recover(5 as unknown as () => void))).toBe('BAD_CALLBACK');
  const guard = lock.lock();
  expect(() => structuredClone(lock)).toThrow(/spawn/);
  expect(codeOf(() => spawn(work, readOnce, guard as unknown as RowLock))).toBe('NOT_SENDABLE');
  expect(codeOf(() => lock.free())).toBe('STILL_HELD');
  guard.unlock();
  lock.free();
  expect(codeOf(() => lock.free())).toBe('DOUBLE_FREE');
  for (const call of [() => lock.read(), () => lock.tryRead(), () => lock.tryReadFor(1), () => lock.lock(), () => lock.write(1)])
    expect(codeOf(call)).toBe('FREED');
  await expect(lock.readAsync()).rejects.toMatchObject({ code: 'FREED' });
});
