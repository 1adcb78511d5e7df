/** What errors say of what no lock can do anything with: the lock, what was found, and what to do. Runs in Node and in a page. */
import { expect, test } from 'vitest';
import { u32 } from '../memory/index.ts';
import * as locks from './index.ts';

/** Each kind at a place in that memory. */
const placed: Record<string, (memory: SharedArrayBuffer) => unknown> = {
  Mutex: (memory) => locks.Mutex.at(memory, 0, u32),
  SpinLock: (memory) => locks.SpinLock.at(memory, 0),
  ReentrantLock: (memory) => locks.ReentrantLock.at(memory, 0),
  TicketLock: (memory) => locks.TicketLock.at(memory, 0),
  ClhLock: (memory) => locks.ClhLock.at(memory, 0),
  McsLock: (memory) => locks.McsLock.at(memory, 0),
  RwLock: (memory) => locks.RwLock.at(memory, 0, u32),
  SeqLock: (memory) => locks.SeqLock.at(memory, 0, u32),
  Semaphore: (memory) => locks.Semaphore.at(memory, 0),
  Condvar: (memory) => locks.Condvar.at(memory, 0),
  Once: (memory) => locks.Once.at(memory, 0),
  OnceLock: (memory) => locks.OnceLock.at(memory, 0, u32),
  LazyLock: (memory) => locks.LazyLock.at(memory, 0, u32, () => 1),
  Latch: (memory) => locks.Latch.at(memory, 0, 1),
  WaitGroup: (memory) => locks.WaitGroup.at(memory, 0),
  Barrier: (memory) => locks.Barrier.at(memory, 0, 2),
  ParkingLot: (memory) => locks.ParkingLot.at(memory, 0),
  ParkingMutex: (memory) => locks.ParkingMutex.at(memory, 0, locks.ParkingLot.heap()),
};

test.for(Object.keys(placed))('%s: memory that is not shared is refused by its name, with what was found instead', (kind) => {
  const at = (memory: unknown) => () => placed[kind]!(memory as SharedArrayBuffer);
  const expected = `${kind}.at(memory, byteOffset): expected a SharedArrayBuffer or a shared WebAssembly.Memory, but got `;
  expect(at(new ArrayBuffer(4096))).toThrow(`${expected}an instance of ArrayBuffer. `);
  expect(at(new WebAssembly.Memory({ initial: 1 }))).toThrow(`${expected}a WebAssembly.Memory that is not shared. `);
  expect(at(new Int32Array(new SharedArrayBuffer(4096)))).toThrow(
    `${expected}an instance of Int32Array, which is a view: pass its buffer. `,
  );
});

/** Each call that waits without blocking, with those options. */
const waits: Record<string, (options: any) => Promise<unknown>> = {
  'Mutex.lockAsync': (o) => new locks.Mutex().lockAsync(o),
  'SpinLock.tryLockForAsync': (o) => new locks.SpinLock().tryLockForAsync(5, o),
  'TicketLock.withLockAsync': (o) => new locks.TicketLock().withLockAsync(() => 1, o),
  'ReentrantLock.lockAsync': (o) => new locks.ReentrantLock().lockAsync(o),
  'ParkingMutex.lockAsync': (o) => new locks.ParkingMutex().lockAsync(o),
  'RwLock.readAsync': (o) => new locks.RwLock().readAsync(o),
  'RwLock.writeAsync': (o) => new locks.RwLock().writeAsync(o),
  'UpgradableReadGuard.upgradeAsync': (o) => new locks.RwLock().upgradableRead().upgradeAsync(o),
  'SeqLock.readAsync': (o) => new locks.SeqLock(u32, 0).readAsync(o),
  'SeqLock.tryReadForAsync': (o) => new locks.SeqLock(u32, 0).tryReadForAsync(5, o),
  'Semaphore.acquireAsync': (o) => new locks.Semaphore(1).acquireAsync(1, o),
  'Condvar.waitAsync': (o) => new locks.Condvar().waitAsync(new locks.Mutex().lock(), o),
  'Condvar.waitWhileAsync': (o) => new locks.Condvar().waitWhileAsync(new locks.Mutex(u32, 0).lock(), (n) => n === 0, o),
  'Once.callAsync': (o) => new locks.Once().callAsync(() => {}, o),
  'OnceLock.getOrInitAsync': (o) => new locks.OnceLock(u32).getOrInitAsync(() => 1, o),
  'LazyLock.getAsync': (o) => new locks.LazyLock(u32, () => 1).getAsync(o),
  'Latch.waitAsync': (o) => new locks.Latch(1).waitAsync(o),
  'WaitGroup.waitAsync': (o) => new locks.WaitGroup().waitAsync(o),
  'Barrier.waitAsync': (o) => new locks.Barrier(2).waitAsync(o),
  'ParkingLot.parkAsync': (o) => locks.ParkingLot.heap().parkAsync(64, () => true, o),
};

test.for(Object.keys(waits))('%s: a signal in the place of the options is refused, since it would never be heard', async (call) => {
  const name = call.replace('withLockAsync', 'lockAsync');
  await expect(waits[call]!(new AbortController().signal)).rejects.toThrow(
    `${name}: expected options such as { signal }, but got an instance of AbortSignal`,
  );
  await expect(waits[call]!(null)).rejects.toMatchObject({ code: 'BAD_OPTIONS' });
  await expect(waits[call]!({ signal: 5 })).rejects.toMatchObject({ code: 'BAD_SIGNAL' });
});

const unlocked = [
  () => new locks.Mutex(),
  () => new locks.SpinLock(),
  () => new locks.ReentrantLock(),
  () => new locks.TicketLock(),
  () => new locks.ClhLock(),
  () => new locks.McsLock(),
  () => new locks.SeqLock(u32, 0),
] as const;

test.for(unlocked)('%o: who unlocks what it has not locked is told how it stands', (make) => {
  const lock = make();
  expect(() => lock.unlock()).toThrow(/was unlocked already: it is free\. The thread that locked it/);
  const memory = new SharedArrayBuffer(16);
  const [held, other] = [locks.Mutex.at(memory, 0), locks.Mutex.at(memory, 0)];
  held.lock();
  expect(() => other.unlock()).toThrow(/it is held by thread \d+, which is this one\. The thread that locked it/);
  lock.free();
  expect(() => lock.unlock()).toThrow(`${lock.kind}: its memory was freed through this handle`);
});

test('a mutex of one byte has no place among the bytes of its lot', () => {
  const memory = new SharedArrayBuffer(4096);
  const lot = locks.ParkingLot.at(memory, 1024);
  for (const byte of [1024, 1024 + locks.ParkingLot.byteLength - 1]) {
    expect(() => locks.ParkingMutex.at(memory, byte, lot)).toThrow(
      `byte offset ${byte}: this byte is one of those of ParkingLot at address 1024`,
    );
  }
  for (const byte of [1023, 1024 + locks.ParkingLot.byteLength]) locks.ParkingMutex.at(memory, byte, lot).lock().unlock();
});

test('a lazy value that is asked for by what makes it is told so by the name of the call that asked', () => {
  const lazy: locks.LazyLock<number> = new locks.LazyLock(u32, () => lazy.get());
  expect(() => lazy.get()).toThrow(/get\(\) would wait for ever, .* await getAsync\(\)/);
  expect(() => new locks.LazyLock(u32, () => 1).tryGetFor(-1)).toThrow('LazyLock.tryGetFor');
});

test('a lock that is read is not freed, and the error says by how many it is read', () => {
  const lock = new locks.RwLock();
  lock.read();
  expect(() => lock.free()).toThrow('free() of a lock that is read by 1.');
});
