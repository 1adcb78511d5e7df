/** What a lock is called where it is made: the same for all of them. Runs in Node and in a page. */
import { expect, test } from 'vitest';
import { AtomicI32 } from '../atomic/index.ts';
import { struct, u32 } from '../memory/index.ts';
import * as locks from './index.ts';
import { nameOf } from './lock-errors.ts';
import type { LockOptions } from './lock-options.ts';
import { codeOf } from './test-real-threads.ts';

type Made = Parameters<typeof nameOf>[0];

/** Each kind, in the heap and at a place, with the options that are asked for. */
const kinds: Record<string, (options?: LockOptions) => readonly [inHeap: Made, placed: Made]> = {
  Mutex: (o) => [new locks.Mutex(o), locks.Mutex.at(memory(), 0, undefined, o)],
  SpinLock: (o) => [new locks.SpinLock(o), locks.SpinLock.at(memory(), 0, undefined, o)],
  ReentrantLock: (o) => [new locks.ReentrantLock(o), locks.ReentrantLock.at(memory(), 0, undefined, o)],
  TicketLock: (o) => [new locks.TicketLock(o), locks.TicketLock.at(memory(), 0, undefined, o)],
  ClhLock: (o) => [new locks.ClhLock(o), locks.ClhLock.at(memory(), 0, undefined, o)],
  McsLock: (o) => [new locks.McsLock(o), locks.McsLock.at(memory(), 0, undefined, o)],
  RwLock: (o) => [new locks.RwLock(o), locks.RwLock.at(memory(), 0, undefined, o)],
  SeqLock: (o) => [new locks.SeqLock(u32, 0, o), locks.SeqLock.at(memory(), 0, u32, o)],
  Semaphore: (o) => [new locks.Semaphore(1, o), locks.Semaphore.at(memory(), 0, o)],
  Condvar: (o) => [new locks.Condvar(o), locks.Condvar.at(memory(), 0, o)],
  Once: (o) => [new locks.Once(o), locks.Once.at(memory(), 0, o)],
  OnceLock: (o) => [new locks.OnceLock(u32, o), locks.OnceLock.at(memory(), 0, u32, o)],
  LazyLock: (o) => [new locks.LazyLock(u32, () => 1, o), locks.LazyLock.at(memory(), 0, u32, () => 1, o)],
  Latch: (o) => [new locks.Latch(1, o), locks.Latch.at(memory(), 0, 1, o)],
  WaitGroup: (o) => [new locks.WaitGroup(o), locks.WaitGroup.at(memory(), 0, o)],
  Barrier: (o) => [new locks.Barrier(2, o), locks.Barrier.at(memory(), 0, 2, o)],
};

function memory(): SharedArrayBuffer {
  return new SharedArrayBuffer(1024);
}

test.for(Object.keys(kinds))('%s: errors call it by the name that it was given where it was made', (kind) => {
  for (const lock of kinds[kind]!({ name: 'accounts' })) expect(nameOf(lock)).toMatch(new RegExp(`^${kind} 'accounts' at address`));
  for (const lock of kinds[kind]!()) expect(nameOf(lock)).toMatch(new RegExp(`^${kind} at address`));
});

test.for(Object.keys(kinds))('%s: a name that is none is refused', (kind) => {
  for (const name of ['', 5, null]) expect(codeOf(() => kinds[kind]!({ name } as LockOptions))).toBe('BAD_OPTIONS');
});

test('what is neither options nor a layout is refused as what it is not', () => {
  expect(codeOf(() => new locks.Latch(1, 'accounts' as LockOptions))).toBe('BAD_OPTIONS');
  expect(codeOf(() => new locks.Mutex(u32, 0, null as unknown as LockOptions))).toBe('BAD_OPTIONS');
  expect(codeOf(() => new locks.Mutex({} as LockOptions))).toBe('BAD_LAYOUT');
  expect(codeOf(() => new locks.Mutex(new AtomicI32() as LockOptions))).toBe('BAD_LAYOUT');
});

test('a lock with a value has a name behind it, and a layout with a field of that name is a layout', () => {
  expect(new locks.Mutex(u32, 5, { name: 'five' }).withLock((guard) => guard.value)).toBe(5);
  expect(new locks.RwLock(struct({ name: u32 }), { name: 6 }).withRead((guard) => guard.value.name)).toBe(6);
  expect(new locks.Mutex({ name: 'none' }).layout).toBeUndefined();
});

test('what a lock throws says its name', () => {
  expect(() => new locks.Mutex({ name: 'accounts' }).unlock()).toThrow("Mutex 'accounts' at address");
});
